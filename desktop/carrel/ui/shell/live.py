"""Keeps sidebar, status bar and Activity as things are: reads anew, beside the window, after what changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from carrel.domain.changes import Changes
from carrel.domain.job import Job, JobKind
from carrel.domain.paper import Collection
from carrel.domain.query import SidebarCounts
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.models.in_use import InUse, model_in_use
from carrel.ui.shell.activity import ActivityPopover
from carrel.ui.shell.activity_now import ActivityNow, activity_now
from carrel.ui.shell.request_words import busy_words
from carrel.ui.shell.sidebar import Sidebar
from carrel.ui.shell.status_bar import StatusBar

_WAIT = 120
_SEEN = "activity.seen"


class Live(QObject):
    """Joins bursts of changes: the sidebar is counted at most some eight times a second."""

    def __init__(
        self,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        sidebar: Sidebar,
        status: StatusBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._carrel = carrel
        self._background = background.of(self)
        self._sidebar = sidebar
        self._status = status
        self._activity: ActivityPopover | None = None
        self._jobs: dict[int, Job] = {}
        self._now: ActivityNow | None = None
        self._seen = int(carrel.reading.value(_SEEN, "0"))
        self._names: dict[int, str] = {}
        self._papers_timer = self._timer(self.read_papers)
        self._work_timer = self._timer(self.read_work)
        bridge.changes.connect(self._changed)
        bridge.job.connect(self._progressed)

    @property
    def problems(self) -> int:
        """How many failures the person has not looked at."""
        return sum(job.id > self._seen for job in self._now.problems) if self._now is not None else 0

    def collection_name(self, collection: int) -> str:
        """A collection's name, "" where it is not known."""
        return self._names.get(collection, "")

    def follow(self, activity: ActivityPopover) -> None:
        """Keep this panel up to date too."""
        self._activity = activity
        if self._now is not None:
            activity.show_now(self._now)

    def saw(self, job: int) -> None:
        """The person has looked at the failures up to this job."""
        if job > self._seen:
            self._seen = job
            self._background.run(lambda: self._carrel.reading.set_value(_SEEN, str(job)), lambda _done: None)
            self._show_status()

    def read_papers(self) -> None:
        """Count the places' papers and the duplicates among them, and read the collections."""

        def read() -> tuple[SidebarCounts, list[Collection], int]:
            reading = self._carrel.reading
            return reading.sidebar(), reading.collections(), self._carrel.duplicates.count()

        self._background.latest("papers", read, self._show_papers)

    def read_work(self) -> None:
        """Read jobs and network log."""
        self._background.latest("work", lambda: activity_now(self._carrel), self._show_work)

    def read_model(self) -> None:
        """Read which model writes, and how fast it was."""
        self._background.latest("model", lambda: model_in_use(self._carrel), self._show_model)

    def _timer(self, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(_WAIT)
        timer.timeout.connect(act)
        return timer

    def _changed(self, changes: Changes) -> None:
        listed = changes.papers or changes.papers_added or changes.papers_removed
        if (listed or changes.collections or changes.duplicates) and not self._papers_timer.isActive():
            self._papers_timer.start()
        if (changes.jobs or changes.network or changes.settings) and not self._work_timer.isActive():
            self._work_timer.start()
        if changes.settings:
            self.read_model()

    def _progressed(self, job: Job) -> None:
        if job.id in self._jobs:
            self._jobs[job.id] = job
            self._show_status()

    def _show_model(self, model: InUse) -> None:
        self._status.show_model(model.name, usable=model.usable, speed=model.speed)

    def _show_papers(self, answer: tuple[SidebarCounts, list[Collection], int]) -> None:
        counts, collections, duplicates = answer
        self._names = {one.id: one.name for one in collections}
        self._sidebar.show_counts(counts)
        self._sidebar.show_collections(collections)
        self._sidebar.show_duplicates(duplicates)

    def _show_work(self, now: ActivityNow) -> None:
        self._now = now
        before = {job.id for job in self._jobs.values() if job.kind is JobKind.BENCH_MODEL}
        self._jobs = {job.id: job for job in now.open_jobs}
        if before - set(self._jobs):
            self.read_model()
        if self._activity is not None:
            self._activity.show_now(now)
        self._show_status()

    def _show_status(self) -> None:
        now = self._now
        if now is None:
            return
        jobs = list(self._jobs.values())
        self._status.show_network(
            offline=now.offline,
            last=now.requests[0] if now.requests else None,
            today=now.today,
            busy=busy_words(now.current) if now.current is not None else None,
        )
        self._status.show_jobs(jobs, problems=self.problems, paused=now.paused, on_battery=now.on_battery)
