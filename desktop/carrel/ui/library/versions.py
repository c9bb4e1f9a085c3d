"""What came before: the versions of the paper on arXiv with what changed between them, and earlier digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.ui.digest.wording import day_words, provenance_words, summary_words
from carrel.ui.library.changed_text import ChangedText
from carrel.ui.library.paper_words import size_words
from carrel.ui.library.text_changes import changed, pieces_of
from carrel.ui.widgets import Button, ElidedLabel, Icon, Label, Line, Paragraph

if TYPE_CHECKING:
    from carrel.domain.digest import Digest
    from carrel.domain.paper import PaperVersion
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class VersionsView(QScrollArea):
    """`digest_chosen` carries the id of an earlier digest to show again, `pdf_wanted` the version whose PDF to get."""

    digest_chosen = Signal(int)
    pdf_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[object, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_record(self, record: PaperRecord) -> None:
        """List a paper's versions, newest first, and its digests."""
        current = record.digest.id if record.digest is not None else 0
        shown = (record.paper.id, record.versions, record.files, record.history, current, record.made_from)
        if shown == self._shown:
            return
        self._shown = shown
        px = self._theme.px
        body = QFrame()
        body.setProperty("look", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(px(32), px(16), px(32), px(24))
        layout.setSpacing(px(6))
        if record.versions:
            layout.addWidget(Label(self._theme, "On arXiv", "label", weight=600))
            older = sorted(record.versions, key=lambda version: -version.version)
            if len(older) > 1:
                key = "Underlined words came with a version; words that are struck through went."
                layout.addWidget(Paragraph(self._theme, key, "meta", "text-3"))
            for version, before in zip(older, [*older[1:], None], strict=True):
                self._add_version(layout, record, version, before)
        if record.history:
            layout.addWidget(Label(self._theme, "Digests", "label", weight=600))
            for digest in record.history:
                layout.addLayout(self._digest_row(record, digest, shown=digest.id == current))
        layout.addStretch(1)
        self.setWidget(body)

    def _add_version(
        self, layout: QVBoxLayout, record: PaperRecord, version: PaperVersion, before: PaperVersion | None
    ) -> None:
        theme, px = self._theme, self._theme.px
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(Label(theme, f"v{version.version}", "label", weight=600))
        row.addWidget(Label(theme, day_words(version.updated), "body", "text-2"))
        if version.withdrawn:
            row.addWidget(Icon(theme, "triangle-alert", token="partly"))
            row.addWidget(Label(theme, "withdrawn", "body", "partly"))
        row.addStretch(1)
        layout.addLayout(row)
        if version.comment:
            layout.addWidget(Paragraph(theme, version.comment, "meta", "text-3"))
        self._add_pdf(layout, record, version.version)
        if before is not None:
            self._add_changes(layout, version, before)
        layout.addSpacing(px(6))
        layout.addWidget(Line())
        layout.addSpacing(px(6))

    def _add_pdf(self, layout: QVBoxLayout, record: PaperRecord, version: int) -> None:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        file = next((file for file in reversed(record.files) if file.version == version), None)
        if file is not None:
            row.addWidget(Icon(theme, "file-text", token="text-3"))
            row.addWidget(Label(theme, f"PDF on this computer, {size_words(file.bytes)}", "meta", "text-3"))
        elif record.paper.arxiv_id:
            name = f"Get v{version}’s PDF"
            row.addWidget(Button(theme, name, "download", look="small", clicked=lambda: self.pdf_wanted.emit(version)))
            row.addWidget(Label(theme, "uses the network", "meta", "text-3"))
        row.addStretch(1)
        layout.addLayout(row)

    def _add_changes(self, layout: QVBoxLayout, version: PaperVersion, before: PaperVersion) -> None:
        theme, since = self._theme, f"since v{before.version}"
        title, abstract = pieces_of(before.title, version.title), pieces_of(before.abstract, version.abstract)
        if not changed(title) and not changed(abstract):
            layout.addWidget(
                Label(theme, f"Title and abstract are the same as in v{before.version}.", "body", "text-2")
            )
            return
        for name, pieces, style in (("Title", title, "card-title"), ("Abstract", abstract, "quote")):
            if changed(pieces):
                layout.addWidget(Label(theme, f"{name} {since}", "meta", "text-3"))
                text = ChangedText(theme, pieces, f"{name} {since}", style=style)
                text.setMaximumWidth(theme.px(660))
                layout.addWidget(text)

    def _digest_row(self, record: PaperRecord, digest: Digest, *, shown: bool) -> QHBoxLayout:
        count, words = summary_words(digest.statements)
        version = record.made_from.get(digest.id, 0)
        origin = f"from v{version}, " if version else ""
        row = QHBoxLayout()
        row.addWidget(ElidedLabel(self._theme, f"{origin}{provenance_words(digest.provenance)}"), 1)
        row.addWidget(Label(self._theme, f"{count} {words}", "body", "text-2"))
        if shown:
            row.addWidget(Label(self._theme, "Shown", "body", "text-3"))
        else:
            number = digest.id
            row.addWidget(
                Button(self._theme, "Show this one", look="small", clicked=lambda: self.digest_chosen.emit(number))
            )
        return row
