"""Tooltips show the words of papers as they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QApplication

from carrel.domain.paper import Paper
from carrel.domain.related import RelatedPaper
from carrel.services.carrel import Carrel
from carrel.storage import papers
from carrel.ui.related.rows import RelatedRows
from carrel.ui.tooltips import plain_tooltip
from storage_values import NOW


@pytest.mark.parametrize("text", ["Storks", "a < b and c > d", "H<sub>2</sub>O <img src='x'>", "<b>Bold</b>\n\nwords"])
def test_what_is_shown_is_what_was_said(qapp: QApplication, text: str) -> None:
    del qapp
    tip = plain_tooltip(text)
    shown = QTextDocumentFragment.fromHtml(tip).toPlainText() if tip.startswith("<p>") else tip
    assert shown.split() == text.split()


def test_a_title_with_signs_of_html_is_shown_in_the_list_of_related_papers(library: Carrel) -> None:
    with library.database.write() as connection:
        paper = papers.add(connection, Paper("Storing H<sub>2</sub>", ()), added=NOW)
    rows = RelatedRows()
    rows.show([RelatedPaper(library.reading.rows([paper])[0], 0.9, kept=True, sentence="We store it.")])
    tip = str(rows.data(rows.index(0), Qt.ItemDataRole.ToolTipRole))
    assert QTextDocumentFragment.fromHtml(tip).toPlainText().split() == [
        "Storing",
        "H<sub>2</sub>",
        "We",
        "store",
        "it.",
    ]
