"""Activity: what runs, waits, failed and ended, and what was asked of the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.job import Job, JobState
from carrel.domain.request import Request
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.shell.job_row import JobActs, JobRow
from carrel.ui.shell.network_log import NetworkLog
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, Label, Line, Popover

_WIDTH = 558
_ENDED = 6


@dataclass(frozen=True, slots=True)
class ActivityNow:
    """All that Activity and the status bar show, read at one moment."""

    open_jobs: list[Job]
    problems: list[Job]
    ended: list[Job]
    paused: bool
    requests: list[Request]
    today: int
    offline: bool


def activity_now(carrel: Carrel, log: int = 200) -> ActivityNow:
    """Read what runs and what was asked of the network. A failure whose work was queued again is a problem no more."""
    open_jobs = carrel.jobs.open_jobs()
    recent = carrel.jobs.recent(50)
    seen = {(job.kind, job.key) for job in open_jobs}
    problems: list[Job] = []
    ended: list[Job] = []
    for job in recent:
        if (job.kind, job.key) in seen:
            continue
        seen.add((job.kind, job.key))
        (problems if job.state is JobState.FAILED else ended).append(job)
    return ActivityNow(
        open_jobs=open_jobs,
        problems=problems,
        ended=ended[:_ENDED],
        paused=carrel.jobs.paused,
        requests=carrel.network.recent(log),
        today=carrel.network.today(),
        offline=carrel.network.offline,
    )


class ActivityPopover(Popover):
    """The panel at the lower right. `seen` is called with the newest failure's id when the person has looked."""

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        host: QWidget,
        *,
        seen: Callable[[int], object] = lambda _job: None,
    ) -> None:
        super().__init__(theme, host, "Activity")
        self._carrel = carrel
        self._background = background.of(self)
        self._seen = seen
        self._rows: dict[tuple[int, JobState], JobRow] = {}
        self._now: ActivityNow | None = None
        self._acts = JobActs(
            pause=lambda job: self._do(lambda: carrel.jobs.pause(job)),
            resume=lambda job: self._do(lambda: carrel.jobs.resume(job)),
            cancel=lambda job: self._do(lambda: carrel.jobs.cancel(job)),
            retry=lambda job: self._do(lambda: carrel.jobs.retry(job)),
        )
        self.content.addWidget(self._head(theme))
        self.content.addWidget(Line())
        self._list = QWidget()
        self._list_layout = QVBoxLayout(self._list)
        self._list_layout.setContentsMargins(0, 0, 0, 0)
        self._list_layout.setSpacing(0)
        self._nothing = Label(theme, "Nothing runs, and nothing waits.", token="text-3")
        self._nothing.setContentsMargins(16, theme.px(14), 16, theme.px(14))
        self._list_layout.addWidget(self._nothing)
        self.log = NetworkLog(theme, lambda on: self._do(lambda: carrel.network.set_offline(on)), self._grown)
        inside = QWidget()
        inner = self._inside_layout = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._list)
        inner.addWidget(self.log)
        self._inside = inside
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.content.addWidget(scroll, 1)
        bridge.job.connect(self._job)

    def place(self, host: QRect) -> QRect:
        """At the lower right, over the status bar, as high as its content asks for."""
        width = min(self._theme.px(_WIDTH), host.width() - 24)
        self._inside_layout.activate()
        wanted = self._inside_layout.totalHeightForWidth(width - 2)
        height = min(self._theme.px(46) + 3 + max(wanted, self._inside.sizeHint().height()), host.height() - 64)
        return QRect(host.width() - width - 10, host.height() - height - 34, width, height)

    def show_now(self, now: ActivityNow) -> None:
        """Show what runs and what was."""
        self._now = now
        wanted = [*now.open_jobs, *now.problems, *now.ended]
        keys = [(job.id, job.state) for job in wanted]
        for key in [key for key in self._rows if key not in keys]:
            row = self._rows.pop(key)
            self._list_layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        for position, (key, job) in enumerate(zip(keys, wanted, strict=True)):
            if key in self._rows:
                self._rows[key].show_job(job, all_paused=now.paused)
                continue
            row = JobRow(self._theme, job, self._acts, all_paused=now.paused)
            self._rows[key] = row
            self._list_layout.insertWidget(position, row)
            row.show()
        self._nothing.setVisible(not wanted)
        self._counts.setText(_counted(now))
        self._pause.setText("Resume all" if now.paused else "Pause all")
        self._pause.set_icon("play" if now.paused else "pause")
        self._pause.setVisible(bool(now.open_jobs) or now.paused)
        self.log.show_requests(now.requests, today=now.today, offline=now.offline)
        if self.isVisible():
            self._grown()
            if now.problems:
                self._seen(max(job.id for job in now.problems))

    def open(self, focus: QWidget | None = None) -> None:
        """Show it as things are now."""
        super().open(focus)
        if self._now is not None:
            self.show_now(self._now)

    def _head(self, theme: Theme) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme.px(44))
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(Label(theme, "Activity", "digest", weight=600))
        self._counts = Label(theme, "", token="text-3")
        row.addWidget(self._counts)
        row.addStretch(1)
        self._pause = Button(theme, "Pause all", "pause", look="flat", clicked=self._pause_or_resume)
        row.addWidget(self._pause)
        row.addWidget(IconButton(theme, "x", "Close (Esc)", clicked=self.close_popover))
        return head

    def _pause_or_resume(self) -> None:
        jobs = self._carrel.jobs
        self._do(jobs.resume_all if jobs.paused else jobs.pause_all)

    def _do(self, act: Callable[[], object]) -> None:
        self._background.run(act, lambda _answer: None)

    def _job(self, job: Job) -> None:
        row = self._rows.get((job.id, job.state))
        if row is not None and self.isVisible():
            row.show_job(job, all_paused=self._carrel.jobs.paused)

    def _grown(self) -> None:
        if self.isVisible():
            self.arrange()


def _counted(now: ActivityNow) -> str:
    running = sum(job.state is JobState.RUNNING for job in now.open_jobs)
    waiting = len(now.open_jobs) - running
    parts = []
    if running:
        parts.append(f"{running} running")
    if waiting:
        parts.append(f"{waiting} waiting")
    if now.problems:
        parts.append("1 problem" if len(now.problems) == 1 else f"{len(now.problems)} problems")
    return ", ".join(parts)
