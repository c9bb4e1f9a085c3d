"""Why a paper is for the person: the reasons in full, and the papers they are made of."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from carrel.domain.for_you import ActKind, Wish
from carrel.ui.today.card_words import short_day
from carrel.ui.tooltips import plain_tooltip
from carrel.ui.widgets import Button, Label, Line, Paragraph, Popover

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from carrel.domain.for_you import Act, Why
    from carrel.ui.theme import Theme

_WIDTH = 440
_DID = {
    ActKind.MORE: "more asked for",
    ActKind.SEED: "chosen to begin with",
    ActKind.STARRED: "starred",
    ActKind.ANNOTATED: "annotated",
    ActKind.NOTED: "noted",
    ActKind.COLLECTED: "collected",
    ActKind.READ: "read",
    ActKind.KEPT: "kept",
}
_WISHES = {Wish.MORE: "You asked for more like this.", Wish.LESS: "You asked for less like this."}
_LOCAL = "Ranked on this computer by what you do here. Nothing of it leaves it."


class WhyPopover(Popover):
    """`paper_wanted` carries a paper to open, `settings_wanted` asks for the settings of For you."""

    paper_wanted = Signal(int)
    settings_wanted = Signal()

    def __init__(self, theme: Theme, host: QWidget, why: Why) -> None:
        super().__init__(theme, host, "Why it is for you")
        px = theme.px
        body = QVBoxLayout()
        body.setContentsMargins(px(16), px(14), px(16), px(12))
        body.setSpacing(px(4))
        body.addWidget(Paragraph(theme, why.title, "label", "text", weight=600))
        for reason in why.reasons:
            body.addWidget(Paragraph(theme, _sentence(reason), "body", "text"))
        if why.wish is not None:
            body.addWidget(Paragraph(theme, _WISHES[why.wish], "body", "text"))
        self.links: list[Button] = []
        if why.closest:
            body.addSpacing(px(8))
            body.addWidget(Label(theme, "What it is close to", "meta", "text-3", weight=600))
        for act, title in why.closest:
            body.addLayout(self._row(act, title))
        body.addSpacing(px(8))
        body.addWidget(Line())
        body.addSpacing(px(4))
        body.addWidget(Paragraph(theme, _LOCAL, "meta", "text-3"))
        self.settings_button = Button(theme, "Settings of For you", look="link", clicked=self._settings)
        body.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addLayout(body)

    def place(self, host: QRect) -> QRect:
        """In the middle, as high as its words need."""
        width = min(self._theme.px(_WIDTH), host.width() - 32)
        self.content.invalidate()
        self.content.activate()
        size = QSize(width, min(self.content.totalHeightForWidth(width), host.height() - 32))
        rect = QRect(QPoint(0, 0), size)
        rect.moveCenter(host.center())
        rect.moveTop(max(16, min(host.height() // 6, host.height() - size.height() - 16)))
        return rect

    def _row(self, act: Act, title: str) -> QHBoxLayout:
        theme = self._theme
        did = " ".join(filter(None, (_DID.get(act.kind, ""), short_day(_local_day(act.since)))))
        room = theme.px(_WIDTH - 32 - 12) - QFontMetricsF(theme.font("meta")).horizontalAdvance(did) - theme.px(8)
        shown = QFontMetricsF(theme.font("body", weight=500)).elidedText(title, Qt.TextElideMode.ElideRight, room)
        link = Button(theme, shown, look="link", clicked=partial(self._open, act.paper_id))
        link.setToolTip(plain_tooltip(title))
        link.setAccessibleName(f"{title}, {did}")
        self.links.append(link)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(link)
        row.addStretch(1)
        row.addWidget(Label(theme, did, "meta", "text-3"))
        return row

    def _open(self, paper: int) -> None:
        self.close_popover()
        self.paper_wanted.emit(paper)

    def _settings(self) -> None:
        self.close_popover()
        self.settings_wanted.emit()


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def _local_day(instant: str) -> str:
    """The day of an instant where the person is; "" for none."""
    return datetime.fromisoformat(instant).astimezone().date().isoformat() if instant else ""
