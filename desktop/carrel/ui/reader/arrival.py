"""How a PDF that cannot be shown yet comes: asked of arXiv, or unlocked, and what its job says meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carrel.domain.errors import CarrelError
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader.keeping import Keeping
from carrel.ui.reader.opening import Opened
from carrel.ui.reader.paper_pages import PaperPages
from carrel.ui.shell.job_words import problem_words, waits_for_network, will_retry


class Arrival(QObject):
    """Answers what `pages` asks for in place of a PDF. `opened` gives the paper shown, `show` shows it again."""

    def __init__(
        self,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        keeping: Keeping,
        pages: PaperPages,
        opened: Callable[[], Opened | None],
        show: Callable[[Opened], None],
    ) -> None:
        super().__init__(pages)
        self._carrel = carrel
        self._background = background.of(self)
        self._bridge = bridge
        self._keeping = keeping
        self._pages = pages
        self._opened = opened
        self._show = show
        self._waiting: Job | None = None
        self._seen_open = 0
        pages.get_requested.connect(self._get)
        pages.absent.later_requested.connect(self._ask)
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

    def look(self) -> None:
        """Say how getting the PDF stands, where it was asked for."""
        opened = self._opened()
        if opened is None or self._pages.shows_pages or not opened.paper.arxiv_id:
            return
        key = opened.paper.arxiv_id
        self._background.latest("look", lambda: self._carrel.jobs.latest(JobKind.FETCH_PAPER, key), self._stands)

    def _stands(self, job: Job | None) -> None:
        # A failure that was before this paper was opened is told in Activity.
        if job is not None and (job.state.open or job.id == self._seen_open):
            self._seen_open = job.id
            self._job(job)

    def _get(self) -> None:
        opened = self._opened()
        if opened is None:
            return
        waiting = self._waiting
        if self._carrel.network.offline:
            # The button said so.
            self._carrel.network.set_offline(False)
        self._pages.absent.show_progress("Asking arXiv for it.")
        if waiting is not None and waiting.paper_id == opened.paper.id:
            self._keeping.write(lambda: self._carrel.jobs.try_now(waiting.id), self.refused)
        else:
            self._ask()

    def _ask(self) -> None:
        opened = self._opened()
        if opened is not None:
            paper = opened.paper.id
            self._keeping.write(lambda: self._carrel.following.fetch([paper]), self.refused)

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
        if job.paper_id != opened.paper.id and job.key != opened.paper.arxiv_id:
            return
        self._waiting = job if job.state is JobState.WAITING and job.due else None
        if waits_for_network(job):
            self._pages.absent.show_queued()
        elif will_retry(job) or job.state is JobState.FAILED:
            self._pages.absent.show_wait(problem_words(job))
        elif job.state.open:
            share = f", {job.done * 100 // job.total} %" if job.total else ""
            self._pages.absent.show_progress(f"{job.stage or 'Waiting'}{share}")
