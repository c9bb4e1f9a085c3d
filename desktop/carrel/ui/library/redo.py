"""Choosing the model that writes digests anew: of one paper, of a selection, of the whole library."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.errors import CarrelError
from carrel.ui.library.redo_words import aim_words, button_words, plan_words
from carrel.ui.widgets import Button, ChoiceRow, Label, Paragraph, Popover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.services.carrel import Carrel
    from carrel.services.models import ModelChoice
    from carrel.services.redoing import RedoPlan
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme

_SHOWN = 6
_ONE = "The digest that is there stays in Versions, and verdicts on sentences that come back word for word are kept."
_MANY = (
    "Digests that would come out the same are left as they are; earlier ones stay in Versions. "
    "It goes on in the background, the newest papers first. Activity pauses and stops it."
)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A model that is here, and what it would do (None: it cannot be used, or nobody worked it out yet)."""

    choice: ModelChoice
    in_use: bool
    plan: RedoPlan | None = None


class RedoPopover(Popover):
    """Lists the models that are here, with how many digests each would write. `failed` carries what could not be done."""

    failed = Signal(str)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, host: QWidget) -> None:
        super().__init__(theme, host, "Write digests")
        self._carrel = carrel
        self._background = background.of(self)
        self._papers: Sequence[int] | None = ()
        self._anchor: QWidget | None = None
        self._wanted = ""
        self._offers: dict[str, _Offer] = {}
        self._rows: dict[str, ChoiceRow] = {}
        self._head = Label(theme, "", "label", weight=600)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.px(2))
        rows = QFrame()
        rows.setProperty("look", "surface")
        rows.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(rows)
        self._note = Paragraph(theme, _MANY, "meta", "text-3")
        self.write_button = Button(theme, "", look="primary", clicked=self._write)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(theme, "Close", clicked=self.close_popover))
        foot.addWidget(self.write_button)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        body.setSpacing(theme.px(10))
        body.addWidget(self._head)
        body.addWidget(self._scroll)
        body.addWidget(self._note)
        body.addLayout(foot)
        self.content.addLayout(body)

    def offer(self, papers: Sequence[int] | None, anchor: QWidget | None = None, model: str | None = None) -> None:
        """Open for these papers (None: the whole library) at `anchor`, with `model` chosen, by its key, or the one in use."""
        self._papers = None if papers is None else list(papers)
        self._anchor = anchor if anchor is not None and anchor.isVisible() else None
        self._background.latest("models", self._gather, lambda offers: self._show_models(offers, model))

    @property
    def _one(self) -> bool:
        return self._papers is not None and len(self._papers) == 1

    def _gather(self) -> list[_Offer]:
        """The models that can write, the one in use first, then no model at all."""
        models = self._carrel.models
        chosen = models.chosen()
        here = [chosen, *(one for one in models.available() if one.key != chosen.key), models.find("")]
        usable = {one.key: one for one in here if one.usable or not one.key}
        return [_Offer(one, one.key == chosen.key) for one in usable.values()]

    def _show_models(self, offers: Sequence[_Offer], model: str | None) -> None:
        self._offers = {one.choice.key: one for one in offers}
        known = model is not None and model in self._offers
        self._wanted = model if known and model is not None else next(iter(self._offers))
        self._head.setText(aim_words(None if self._papers is None else len(self._papers)))
        self._note.set_text(_ONE if self._one else _MANY)
        for row in self._rows.values():
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for key, one in self._offers.items():
            row = ChoiceRow(
                self._theme, one.choice.name if key else "No model", _counting(key), mark="in use" if one.in_use else ""
            )
            row.setChecked(key == self._wanted)
            row.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            self._rows[key] = row
            self._list.addWidget(row)
        self._scroll.setFixedHeight(min(len(self._rows), _SHOWN) * self._theme.px(58))
        self._tell()
        self.open(self._rows[self._wanted])
        for key in (self._wanted, *(one for one in self._offers if one != self._wanted)):
            self._background.latest(("plan", key), partial(self._plan, key), partial(self._planned, key))

    def _plan(self, key: str) -> RedoPlan | None:
        try:
            return self._carrel.redoing.plan(self._papers, key)
        except CarrelError:
            return None

    def _planned(self, key: str, plan: RedoPlan | None) -> None:
        one = self._offers.get(key)
        if one is None or plan is None:
            return
        self._offers[key] = _Offer(one.choice, one.in_use, plan)
        self._rows[key].set_description(plan_words(plan, extractive=not key))
        self._tell()

    def _choose(self, key: str) -> None:
        self._wanted = key
        self._tell()

    def _tell(self) -> None:
        plan = self._offers[self._wanted].plan
        self.write_button.setText(button_words(plan, one=self._one))
        self.write_button.setEnabled(plan is not None and (plan.missing > 0 or (self._one and not plan.unreadable)))

    def _write(self) -> None:
        papers, key, carrel = self._papers, self._wanted, self._carrel

        def queue() -> object:
            if papers is not None and len(papers) == 1:
                # Whoever asks for one paper has seen that it is written already.
                return carrel.digests.request(papers, model=key, again=True, priority=1)
            return carrel.redoing.request(papers, key)

        self.close_popover()
        self._background.run(queue, lambda _: None, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self.failed.emit(str(error))

    def place(self, host: QRect) -> QRect:
        """At the anchor, above it where there is no room below; in the middle without one."""
        self.content.activate()
        width = self._theme.px(470)
        size = QSize(
            width,
            self.content.heightForWidth(width)
            if self.content.hasHeightForWidth()
            else self.content.sizeHint().height(),
        )
        if self._anchor is None:
            rect = QRect(QPoint(0, 0), size.boundedTo(host.size()))
            rect.moveCenter(host.center())
            return rect
        corner = self._anchor.mapTo(self._host, QPoint(0, self._anchor.height() + 4))
        if corner.y() + size.height() > host.height():
            corner = self._anchor.mapTo(self._host, QPoint(0, -size.height() - 4))
        left = max(8, min(corner.x(), host.width() - size.width() - 8))
        return QRect(QPoint(left, max(8, corner.y())), size)


def _counting(key: str) -> str:
    return "Counting what is out of date" if key else "The paper’s own sentences"
