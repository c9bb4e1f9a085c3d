"""A model, in a real child process, that writes each paper's digest only when it is let go."""

from __future__ import annotations

import re
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carrel.domain.digest import NO_OPTIONS
from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.services.digest_writing import DigestWriting
from carrel.services.digests import Digests
from carrel.services.events import Event, Writing, WritingState
from carrel.services.news_digests import NewsDigests
from carrel.worker.model import ModelWorker
from made_gguf import made_gguf

CHILD = """
    import re, sys, time
    from pathlib import Path
    from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
    from carrel.worker.operations_model import Writing
    from carrel.worker.serve import serve

    folder = Path(sys.argv[1])

    def digest(call):
        asked = call.arguments(Writing)
        number = re.search("called Lantern ([0-9]+)", asked.source.abstract)[1]
        Path(folder, f"{number}.{'urgent' if asked.interactive else 'idle'}").touch()
        while not Path(folder, f"{number}.go").exists():
            call.check()
            time.sleep(0.005)
        said = tuple(Statement(part, "Something.", Status.SUPPORTED, (0,)) for part in Field)
        origin = Provenance("llama.cpp", "2026-11-20T09:30:00Z", 0.1, asked.source.text_sha256, Coverage(1, 1, 9, 9), sys.argv[2], "Held", "held.gguf", language=asked.options.language)
        return Digest(said, (), origin)

    serve({"digest": digest}, together=True)
"""


class HeldModel:
    """What it writes now, and the word that lets it go on. Papers are known by their number in `announced.paper`."""

    def __init__(self, carrel: Carrel, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._changed = threading.Condition()
        self._writing: dict[int, int] = {}
        self.begun: list[int] = []
        prompts = carrel.digest_keys.writer(carrel.models.find("held.gguf")).prompts
        child = textwrap.dedent(CHILD)
        self.worker = ModelWorker(command=(sys.executable, "-P", "-c", child, str(folder), prompts))
        writing = DigestWriting(
            carrel.database, self.worker, carrel.documents_worker, carrel.own_server, carrel.events, lambda: NO_OPTIONS
        )
        self.of_a_day = NewsDigests(
            carrel.database, carrel.jobs, carrel.models, writing, carrel.settings, carrel.events, allowed=lambda: True
        )
        self.single = Digests(carrel.database, carrel.jobs, carrel.models, writing, carrel.digest_keys)
        self._numbers = {paper_id: int(number) for paper_id, number in _titles(carrel)}
        carrel.events.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if not isinstance(event, Writing):
            return
        with self._changed:
            number = self._numbers[event.paper_id]
            if event.state is WritingState.STARTED:
                self.begun.append(number)
                self._writing[number] = event.job_id
            elif event.state is not WritingState.WRITING:
                self._writing.pop(number, None)
            self._changed.notify_all()

    def let_go(self, *numbers: int) -> None:
        """Let these papers' digests be written, whenever that is begun."""
        for number in numbers:
            Path(self._folder, f"{number}.go").touch()

    def until(self, *numbers: int) -> None:
        """Wait until exactly these are being written."""
        with self._changed:
            assert self._changed.wait_for(lambda: set(self._writing) == set(numbers), 30), self._writing

    def job_of(self, number: int) -> int:
        """The job that writes this paper's digest now."""
        with self._changed:
            return self._writing[number]

    def asked(self, number: int) -> set[str]:
        """How the child was asked for it: "urgent", "idle" or both."""
        return {path.suffix[1:] for path in self._folder.glob(f"{number}.*")} - {"go"}


def _titles(carrel: Carrel) -> list[tuple[int, str]]:
    with carrel.database.read() as connection:
        rows = connection.execute("SELECT id, title FROM papers").fetchall()
    return [(number, found[1]) for number, title in rows if (found := re.match("Lantern ([0-9]+)", title))]


@contextmanager
def held_model(carrel: Carrel, folder: Path) -> Iterator[HeldModel]:
    """The library with this model, for the papers that it has now; its lanes are started."""
    made_gguf(
        carrel.paths.models / "held.gguf",
        {"general.architecture": "llama", "general.name": "Held", "llama.block_count": 1},
    )
    carrel.settings.change(model="held.gguf")
    model = HeldModel(carrel, folder)
    carrel.jobs.handle({JobKind.DIGEST_NEWS: model.of_a_day.run, JobKind.WRITE_DIGEST: model.single.run})
    try:
        yield model
    finally:
        carrel.jobs.close()
        model.worker.close()
