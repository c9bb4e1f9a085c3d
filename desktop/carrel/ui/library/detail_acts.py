"""What is written from a paper's detail, in the background: verdicts, which digest stands, passwords, other versions' PDFs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.digest import Status
from carrel.domain.errors import CarrelError
from carrel.services.events import Notice
from carrel.ui.library.commands import WAITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from carrel.domain.digest import Digest
    from carrel.domain.paper import Paper
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background


class DetailActs:
    """Each act names its paper; what could not be done is told as a notice."""

    def __init__(self, carrel: Carrel, background: Background, owner: QObject) -> None:
        self._carrel = carrel
        self._background = background.of(owner)

    def toggle_verdict(self, paper_id: int, digest: Digest | None, index: int) -> None:
        """Call a statement's status wrong, or take that back."""
        if digest is None or not 0 <= index < len(digest.statements):
            return
        statement = digest.statements[index]
        verdict = None
        if statement.verdict is None:
            verdict = Status.NOT_FOUND if statement.status is Status.SUPPORTED else Status.SUPPORTED
        self._write(lambda: self._carrel.organising.set_verdict(paper_id, digest.id, index, verdict))

    def stop(self, paper_id: int) -> None:
        """Stop writing the paper's digest."""
        self._write(lambda: self._carrel.digests.stop(paper_id))

    def unlock(self, paper_id: int, password: str) -> None:
        """Read the paper's locked PDF."""
        self._write(lambda: self._carrel.importing.unlock(paper_id, password))

    def make_current(self, paper_id: int, digest_id: int) -> None:
        """Let an earlier digest stand again."""
        self._write(lambda: self._carrel.organising.make_current(paper_id, digest_id))

    def get_version(self, paper: Paper, version: int) -> None:
        """Get the PDF of one version from arXiv; the others stay."""
        self._write(lambda: self._carrel.importing.add([f"{paper.arxiv_id}v{version}"]))
        if self._carrel.network.offline:
            self._carrel.events.publish(Notice(WAITS))

    def tell(self, error: Exception | str) -> None:
        """Tell of a condition of the world; anything else is a bug and goes on."""
        if isinstance(error, Exception) and not isinstance(error, CarrelError):
            raise error
        self._carrel.events.publish(Notice(str(error), problem=True))

    def _write(self, function: Callable[[], object]) -> None:
        self._background.run(function, lambda _: None, failed=self.tell)
