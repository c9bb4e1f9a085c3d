"""Which models Welcome offers to download, and what it says before it asks for one."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from carrel.domain.models import Fit
from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.theme import Theme
from carrel.ui.welcome.model_choice import offers
from carrel.ui.welcome.network_card import NetworkCard
from carrel.ui.welcome.page import WelcomePage
from model_entries import here, offered
from shown_window import click, shown_window, shows


def test_the_largest_that_fits_well_is_recommended_and_one_of_half_its_size_beside_it() -> None:
    large = offered("A 14B", bytes=9_000_000_000, fit=Fit.SLOW)
    best = offered("A 4B", bytes=2_500_000_000)
    near = offered("A 3B", bytes=1_900_000_000)
    small = offered("A 1B", bytes=1_100_000_000)
    search = offered("A search model", bytes=25_000_000, search=True)
    held = here("A 2B", bytes=1_200_000_000)
    assert offers([small, large, held, search, best, near]) == [best, small]


def test_nothing_is_offered_where_nothing_fits_or_no_size_is_known() -> None:
    assert offers([offered(fit=Fit.TOO_LARGE), offered("B", bytes=0)]) == []
    only = offered("A 1B")
    assert offers([only]) == [only]


def test_what_a_download_asks_for_stands_among_the_requests_and_goes_again(qtbot: QtBot, theme: Theme) -> None:
    card = NetworkCard(theme, 8)
    qtbot.addWidget(card)
    card.show()
    card.show_download("huggingface.co", "A 4B, once, 2.5 GB")
    assert shows(card, "A 4B, once, 2.5 GB")
    card.show_download("huggingface.co", "A 1B, once, 1.1 GB")
    assert shows(card, "A 1B, once, 1.1 GB")
    assert not shows(card, "A 4B")
    card.show_download("huggingface.co", "")
    assert not shows(card, "A 1B")


def test_a_server_of_ones_own_is_set_up_on_the_models_page(qtbot: QtBot, theme: Theme, library: Carrel) -> None:
    with shown_window(qtbot, theme, library) as window:
        page = window.findChild(WelcomePage)
        assert page is not None
        qtbot.waitUntil(lambda: bool(page.models.key))
        click(qtbot, page, "I have a server of my own")
        qtbot.waitUntil(lambda: window.navigation.current == Place("models"))
        assert library.settings.current.welcomed
        assert shows(window.pages, "Use your own server instead")
