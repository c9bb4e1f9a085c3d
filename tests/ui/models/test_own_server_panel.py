"""The part of the Models page that is about the person's own server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.models.server import OwnServerPanel
from carrel.ui.theme import Theme
from openai_server import Served, openai_server, told
from shown_window import click, control, field, shows


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge) -> OwnServerPanel:
    made = OwnServerPanel(theme, library, background, bridge)
    made.resize(theme.px(340), theme.px(360))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def served() -> Iterator[Served]:
    with openai_server() as made:
        yield made


def address_of(panel: OwnServerPanel) -> QLineEdit:
    return field(panel, "Address of your own server")


def test_it_is_off_and_says_what_turning_it_on_means(panel: OwnServerPanel, library: Carrel) -> None:
    assert not control(panel, "Use your own server instead").isChecked()
    assert shows(panel, "Any OpenAI-compatible address. Paper text is then sent to it, and each request appears in")
    assert not library.own_server.on


def test_an_address_is_tested_and_turned_on(
    qtbot: QtBot, panel: OwnServerPanel, library: Carrel, served: Served
) -> None:
    qtbot.keyClicks(address_of(panel), served.name)
    click(qtbot, panel, "Test your own server")
    qtbot.waitUntil(lambda: shows(panel, f"{served.name} answers. Its model is tiny"))
    assert address_of(panel).text() == served.address
    assert not library.own_server.on
    assert control(panel, "Test your own server").isEnabled()
    click(qtbot, panel, "Use your own server instead")
    qtbot.waitUntil(lambda: library.own_server.on)
    assert library.models.chosen().name == served.name
    click(qtbot, panel, "Use your own server instead")
    qtbot.waitUntil(lambda: not library.own_server.on)


def test_without_an_address_the_switch_goes_back(qtbot: QtBot, panel: OwnServerPanel, library: Carrel) -> None:
    click(qtbot, panel, "Use your own server instead")
    qtbot.waitUntil(lambda: shows(panel, "There is no address of a server yet."))
    assert not control(panel, "Use your own server instead").isChecked()
    assert not library.own_server.on


def test_what_is_no_address_is_told_and_not_kept(qtbot: QtBot, panel: OwnServerPanel, library: Carrel) -> None:
    qtbot.keyClicks(address_of(panel), "ftp://example.org")
    qtbot.keyClick(address_of(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(panel, "This is not the address of a server."))
    assert address_of(panel).text() == "ftp://example.org"
    assert library.own_server.address == ""


def test_of_several_models_one_is_chosen(qtbot: QtBot, panel: OwnServerPanel, library: Carrel, served: Served) -> None:
    served.models = told({"data": [{"id": "a"}, {"id": "b"}]})
    qtbot.keyClicks(address_of(panel), served.address)
    click(qtbot, panel, "Test your own server")
    qtbot.waitUntil(lambda: shows(panel, "Change the model of your own server"))
    actions = panel.models_menu().actions()
    assert [(action.text(), action.isChecked()) for action in actions] == [("a", True), ("b", False)]
    actions[1].trigger()
    qtbot.waitUntil(lambda: "Model: b" in [label.text() for label in panel.findChildren(QLabel)])
    assert library.settings.current.server_model == "b"


def test_a_key_is_asked_for_where_the_server_wants_one(qtbot: QtBot, panel: OwnServerPanel, served: Served) -> None:
    assert not field(panel, "Key of your own server").isVisible()
    served.models = told({"error": {"message": "No key"}}, 401)
    qtbot.keyClicks(address_of(panel), served.address)
    click(qtbot, panel, "Test your own server")
    qtbot.waitUntil(lambda: shows(panel, f"{served.name} wants a key (401)."))
    key = field(panel, "Key of your own server")
    assert key.isVisible()
    assert key.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(key, "secret")
    click(qtbot, panel, "Keep the key")
    qtbot.waitUntil(lambda: shows(panel, "This computer has no keyring"))


def test_a_change_elsewhere_is_shown(qtbot: QtBot, panel: OwnServerPanel, library: Carrel) -> None:
    library.own_server.set("localhost:8080")
    library.own_server.use(True)
    qtbot.waitUntil(lambda: control(panel, "Use your own server instead").isChecked())
    assert address_of(panel).text() == "http://localhost:8080/v1"
