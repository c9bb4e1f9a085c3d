"""A menu that is made whenever it is wanted is gone when it is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.annotations.page import AnnotationsPage
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.library.page import LibraryPage
from carrel.ui.theme import Theme


@pytest.mark.parametrize("name", ["orders", "columns", "heading", "annotations", "annotation orders"])
def test_it_is_gone(
    qtbot: QtBot,
    theme: Theme,
    library: Carrel,
    background: Background,
    bridge: Bridge,
    actions: Actions,
    name: str,
) -> None:
    page: QWidget
    if name.startswith("annotation"):
        page = annotations = AnnotationsPage(theme, library, background, bridge, actions)
        offers: dict[str, Callable[[], object]] = {
            "annotations": annotations.head._offer_filters,
            "annotation orders": annotations.head._offer_orders,
        }
    else:
        page = papers = LibraryPage(theme, library, background, bridge, actions)
        header = papers.list_header
        offers = {
            "orders": header._offer_orders,
            "columns": header._offer_columns,
            "heading": lambda: header._table_header._offer_columns(QPoint(10, 10)),
        }
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    before = len(page.findChildren(QMenu))
    for _ in range(3):
        offers[name]()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.close()
    qtbot.waitUntil(lambda: len(page.findChildren(QMenu)) == before)
