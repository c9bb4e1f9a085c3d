"""The person's own server: its address, a test of it, and the switch that has it write instead of this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError, KeyNeeded
from carrel.services.carrel import Carrel
from carrel.services.own_server import ServerTest
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Label, Paragraph, Toggle

_TITLE = "Use your own server instead"
_ABOUT = "Any OpenAI-compatible address. Paper text is then sent to it, and each request appears in the network log."
_EXAMPLE = "http://localhost:8080/v1"
_KEY_HELD = "The keyring holds its key"
_NO_KEY = "Its key, kept in the keyring"


class OwnServerPanel(QWidget):
    """A part of the Models page. What is typed is kept when its field is left, or the test is asked for."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__()
        self.setAccessibleName("Your own server")
        self._theme = theme
        self._server = carrel.own_server
        self._settings = carrel.settings
        self._background = background.of(self)
        self._models: tuple[str, ...] = ()
        self._lay_out()
        self._show_settings()
        self._look_for_key()
        bridge.changes.connect(self._changed)

    def _lay_out(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.addWidget(Label(theme, _TITLE, "label", weight=600), 1)
        self._toggle = Toggle(theme, _TITLE)
        self._toggle.clicked.connect(self._use)
        head.addWidget(self._toggle)
        column.addLayout(head)
        column.addWidget(Paragraph(theme, _ABOUT, "meta", "text-2"))
        self._address = self._field("Address of your own server", _EXAMPLE)
        self._address.editingFinished.connect(self._keep)
        self._test = Button(theme, "Test", clicked=self._ask)
        self._test.setAccessibleName("Test your own server")
        column.addLayout(_row(theme, self._address, self._test))
        self._key = self._field("Key of your own server", _NO_KEY)
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.returnPressed.connect(self._keep_key)
        self._key_button = Button(theme, "Keep", clicked=self._keep_or_forget_key)
        self._key_button.setAccessibleName("Keep the key")
        self._key_row = QWidget()
        self._key_row.setLayout(_row(theme, self._key, self._key_button))
        self._key_row.hide()
        column.addWidget(self._key_row)
        self._model = ElidedLabel(theme, "", "meta", "text")
        self._change = Button(theme, "Change", look="small", clicked=self._offer_models)
        self._change.setAccessibleName("Change the model of your own server")
        self._model_row = QWidget()
        self._model_row.setLayout(_row(theme, self._model, self._change))
        self._model_row.hide()
        column.addWidget(self._model_row)
        self._found = Paragraph(theme, "", "meta", "text-2")
        self._problem = Paragraph(theme, "", "meta", "not-found")
        for words in (self._found, self._problem):
            words.hide()
            column.addWidget(words)

    def _field(self, name: str, example: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(example)
        field.setAccessibleName(name)
        field.setFixedHeight(self._theme.px(30))
        return field

    def models_menu(self) -> QMenu:
        """The models that the server named, to choose the one that writes."""
        menu = QMenu(self)
        for name in self._models:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == self._writes())
            action.triggered.connect(
                lambda _checked=False, name=name: self._do(lambda: self._server.choose_model(name))
            )
        return menu

    def _offer_models(self) -> None:
        self.models_menu().popup(self._change.mapToGlobal(QPoint(0, self._change.height())))

    def _writes(self) -> str:
        """The model that writes: the one that was chosen, else the first."""
        return self._settings.current.server_model or next(iter(self._models), "")

    def _keep(self) -> None:
        typed = self._address.text().strip()
        if typed != self._server.address:
            self._do(lambda: self._server.set(typed), self._look_for_key)

    def _use(self, on: bool) -> None:
        typed = self._address.text().strip()

        def use() -> None:
            if on and typed != self._server.address:
                self._server.set(typed)
            self._server.use(on)

        self._do(use)

    def _ask(self) -> None:
        typed = self._address.text().strip()

        def test() -> ServerTest:
            if typed != self._server.address:
                self._server.set(typed)
            return self._server.test()

        # Leaving the field has just kept the address; what came of that is told with the test.
        self._background.forget("act")
        self._test.setEnabled(False)
        self._tell(found="Asking.")
        self._background.latest("test", test, self._show_test, failed=self._test_failed)

    def _show_test(self, test: ServerTest) -> None:
        self._test.setEnabled(True)
        self._models = tuple(one.name for one in test.models)
        self._tell(found=test.words)
        self._show_settings()
        self._look_for_key()

    def _test_failed(self, error: Exception) -> None:
        self._test.setEnabled(True)
        self._models = ()
        self._failed(error)

    def _keep_or_forget_key(self) -> None:
        if self._key.text():
            self._keep_key()
        elif self._key.placeholderText() == _KEY_HELD:
            self._do(lambda: self._server.set_key(""), self._look_for_key)

    def _keep_key(self) -> None:
        key = self._key.text()
        if key:
            self._do(lambda: self._server.set_key(key), self._look_for_key)

    def _look_for_key(self) -> None:
        self._background.latest("key", self._server.has_key, self._show_key)

    def _show_key(self, held: bool) -> None:
        self._key.clear()
        self._key.setPlaceholderText(_KEY_HELD if held else _NO_KEY)
        self._key_button.setText("Forget" if held else "Keep")
        self._key_button.setAccessibleName("Forget the key" if held else "Keep the key")
        if held:
            self._key_row.show()

    def _do(self, act: Callable[[], object], then: Callable[[], object] = lambda: None) -> None:
        def done(_answer: object) -> None:
            self._tell()
            self._show_settings()
            then()

        self._background.latest("act", act, done, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        if isinstance(error, KeyNeeded):
            self._key_row.show()
        self._tell(problem=str(error))
        self._show_settings(address=False)

    def _tell(self, *, found: str = "", problem: str = "") -> None:
        for paragraph, words in ((self._found, found), (self._problem, problem)):
            paragraph.set_text(words)
            paragraph.setVisible(bool(words))

    def _changed(self, changes: Changes) -> None:
        if changes.settings:
            self._show_settings(address=not self._address.hasFocus())

    def _show_settings(self, *, address: bool = True) -> None:
        """Show what is kept; what is being typed stays."""
        if address and self._address.text().strip() != self._server.address:
            self._address.setText(self._server.address)
            self._models = ()
        self._toggle.setChecked(self._server.on)
        self._show_models(self._models)

    def _show_models(self, models: Sequence[str]) -> None:
        self._model.setText(f"Model: {self._writes()}")
        self._change.setVisible(len(models) > 1)
        self._model_row.setVisible(len(models) > 1 or bool(self._settings.current.server_model))


def _row(theme: Theme, field: QWidget, button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
