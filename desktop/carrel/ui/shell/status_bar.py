"""The status bar: when the network was last used, what runs, which model writes. Each part is a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.request import Request
from carrel.ui.shell.job_words import counted_words, headline, waits_for_mains
from carrel.ui.shell.wording import clock_time, requests_today, time_left
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.widgets import Line, ProgressLine

_MOST = 56
_DIGESTS = frozenset({JobKind.WRITE_DIGEST, JobKind.DIGEST_NEWS})


class StatusBar(QFrame):
    """Shows plain values; pressing a part tells what the person wants to see."""

    activity_wanted = Signal()
    models_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "sidebar")
        self.setAccessibleName("Status")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Line())
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        self._network = _Part(theme, "shield-check", self.activity_wanted.emit)
        self._progress = ProgressLine(theme, width=70)
        self._jobs = _Part(theme, "", self.activity_wanted.emit)
        self._model = _Part(theme, "cpu", self.models_wanted.emit)
        self._separator = Line(upright=True)
        self._separator.setFixedHeight(14)
        row.addWidget(self._network)
        row.addStretch(1)
        row.addWidget(self._progress)
        row.addWidget(self._jobs)
        row.addWidget(self._separator)
        row.addSpacing(4)
        row.addWidget(self._model)
        outer.addLayout(row)
        self._theme = theme
        self._rescale()
        theme.changed.connect(self._rescale)
        self.show_network(offline=False, last=None, today=0)
        self.show_jobs([], problems=0, paused=False)
        self.show_model("", usable=False)

    def show_network(
        self, *, offline: bool, last: Request | None, today: int, busy: tuple[str, str] | None = None
    ) -> None:
        """Say when the network was last used, or that it is shut off, or what is asked of it now and for whom (`busy`)."""
        count = requests_today(today) if today else ""
        if busy is not None:
            self._network.show_words("download", *busy)
        elif offline:
            self._network.show_words("cloud-off", "Work offline is on", count)
        elif last is None:
            self._network.show_words("shield-check", "No network use yet", "")
        else:
            self._network.show_words("shield-check", f"No network use since {clock_time(last.time)}", count)

    def show_jobs(self, jobs: Sequence[Job], *, problems: int, paused: bool, on_battery: bool = False) -> None:
        """Say what runs, or how many jobs wait, or that some failed; nothing where there is nothing.

        `on_battery` says that work nobody waits for waits for mains power.
        """
        running = [job for job in jobs if job.state is JobState.RUNNING]
        waiting = len(jobs) - len(running)
        words, quiet = "", ""
        if paused and jobs:
            words, quiet = "All work is paused", f"{len(jobs)} waiting"
        elif running:
            words, quiet = _running_words(running, waiting)
        elif held := [job for job in jobs if waits_for_mains(job, on_battery=on_battery)]:
            words, quiet = _held_words(held), f"{len(jobs)} waiting"
        elif jobs:
            words = f"{len(jobs)} jobs"
        if problems:
            told = "1 problem" if problems == 1 else f"{problems} problems"
            words, quiet = (f"{words}, {told}", quiet) if words else (told, "")
        counted = [job for job in running if job.total > 0]
        self._progress.setVisible(bool(jobs))
        done = sum(job.done / job.total for job in counted)
        self._progress.set_progress(round(1000 * done), 1000 * max(1, len(counted)), muted=paused)
        self._jobs.show_words("circle-alert" if problems else "", words, quiet, problem=bool(problems))
        self._separator.setVisible(bool(words))

    def show_model(self, name: str, *, usable: bool, speed: str = "") -> None:
        """Say which model writes digests, and how fast it was measured to be."""
        self._model.show_words("cpu", name or "No model", speed if usable or not name else "cannot be used")

    def _rescale(self) -> None:
        self.setFixedHeight(max(28, self._theme.px(28)))


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"


def _running_words(running: Sequence[Job], waiting: int) -> tuple[str, str]:
    """What is being done, and how far it is. All digests are one thing: those of a day tell how far that is."""
    kinds = [job.kind for job in running]
    if len(running) > 1 and not _DIGESTS.issuperset(kinds):
        return f"{len(running)} jobs", f"{waiting} waiting" if waiting else ""
    if len(running) > 1 and kinds.count(JobKind.DIGEST_NEWS) != 1:
        single = kinds.count(JobKind.DIGEST_NEWS) == 0
        return (
            f"Writing {len(running)} digests" if single else "Writing digests",
            f"{waiting} waiting" if waiting else "",
        )
    job = max(running, key=lambda one: one.kind is JobKind.DIGEST_NEWS)
    words, counted, left = headline(job), counted_words(job), time_left(job.left)
    if job.kind is JobKind.DIGEST_NEWS and counted:
        words, counted = f"{words}, {counted}", ""
    return _short(words), f"{waiting} waiting" if waiting and not left else left or counted or job.stage


def _held_words(held: Sequence[Job]) -> str:
    what = "Digests wait" if any(job.kind in _DIGESTS for job in held) else "Other work waits"
    return f"{what} for mains power"


class _Part(QAbstractButton):
    """A part of the bar: icon, words, quieter words."""

    def __init__(self, theme: Theme, icon: str, clicked: Callable[[], object]) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._words = ""
        self._quiet = ""
        self._problem = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.clicked.connect(lambda _checked=False: clicked())
        theme.changed.connect(self.updateGeometry)

    def show_words(self, icon: str, words: str, quiet: str, *, problem: bool = False) -> None:
        if (icon, words, quiet, problem) == (self._icon, self._words, self._quiet, self._problem) and words:
            return
        self._icon, self._words, self._quiet, self._problem = icon, words, quiet, problem
        self.setAccessibleName(f"{words}, {quiet}" if quiet else words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font("meta", tabular=True))
        width = metrics.horizontalAdvance(self._words) + 16
        if self._icon:
            width += self._theme.px(14) + 6
        if self._quiet:
            width += metrics.horizontalAdvance(self._quiet) + 7
        return QSize(round(width) + 1, 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(26, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.fillRect(rect, theme.color("selection-unfocused"))
        left = 8.0
        if self._icon:
            size = theme.px(14)
            token = "not-found" if self._problem else "text-2"
            painter.drawPixmap(QPointF(left, (rect.height() - size) // 2), theme.pixmap(self._icon, 14, token))
            left += size + 6
        font = theme.font("meta", tabular=True)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.color("text-2"))
        room = rect.width() - left - 8
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room + 1)
        painter.drawText(QRectF(left, 0, room + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, words)
        left += metrics.horizontalAdvance(words) + 7
        if self._quiet and left < rect.width():
            painter.setPen(theme.color("text-3"))
            painter.drawText(
                QRectF(left, 0, rect.width() - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, self._quiet
            )
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, 4)
