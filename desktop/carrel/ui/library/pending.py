"""What stands in a digest's place while there is none: why, how far it is, what can be done, and the abstract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import FileState
from carrel.ui.digest.quote import QuoteView
from carrel.ui.widgets import Button, Label, Paragraph, ProgressLine

if TYPE_CHECKING:
    from carrel.domain.job import Job
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class PendingDigest(QScrollArea):
    """`write_requested` asks for a digest, `unlocked` carries the password that was typed."""

    write_requested = Signal()
    unlocked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._title = Label(theme, "", "heading")
        self._text = Paragraph(theme, "", "body", "text-2")
        self._progress = ProgressLine(theme)
        self._progress.setFixedWidth(theme.px(220))
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setPlaceholderText("Password of the PDF")
        self._password.setAccessibleName("Password of the PDF")
        self._password.setFixedWidth(theme.px(220))
        self._password.returnPressed.connect(self._unlock)
        self._unlock_button = Button(theme, "Open it", "file-text", clicked=self._unlock)
        self._write = Button(theme, "Write a digest", "sticky-note", clicked=self.write_requested.emit)
        self._abstract_heading = Label(theme, "Abstract", "label", weight=600)
        self._abstract = QuoteView(theme, fitted=True)
        self._abstract.setMaximumWidth(theme.px(660))
        body = QFrame()
        body.setProperty("look", "surface")
        layout = QVBoxLayout(body)
        px = theme.px
        layout.setContentsMargins(px(32), px(20), px(32), px(24))
        layout.setSpacing(px(6))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._password)
        row.addWidget(self._unlock_button)
        row.addWidget(self._write)
        row.addStretch(1)
        for widget in (self._title, self._text, self._progress):
            layout.addWidget(widget)
        layout.addSpacing(px(4))
        layout.addLayout(row)
        layout.addSpacing(px(12))
        layout.addWidget(self._abstract_heading)
        layout.addWidget(self._abstract)
        layout.addStretch(1)
        self.setWidget(body)

    def show_record(self, record: PaperRecord) -> None:
        """Say why this paper has no digest."""
        job = _in_the_way(record)
        title, text = _reason(record, job)
        self._title.setText(title)
        self._text.set_text(text)
        locked = record.file is not None and record.file.state is FileState.LOCKED and job is None
        self._password.setVisible(locked)
        self._unlock_button.setVisible(locked)
        if not locked:
            self._password.clear()
        can_write = bool(record.paper.abstract or (record.readable and record.readable.state is FileState.READY))
        self._write.setVisible(job is None and can_write)
        self._progress.setVisible(job is not None and job.state is JobState.RUNNING)
        if job is not None:
            self._progress.set_progress(job.done, job.total)
        self._abstract.show_text(record.paper.abstract, quoted=False)
        self._abstract.setVisible(bool(record.paper.abstract))
        self._abstract_heading.setVisible(bool(record.paper.abstract))

    def _unlock(self) -> None:
        if self._password.text():
            self.unlocked.emit(self._password.text())
            self._password.clear()


def _in_the_way(record: PaperRecord) -> Job | None:
    """The work that a digest waits for: not a PDF that comes later, since the abstract can be digested meanwhile."""
    job = record.job
    later = job is not None and job.kind is JobKind.FETCH_PAPER and job.state is not JobState.RUNNING
    return None if later else job


def _reason(record: PaperRecord, job: Job | None) -> tuple[str, str]:
    file = record.file
    if job is not None and job.kind is JobKind.FETCH_PAPER:
        return "Getting the PDF", "Carrel reads it when it is here. The abstract is here meanwhile."
    if job is not None and job.state is JobState.RUNNING:
        return "Working on this paper", job.stage or "Carrel is reading it now."
    if job is not None and job.state is JobState.PAUSED:
        return "Paused", "This paper's turn comes when work goes on. The abstract is here meanwhile."
    if job is not None or record.news_before >= 0:
        before = record.queued_before if job is not None else record.news_before
        place = "It is next." if not before else f"{before} {'paper is' if before == 1 else 'papers are'} before it."
        return "Waiting for its turn", f"{place} The abstract is here meanwhile."
    if file is not None and file.state is FileState.LOCKED:
        return "This PDF needs a password", "Carrel uses it once to read the paper and does not keep it."
    if file is not None and file.state is FileState.UNSAFE:
        return "This PDF cannot be opened", file.problem or "It is damaged. Carrel keeps the file as it is."
    if file is not None and file.state is FileState.NO_TEXT and not record.paper.abstract:
        return (
            "This PDF has no text Carrel can read",
            "It can be opened and read here; without text there is no digest.",
        )
    if file is None and not record.paper.abstract:
        return "No digest yet", "Carrel has neither a PDF nor an abstract of this paper."
    return "No digest yet", "Carrel can write one from what it has of this paper, on this computer."
