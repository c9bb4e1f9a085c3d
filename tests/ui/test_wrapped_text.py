"""Text in a few lines, also where Qt counts its letters otherwise."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from carrel.ui.text_offsets import from_qt, in_qt
from carrel.ui.theme import Theme
from carrel.ui.wrapped_text import wrapped

LETTERS = ("Songs", "𝒮𝒪𝒩𝒢𝒮", "𝔖𝔬𝔫𝔤𝔰 of 𝒞")


@pytest.mark.parametrize("letters", LETTERS)
def test_the_last_line_goes_on_from_the_one_before_and_ends_in_an_ellipsis(
    qapp: QApplication, theme: Theme, letters: str
) -> None:
    del qapp
    text = " ".join(f"{letters}{number}" for number in range(60))
    layout, lines = wrapped(text, theme.font("body"), 300, 2, 20)
    assert lines == 2
    first, last = (layout.lineAt(number) for number in range(2))
    assert last.textStart() == first.textLength()
    shown = layout.text()[: from_qt(layout.text(), last.textStart() + last.textLength())]
    assert shown.endswith("…")
    assert text.startswith(shown[:-1])


def test_what_fits_is_whole(qapp: QApplication, theme: Theme) -> None:
    del qapp
    layout, lines = wrapped("𝒮ongs of ice", theme.font("body"), 300, 2, 20)
    assert (layout.text(), lines) == ("𝒮ongs of ice", 1)


@pytest.mark.parametrize("text", ["", "ice", "𝒮 of 𝒞 ice"])
def test_offsets_go_there_and_back(text: str) -> None:
    assert [from_qt(text, in_qt(text, at)) for at in range(len(text) + 1)] == list(range(len(text) + 1))
