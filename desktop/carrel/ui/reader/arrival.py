"""How a PDF that cannot be shown yet comes: asked of arXiv, or unlocked, and what its job says meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carrel.domain.errors import CarrelError
from carrel.domain.job import Job
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.bridge import Bridge
from carrel.ui.reader.keeping import Keeping
from carrel.ui.reader.opening import Opened
from carrel.ui.reader.paper_pages import PaperPages


class Arrival(QObject):
    """Answers what `pages` asks for in place of a PDF. `opened` gives the paper shown, `show` shows it again."""

    def __init__(
        self,
        carrel: Carrel,
        bridge: Bridge,
        keeping: Keeping,
        pages: PaperPages,
        opened: Callable[[], Opened | None],
        show: Callable[[Opened], None],
    ) -> None:
        super().__init__(pages)
        self._carrel = carrel
        self._bridge = bridge
        self._keeping = keeping
        self._pages = pages
        self._opened = opened
        self._show = show
        pages.get_requested.connect(self._get)
        pages.unlock_requested.connect(self._unlock)
        bridge.job.connect(self._job)

    def refused(self, error: Exception) -> None:
        """Tell of a condition of the world where the person looks; anything else is a bug and goes on."""
        if not isinstance(error, CarrelError):
            raise error
        if self._pages.shows_pages:
            self._bridge.notice.emit(Notice(str(error), problem=True))
        else:
            self._pages.absent.show_progress(str(error))

    def _get(self) -> None:
        opened = self._opened()
        if opened is None:
            return
        identifier = opened.paper.arxiv_id
        if self._carrel.network.offline:
            # The button said so.
            self._carrel.network.set_offline(False)
        self._pages.absent.show_progress("Asking arXiv for it.")
        self._keeping.write(lambda: self._carrel.importing.add([identifier]), self.refused)

    def _unlock(self, password: str) -> None:
        opened = self._opened()
        if opened is None or opened.file is None:
            return
        self._pages.remember_password(opened.file.id, password)
        if opened.path is not None:
            self._show(opened)
            return
        paper = opened.paper.id
        self._pages.absent.show_progress("Reading it apart from this window first.")
        self._keeping.write(lambda: self._carrel.importing.unlock(paper, password), self.refused)

    def _job(self, job: Job) -> None:
        opened = self._opened()
        if opened is None or self._pages.shows_pages:
            return
        paper = opened.paper
        if job.paper_id != paper.id and (not paper.arxiv_id or job.key != paper.arxiv_id):
            return
        if job.error:
            reason = f"{job.error} {job.advice}".strip()
            self._pages.absent.show_condition(opened.condition, paper, reason, offline=self._carrel.network.offline)
        elif job.state.open:
            share = f", {job.done * 100 // job.total} %" if job.total else ""
            self._pages.absent.show_progress(f"{job.stage or 'Waiting'}{share}")
