"""The settings of the news and of sending the day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, field, shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        yield window


@pytest.mark.parametrize(
    ("choice", "name", "value"),
    [
        ("24 h", "refresh_hours", 24),
        ("Never", "refresh_hours", 0),
        ("None", "news_digests", 0),
        ("200", "news_digests", 200),
        ("I star it", "fetch_pdfs", "starred"),
        ("It gets a digest", "fetch_pdfs", "day"),
        ("TLS", "mail_security", "tls"),
    ],
)
def test_a_choice_is_kept_at_once(
    qtbot: QtBot, window: Window, library: Carrel, choice: str, name: str, value: object
) -> None:
    page = window.pages.currentWidget()
    group = page.mail if name.startswith("mail") else page.news  # type: ignore[union-attr]
    click(qtbot, group, choice)
    qtbot.waitUntil(lambda: getattr(library.settings.current, name) == value)


def test_a_number_set_elsewhere_is_shown_among_the_choices(qtbot: QtBot, theme: Theme, library: Carrel) -> None:
    library.settings.change(welcomed=True, news_digests=33, refresh_hours=6)
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        assert control(window, "33").isChecked()
        assert control(window, "6 h").isChecked()


def test_what_is_followed_is_named_and_leads_to_its_page(qtbot: QtBot, window: Window, library: Carrel) -> None:
    qtbot.waitUntil(lambda: shows(window.pages, "Nothing yet."))
    library.following.follow(["cs.LG", "cs.CL", "cs.CV", "cs.AI", "cs.RO", "math.OC"])
    qtbot.waitUntil(lambda: shows(window.pages, "cs.LG, cs.CL, cs.CV, cs.AI and 2 more."))
    click(qtbot, window.pages, "Choose categories")
    assert window.navigation.current == Place("feeds")


def test_the_mail_server_is_kept_when_its_field_is_left(qtbot: QtBot, window: Window, library: Carrel) -> None:
    for name, text in (
        ("Mail server", "smtp.example.org"),
        ("From", "a@example.org"),
        ("To", "b@example.org, c@example.org"),
        ("User", "a"),
    ):
        one = field(window.pages, name)
        one.setFocus()
        qtbot.keyClicks(one, text)
        qtbot.keyClick(one, Qt.Key.Key_Return)
    settings = library.settings
    qtbot.waitUntil(lambda: settings.current.mail_user == "a")
    assert settings.current.mail_host == "smtp.example.org"
    assert settings.current.mail_from == "a@example.org"
    assert settings.current.mail_to == "b@example.org, c@example.org"


def test_the_usual_port_goes_with_the_security_and_another_one_stays(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    port = field(window.pages, "Port of the mail server")
    click(qtbot, window.pages, "TLS")
    qtbot.waitUntil(lambda: library.settings.current.mail_port == 465)
    port.setText("2525")
    port.editingFinished.emit()
    qtbot.waitUntil(lambda: library.settings.current.mail_port == 2525)
    click(qtbot, window.pages, "STARTTLS")
    qtbot.waitUntil(lambda: library.settings.current.mail_security == "starttls")
    assert port.text() == "2525"
    port.setText("99999")
    port.editingFinished.emit()
    assert shows(window.pages, "A port is a number up to 65535")
    assert library.settings.current.mail_port == 2525
