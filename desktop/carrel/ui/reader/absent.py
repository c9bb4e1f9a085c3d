"""In place of pages that cannot be shown: why, what can be done, and the abstract."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.paper import Paper
from carrel.ui.reader.opening import Condition
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Line, Paragraph

_TITLES = {
    Condition.NONE: "This PDF is not on this computer",
    Condition.CHECKING: "This PDF is being checked",
    Condition.LOCKED: "This PDF is locked",
    Condition.UNSAFE: "This PDF was not opened",
    Condition.GONE: "This PDF is no longer in the library’s folder",
}


class Absent(QFrame):
    """`get_requested` asks for the PDF from arXiv now, `later_requested` when Work offline is turned off.

    `unlock_requested` carries a password.
    """

    get_requested = Signal()
    later_requested = Signal()
    unlock_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "surface")
        self._title = Label(theme, "", "heading")
        self._text = Paragraph(theme, "", "body", "text-2")
        self._get = Button(theme, "Get it", "download", look="primary", clicked=self.get_requested.emit)
        self._uses = Label(theme, "uses the network", "meta", "text-3")
        self._later = Button(theme, "Get it later", "clock", clicked=self.later_requested.emit)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Password")
        self.password.setPlaceholderText("Password")
        self.password.returnPressed.connect(self._unlock)
        self._unlock_button = Button(theme, "Open", look="primary", clicked=self._unlock)
        self._abstract_title = Label(theme, "Abstract", "label", weight=600)
        self._abstract = Paragraph(theme, "", "quote", "text")
        self._arrange()

    def show_condition(
        self, condition: Condition, paper: Paper, problem: str, *, offline: bool, page_password: bool = False
    ) -> None:
        """Say why there are no pages. `page_password` is a file that was checked before and asks for its password again."""
        condition = Condition.LOCKED if page_password else condition
        arxiv = bool(paper.arxiv_id)
        self._title.setText(_TITLES.get(condition, ""))
        self._text.set_text(_reason(condition, problem, arxiv=arxiv, offline=offline))
        gettable = arxiv and condition in {Condition.NONE, Condition.UNSAFE, Condition.GONE}
        self._get.setText(
            "Turn off Work offline and get it"
            if offline
            else "Get it once"
            if condition is Condition.NONE
            else "Get it again"
        )
        self._get.setEnabled(True)
        _set_visible(gettable, self._get, self._uses)
        _set_visible(gettable and offline, self._later)
        _set_visible(condition is Condition.LOCKED, self.password, self._unlock_button)
        self._abstract.set_text(paper.abstract)
        _set_visible(bool(paper.abstract), self._abstract, self._abstract_title)

    def show_progress(self, text: str) -> None:
        """Say how getting or reading it goes on."""
        self._text.set_text(text)
        self._get.setEnabled(False)
        self._later.hide()

    def show_wait(self, text: str) -> None:
        """Say why it waits for another try, with a way not to wait."""
        self._text.set_text(text)
        self._get.setText("Try now")
        self._later.hide()
        _set_visible(True, self._get, self._uses)
        self._get.setEnabled(True)

    def show_queued(self) -> None:
        """Say that it comes when Work offline is turned off."""
        self._text.set_text("It is asked for when you turn Work offline off. The abstract is here meanwhile.")
        self._later.hide()

    def _unlock(self) -> None:
        password = self.password.text()
        if password:
            self.password.clear()
            self.unlock_requested.emit(password)

    def _arrange(self) -> None:
        px = self._theme.px
        actions = QHBoxLayout()
        actions.setSpacing(px(10))
        self.password.setFixedSize(px(240), px(30))
        for widget in (self._get, self._uses, self._later, self.password, self._unlock_button):
            actions.addWidget(widget)
        actions.addStretch(1)
        head = QFrame()
        head.setProperty("look", "subtle")
        top = QVBoxLayout(head)
        top.setContentsMargins(px(48), px(40), px(48), px(24))
        top.setSpacing(px(8))
        top.addWidget(self._title)
        top.addWidget(self._text)
        top.addLayout(actions)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(px(48), px(24), px(48), px(48))
        body.setSpacing(px(6))
        body.addWidget(self._abstract_title)
        body.addWidget(self._abstract)
        body.addStretch(1)
        inside.setMaximumWidth(px(760))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(Line())
        layout.addWidget(area, 1)


def _reason(condition: Condition, problem: str, *, arxiv: bool, offline: bool) -> str:
    if condition is Condition.LOCKED:
        return problem or "Type its password. It opens the PDF here and is not kept."
    if condition is Condition.UNSAFE:
        return problem or "It is damaged, or opening it could harm this computer."
    if condition is Condition.CHECKING:
        return "Carrel reads it apart from this window first. That takes a moment."
    if condition is Condition.GONE:
        return "It was moved or removed by something other than Carrel."
    if not arxiv:
        return "Carrel has its abstract. Add its PDF with Ctrl O."
    return "Work offline is on, so Carrel has not asked arXiv for it." if offline else "Carrel has its abstract only."


def _set_visible(visible: bool, *widgets: QWidget) -> None:
    for widget in widgets:
        widget.setVisible(visible)
