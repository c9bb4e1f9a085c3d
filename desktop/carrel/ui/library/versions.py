"""What came before: the versions of the paper on arXiv with what changed between them, and earlier digests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.paper import FileState
from carrel.ui.digest.wording import day_words, provenance_words, summary_words
from carrel.ui.library.changed_text import ChangedText
from carrel.ui.library.digest_differences import DigestDifferences
from carrel.ui.library.paper_words import size_words
from carrel.ui.library.section_differences import SectionDifferences
from carrel.ui.library.text_changes import changed, pieces_of
from carrel.ui.navigation import Place
from carrel.ui.widgets import Button, ElidedLabel, Icon, Label, Line, Paragraph

if TYPE_CHECKING:
    from carrel.domain.digest import Digest
    from carrel.domain.paper import PaperFile, PaperVersion
    from carrel.services.reading import Reading
    from carrel.ui.background import Background
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class VersionsView(QScrollArea):
    """`digest_chosen` carries the id of an earlier digest to show again, `pdf_wanted` the version whose PDF to get.

    `place_wanted` carries the `Place` where two versions are read beside one another.
    """

    digest_chosen = Signal(int)
    pdf_wanted = Signal(int)
    place_wanted = Signal(object)

    def __init__(self, theme: Theme, reading: Reading, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reading = reading
        self._background = background
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
                self._add_digest(layout, record, digest, shown=digest.id == current)
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
            self._add_sections(layout, record, version, before)
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

    def _add_sections(
        self, layout: QVBoxLayout, record: PaperRecord, version: PaperVersion, before: PaperVersion
    ) -> None:
        """What changed in the PDFs' texts, where both are on this computer and were read."""
        newer, older = (_read(record, one.version) for one in (version, before))
        if newer is not None and older is not None:
            row = QHBoxLayout()
            words = f"Read beside v{before.version}"
            place = Place("reader", record.paper.id, versions=(before.version, version.version))
            row.addWidget(
                Button(self._theme, words, "columns-3", look="small", clicked=lambda: self.place_wanted.emit(place))
            )
            row.addStretch(1)
            layout.addLayout(row)
            compare = partial(self._reading.section_changes, older.id, newer.id)
            layout.addWidget(SectionDifferences(self._theme, self._background, compare, f"v{before.version}"))

    def _add_digest(self, layout: QVBoxLayout, record: PaperRecord, digest: Digest, *, shown: bool) -> None:
        theme = self._theme
        count, words = summary_words(digest.statements)
        version = record.made_from.get(digest.id, 0)
        origin = f"from v{version}, " if version else ""
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(ElidedLabel(theme, f"{origin}{provenance_words(digest.provenance)}"), 1)
        row.addWidget(Label(theme, f"{count} {words}", "body", "text-2"))
        layout.addLayout(row)
        if shown:
            row.addWidget(Label(theme, "Shown", "body", "text-3"))
            return
        number = digest.id
        if record.digest is not None:
            name = f"v{version}’s digest" if version else "this digest"
            compare = Button(theme, "Compare", look="small")
            compare.setAccessibleName(f"Compare with {name}")
            compare.setToolTip(f"Compare with {name}")
            row.addWidget(compare)
            earlier = record.earlier is not None and record.earlier.id == number
            self._offer_comparison(layout, compare, digest, record.digest, name, opened=earlier)
        row.addWidget(Button(theme, "Show this one", look="small", clicked=lambda: self.digest_chosen.emit(number)))

    def _offer_comparison(
        self, layout: QVBoxLayout, button: Button, before: Digest, after: Digest, name: str, *, opened: bool
    ) -> None:
        """Let a button show and hide what changed; that of the earlier version is open from the beginning."""
        place = layout.count()
        made: list[DigestDifferences] = []

        def toggle() -> None:
            if not made:
                made.append(DigestDifferences(self._theme, before, after, name))
                layout.insertWidget(layout.indexOf(anchor), made[0])
            else:
                made[0].setVisible(made[0].isHidden())
            button.setText("Compare" if made[0].isHidden() else "Close")
            button.setAccessibleName(f"{'Compare with' if made[0].isHidden() else 'Close the comparison with'} {name}")

        anchor = QWidget()
        anchor.setFixedHeight(0)
        layout.insertWidget(place, anchor)
        button.clicked.connect(lambda _checked=False: toggle())
        if opened:
            toggle()


def _read(record: PaperRecord, version: int) -> PaperFile | None:
    """The file of a version, where its text was read."""
    return next(
        (file for file in reversed(record.files) if file.version == version and file.state is FileState.READY), None
    )
