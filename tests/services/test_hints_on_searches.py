"""Names that nothing in the library has are told; those that papers have still are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from printed import print_paper


@pytest.fixture
def desk(library_home: Path) -> Iterator[Carrel]:
    desk = open_library(Paths(library_home), digest_on_import=False)
    desk.jobs.start()
    yield desk
    desk.close()


def messages(desk: Carrel, text: str) -> list[str]:
    return [hint.message for hint in desk.search_hints.of(text)]


def test_a_topic_that_only_papers_have_is_known(desk: Carrel, tmp_path: Path) -> None:
    assert messages(desk, 'topic:"Glass harmonicas"') == ["There is no topic “Glass harmonicas”."]
    desk.jobs.wait(desk.importing.add([print_paper(tmp_path / "one.pdf", title="On glass")]))
    with desk.database.write() as connection:
        connection.execute("""UPDATE papers SET topics = '["Glass harmonicas", "Desks"]'""")
    assert messages(desk, 'topic:"glass harmonicas" -topic:Desks topic:Theory') == []
    assert messages(desk, "topic:Dessks") == ["There is no topic “Dessks”. Did you mean Desks?"]


def test_tags_and_collections_that_are_not_there_are_told(desk: Carrel, tmp_path: Path) -> None:
    assert messages(desk, "tag:thesis in:Reading") == [
        "There is no tag “thesis”.",
        "There is no collection “Reading”.",
    ]
    [job] = desk.jobs.wait(desk.importing.add([print_paper(tmp_path / "one.pdf", title="On tags")]))
    assert job.paper_id is not None
    desk.organising.tag([job.paper_id], "thesis")
    assert messages(desk, "tag:Thesis") == []
