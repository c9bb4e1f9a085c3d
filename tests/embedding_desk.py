"""Opens a library and makes vectors of papers and passages without a pause, in a process that a test kills.

Run as a program it forks such a process for each line of its input, so that none of them has to import anything: it answers
with the process's number, and with its exit code once it has ended.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from carrel.domain.paper import Paper
from carrel.inference.static_encoder import static_encoder
from carrel.paths import Paths
from carrel.services import embedding, passage_embedding
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import papers
from carrel.worker.embedding import Embedded, Halves
from forked import serve

DIMENSION = 384
WORDS = (
    "storks nest on chimneys networks learn from tokens banks lend galaxies rotate proteins fold robots walk".split()
)


class Looking:
    """Gives vectors in this process, so that what is killed keeps them most of its time; in the stead of both children."""

    def embed(self, texts: Sequence[str], _path: Path, **_how: object) -> Embedded:
        """What papers get: vectors as long as those of their encoder."""
        made = np.pad(static_encoder().embed(texts), ((0, 0), (0, DIMENSION - static_encoder().dimension)))
        return Embedded(DIMENSION, made.astype("<f4").tobytes())

    def vectors(self, texts: Sequence[str], **_how: object) -> Halves:
        """What passages get."""
        made = static_encoder().embed(texts)
        return Halves(made.shape[1], made.astype("<f2").tobytes())


def desk_of(home: Path) -> Carrel:
    """The library as it is opened here."""
    desk = open_library(Paths(home), digest_on_import=False)
    desk.settings.change(welcomed=True, model="")
    desk.embedding._worker = Looking()  # type: ignore[assignment]  # in the place of the child
    desk.passage_embedding._worker = Looking()  # type: ignore[assignment]  # in the place of the child
    desk.jobs.start()
    return desk


def change(desk: Carrel, chance: random.Random) -> None:
    """Let some papers say something else."""
    with desk.database.write() as connection:
        for paper in chance.sample([row[0] for row in connection.execute("SELECT id FROM papers")], 20):
            said = Paper(f"Paper {paper}", abstract=" ".join(chance.choices(WORDS, k=8)))
            papers.update(connection, paper, said)


def made(desk: Carrel) -> None:
    """Make the vectors that are missing."""
    jobs = [desk.embedding.queue_when_needed(), desk.passage_embedding.queue_when_needed()]
    desk.jobs.wait([job for job in jobs if job is not None])


def work(home: str, told: str, seed: int) -> None:
    """Make vectors and change papers until the process is killed; a file tells when that begins.

    There are a few papers in a batch, and a file is written anew as soon as half of it is nobody's.
    """
    embedding._SPARE_ROWS, passage_embedding._SPARE_ROWS = 10, 50
    embedding._BATCH = passage_embedding._PAPERS = 4
    desk = desk_of(Path(home))
    chance = random.Random(seed)  # noqa: S311 - texts, not secrets
    Path(told).write_text("begun")
    for _ in itertools.count():
        made(desk)
        change(desk, chance)


if __name__ == "__main__":
    serve(work)
