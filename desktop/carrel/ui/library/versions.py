"""What came before: the versions of the paper on arXiv, and earlier digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.ui.digest.wording import day_words, provenance_words, summary_words
from carrel.ui.widgets import Button, ElidedLabel, Label, Paragraph

if TYPE_CHECKING:
    from carrel.domain.digest import Digest
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class VersionsView(QScrollArea):
    """`digest_chosen` carries the id of an earlier digest to show again."""

    digest_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_record(self, record: PaperRecord) -> None:
        """List a paper's versions, newest first, and its digests."""
        px = self._theme.px
        body = QFrame()
        body.setProperty("look", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(px(32), px(16), px(32), px(24))
        layout.setSpacing(px(6))
        if len(record.versions) > 1:
            layout.addWidget(Label(self._theme, "On arXiv", "label", weight=600))
            for version in sorted(record.versions, key=lambda version: -version.version):
                words = f"v{version.version}, {day_words(version.updated)}"
                layout.addWidget(Label(self._theme, words + (", withdrawn" if version.withdrawn else "")))
                if version.comment:
                    layout.addWidget(Paragraph(self._theme, version.comment, "meta", "text-3"))
            layout.addSpacing(px(12))
        if record.history:
            layout.addWidget(Label(self._theme, "Digests", "label", weight=600))
            current = record.digest.id if record.digest is not None else 0
            for digest in record.history:
                layout.addLayout(self._digest_row(digest, shown=digest.id == current))
        layout.addStretch(1)
        self.setWidget(body)

    def _digest_row(self, digest: Digest, *, shown: bool) -> QHBoxLayout:
        count, words = summary_words(digest.statements)
        row = QHBoxLayout()
        row.addWidget(ElidedLabel(self._theme, provenance_words(digest.provenance)), 1)
        row.addWidget(Label(self._theme, f"{count} {words}", "body", "text-2"))
        if shown:
            row.addWidget(Label(self._theme, "Shown", "body", "text-3"))
        else:
            number = digest.id
            row.addWidget(
                Button(self._theme, "Show this one", look="small", clicked=lambda: self.digest_chosen.emit(number))
            )
        return row
