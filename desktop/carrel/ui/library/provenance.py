"""Where the digest shown came from, and the way to have it written again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.ui.digest.origin import details_words
from carrel.ui.digest.wording import provenance_words
from carrel.ui.library.redo_words import ALREADY, out_of_date_words
from carrel.ui.widgets import Button, ElidedLabel, Icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.digest import Digest
    from carrel.domain.digest_key import Difference
    from carrel.ui.digest.places import Places
    from carrel.ui.theme import Theme


class ProvenanceLine(QWidget):
    """One quiet line; `rewrite_requested` asks for the digest to be written again."""

    rewrite_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Icon(theme, "cpu", token="text-3")
        self._words = ElidedLabel(theme, "", "meta", "text-3")
        self._rewrite = Button(theme, "Rewrite", look="link", clicked=self.rewrite_requested.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addStretch(1)
        layout.addWidget(self._icon)
        layout.addWidget(self._words)
        layout.addSpacing(theme.px(6))
        layout.addWidget(self._rewrite)

    @property
    def button(self) -> Button:
        """What asks for the digest again: where the models are offered."""
        return self._rewrite

    def show_digest(
        self, digest: Digest | None, places: Places, *, busy: bool, out_of_date: Sequence[Difference] = ()
    ) -> None:
        """Say where `digest`, whose passages are in `places`, came from, and quietly why it is out of date.

        While the paper is worked on it cannot be asked for again.
        """
        self.setVisible(digest is not None)
        if digest is None:
            return
        provenance = digest.provenance
        self._icon.set_icon("quote" if provenance.extractive else "cpu")
        why = out_of_date_words(out_of_date)
        if why:
            self._icon.set_icon("clock")
        self._words.setText(f"{provenance_words(provenance)}{', out of date' if why else ''}")
        details = "\n".join(filter(None, (details_words(digest, places), why)))
        self._words.set_details(details)
        self._words.setAccessibleDescription(details)
        self._rewrite.setText("Write with the model" if provenance.extractive else "Rewrite")
        self._rewrite.setToolTip(why or ("" if out_of_date else ALREADY))
        self._rewrite.setVisible(not busy)
