"""One job in Activity: what it is, how far, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.job import Job, JobKind, JobState
from carrel.ui.shell.job_words import ICONS, headline, problem_words, progress_words, will_retry
from carrel.ui.shell.wording import clock_time
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Icon, IconButton, Line, Paragraph, ProgressLine


@dataclass(frozen=True, slots=True)
class JobActs:
    """What the buttons of a row call, each with the job's id."""

    pause: Callable[[int], object]
    resume: Callable[[int], object]
    cancel: Callable[[int], object]
    retry: Callable[[int], object]
    try_now: Callable[[int], object]
    show_news: Callable[[str], object]


class JobRow(QWidget):
    """A row of its own for each job; `show_job` brings progress without making anything anew."""

    def __init__(
        self, theme: Theme, job: Job, acts: JobActs, *, all_paused: bool, on_battery: bool = False, result: str = ""
    ) -> None:
        """`result` is what a finished job brought, where that is more than the time."""
        super().__init__()
        self._line: ProgressLine | None = None
        self._text: ElidedLabel | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, theme.px(9), 12, theme.px(9))
        row.setSpacing(theme.px(12))
        icon, token = ICONS[job.kind], "text-2"
        problem = job.state is JobState.FAILED or will_retry(job)
        if problem:
            icon, token = "circle-alert", "not-found"
        elif job.state is JobState.DONE:
            icon, token = "check", "supported"
        elif job.state is JobState.CANCELLED:
            icon, token = "x", "text-3"
        mark = Icon(theme, icon, token=token)
        mark.setContentsMargins(0, 2, theme.px(4), 0)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._head = ElidedLabel(theme, headline(job), "label", weight=500)
        column.addWidget(self._head)
        if problem:
            column.addWidget(Paragraph(theme, problem_words(job), "meta", "text-3"))
        elif job.state.open:
            column.addSpacing(5)
            self._line = ProgressLine(theme)
            column.addWidget(self._line)
            column.addSpacing(4)
            self._text = ElidedLabel(theme, "", "meta", "text-3")
            column.addWidget(self._text)
        else:
            ended = ", ".join(part for part in (result, clock_time(job.finished)) if part)
            column.addWidget(ElidedLabel(theme, ended, "meta", "text-3"))
        row.addLayout(column, 1)
        self._add_buttons(theme, row, job, acts)
        outer.addLayout(row)
        outer.addWidget(Line())
        self.show_job(job, all_paused=all_paused, on_battery=on_battery)

    def show_job(self, job: Job, *, all_paused: bool, on_battery: bool = False) -> None:
        """Show how far it is now, or what it waits for."""
        if self._line is not None and self._text is not None:
            standing = all_paused or job.state is not JobState.RUNNING
            self._line.set_progress(job.done, job.total, muted=standing)
            self._text.setText(progress_words(job, all_paused=all_paused, on_battery=on_battery))
        self._head.setText(headline(job))

    @staticmethod
    def _add_buttons(theme: Theme, row: QHBoxLayout, job: Job, acts: JobActs) -> None:
        top = Qt.AlignmentFlag.AlignTop
        day = str(job.payload.get("day", ""))
        buttons: list[QWidget] = []
        if will_retry(job):
            buttons.append(Button(theme, "Try now", "rotate-ccw", look="small", clicked=lambda: acts.try_now(job.id)))
        elif job.state is JobState.PAUSED:
            buttons.append(IconButton(theme, "play", "Resume", clicked=lambda: acts.resume(job.id)))
        elif job.state.open:
            buttons.append(IconButton(theme, "pause", "Pause", clicked=lambda: acts.pause(job.id)))
        if job.state.open:
            buttons.append(IconButton(theme, "x", "Cancel", clicked=lambda: acts.cancel(job.id)))
        elif job.state is JobState.FAILED:
            buttons.append(Button(theme, "Try again", "rotate-ccw", look="small", clicked=lambda: acts.retry(job.id)))
        elif job.state is JobState.DONE and job.kind is JobKind.REFRESH_FEEDS:
            buttons.append(Button(theme, "Show", look="flat", clicked=lambda: acts.show_news(day)))
        for button in buttons:
            button.setAccessibleDescription(headline(job))
        box = QHBoxLayout()
        box.setSpacing(0)
        for button in buttons:
            box.addWidget(button, 0, top)
        row.addLayout(box)
