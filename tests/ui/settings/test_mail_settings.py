"""The password goes to the keyring, and the mail server is tried before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from mail_server import smtp_server
from shown_window import click, control, field, shown_window, shows

SECONDS = 20_000


class MemoryRing(KeyringBackend):
    """A keyring that lasts as long as the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    before = keyring.get_keyring()
    made = MemoryRing()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(
        welcomed=True, mail_host="smtp.example.org", mail_from="a@example.org", mail_to="b@example.org"
    )
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        yield window


def test_the_password_is_kept_in_the_keyring_alone_and_forgotten(
    qtbot: QtBot, ring: MemoryRing, window: Window, library: Carrel
) -> None:
    assert not control(window.pages, "Keep the password").isEnabled()
    library.settings.change(mail_user="ada")
    qtbot.waitUntil(lambda: shows(window.pages, "The keyring holds none yet."))
    secret = field(window.pages, "Password")
    qtbot.keyClicks(secret, "correct horse")
    click(qtbot, window.pages, "Keep the password")
    qtbot.waitUntil(lambda: shows(window.pages, "The keyring holds it."))
    assert list(ring.kept.values()) == ["correct horse"]
    assert secret.text() == ""
    files = [path for path in library.paths.home.rglob("*") if path.is_file()]
    assert library.paths.database in files
    assert not any(b"correct horse" in path.read_bytes() for path in files)
    click(qtbot, window.pages, "Forget the password")
    qtbot.waitUntil(lambda: shows(window.pages, "The keyring holds none yet."))
    assert ring.kept == {}


def test_without_a_keyring_that_is_said(qtbot: QtBot, window: Window, library: Carrel) -> None:
    library.settings.change(mail_user="ada")
    qtbot.waitUntil(lambda: "keyring" in window.pages.currentWidget().mail._secret.note.text())  # type: ignore[union-attr]
    assert not shows(window.pages, "The keyring holds")


def test_the_server_is_tried_without_sending(qtbot: QtBot, window: Window, library: Carrel) -> None:
    with smtp_server() as server:
        library.settings.change(mail_host="127.0.0.1", mail_port=server.port, mail_security="none")
        click(qtbot, window.pages, "Test the mail server")
        qtbot.waitUntil(lambda: shows(window.pages, "The server answered; no login was tried."), timeout=SECONDS)
        assert server.letters == []
    assert control(window.pages, "Test the mail server").isEnabled()
    click(qtbot, window.pages, "Test the mail server")
    qtbot.waitUntil(lambda: not shows(window.pages, "The server answered"), timeout=SECONDS)
    qtbot.waitUntil(control(window.pages, "Test the mail server").isEnabled, timeout=SECONDS)
    assert not shows(window.pages, "The server answered")
