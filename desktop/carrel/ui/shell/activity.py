"""Activity: what runs, waits, failed and ended, and what was asked of the network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.job import Job, JobState
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Place
from carrel.ui.shell.activity_now import ActivityNow, in_their_places
from carrel.ui.shell.full_log import FullLog
from carrel.ui.shell.job_row import JobActs, JobRow
from carrel.ui.shell.network_log import NetworkLog
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, Label, Line, Popover

_WIDTH = 558


class ActivityPopover(Popover):
    """The panel at the lower right. `seen` is called with the newest problem's id when the person has looked.

    `place_wanted` carries a `Place` to show: the day whose papers a check brought.
    """

    place_wanted = Signal(object)

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
        self._rows: dict[tuple[object, ...], JobRow] = {}
        self._full: FullLog | None = None
        self._now: ActivityNow | None = None
        self._shown: list[Job] = []
        self._acts = JobActs(
            pause=lambda job: self._do(lambda: carrel.jobs.pause(job)),
            resume=lambda job: self._do(lambda: carrel.jobs.resume(job)),
            cancel=lambda job: self._do(lambda: carrel.jobs.cancel(job)),
            retry=lambda job: self._do(lambda: carrel.jobs.retry(job)),
            try_now=lambda job: self._do(lambda: carrel.jobs.try_now(job)),
            show_news=self._show_news,
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
        self.log = NetworkLog(theme, lambda on: self._do(lambda: carrel.network.set_offline(on)), self.open_full_log)
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
        self._bridge = bridge
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
        wanted = in_their_places([*now.open_jobs, *now.problems, *now.ended], self._shown if self.isVisible() else ())
        self._shown = wanted
        keys = [_key(job, now) for job in wanted]
        for key in [key for key in self._rows if key not in keys]:
            gone = self._rows.pop(key)
            self._list_layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for position, (key, job) in enumerate(zip(keys, wanted, strict=True)):
            row = self._rows.get(key)
            if row is None:
                result = now.brought if job.id == now.news else ""
                row = JobRow(
                    self._theme, job, self._acts, all_paused=now.paused, on_battery=now.on_battery, result=result
                )
                self._rows[key] = row
            else:
                row.show_job(job, all_paused=now.paused, on_battery=now.on_battery)
            if self._list_layout.indexOf(row) != position:
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
        if self._now is not None:
            # Jobs keep their places only while they are looked at.
            self.show_now(self._now)
        super().open(focus)
        if self._now is not None:
            self.show_now(self._now)

    def open_full_log(self) -> None:
        """Show every request, in Activity's place."""
        if self._full is None:
            self._full = FullLog(self._theme, self._carrel, self._background, self._bridge, self._host)
        self.close_popover()
        self._full.open()

    def _show_news(self, day: str) -> None:
        self.close_popover()
        self.place_wanted.emit(Place("today", name=day))

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
        row = self._rows.get(_key(job, self._now)) if self._now is not None else None
        if row is not None and self.isVisible():
            row.show_job(job, all_paused=self._carrel.jobs.paused, on_battery=self._carrel.power.waits)

    def _grown(self) -> None:
        if self.isVisible():
            self.arrange()


def _key(job: Job, now: ActivityNow) -> tuple[object, ...]:
    """What a row is made of: while it stays the same, only progress changes."""
    return job.id, job.state, job.due, job.error, now.brought if job.id == now.news else ""


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
