"""A model whose file and folders are named in any script is listed, chosen, loaded and named in the digest it wrote."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from announced import announce, paper
from carrel.domain.job import JobState
from carrel.inference.starter import starter_model
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

pytestmark = [pytest.mark.model, pytest.mark.slow]

# Composed and decomposed, another script, one outside Unicode's first plane, and what shells and JSON would have to quote.
NAME = f"{unicodedata.normalize('NFC', 'Größe é')} {unicodedata.normalize('NFD', 'ñ')} 模型 🜁 \"a\" 'b' #1 %20.gguf"


@pytest.fixture
def carrel(tmp_path: Path) -> Iterator[Carrel]:
    opened = open_library(Paths(tmp_path / "Größe 模型 é" / "мои статьи"), digest_on_import=False)
    opened.start()
    yield opened
    opened.close()


def test_a_digest_is_written_by_a_model_with_such_a_name(carrel: Carrel) -> None:
    starter = starter_model()
    assert starter is not None, "the starter model is not installed: make setup"
    file = carrel.models.folder / NAME
    file.symlink_to(starter)
    assert carrel.model_worker.inspect(file).file == NAME
    assert NAME in [choice.key for choice in carrel.models.available() if choice.usable]
    carrel.settings.change(model=NAME, welcomed=True)
    [paper_id] = announce(carrel.database, paper(1)).values()
    ended = carrel.jobs.wait(carrel.digests.request([paper_id]))
    assert [(job.state, job.error) for job in ended] == [(JobState.DONE, "")]
    digest = carrel.reading.digest(paper_id)
    assert digest is not None
    assert digest.provenance.model_file == NAME
    assert carrel.model_worker.loaded == file
