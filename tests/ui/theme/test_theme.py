"""The theme: two tables of one shape, switched live, and legible."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication

from carrel.paths import bundled
from carrel.ui.theme import Mode, Theme
from carrel.ui.theme.tokens import load_tokens

SURFACES = ("surface", "subtle", "canvas", "sidebar", "hover", "selection", "selection-unfocused")


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""

    def luminance(value: str) -> float:
        color = QColor(value)
        parts = (color.redF(), color.greenF(), color.blueF())
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_tokens() -> None:
    tokens = load_tokens()
    assert tokens.light.keys() == tokens.dark.keys()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("token", ["text", "text-2", "text-3", "accent", "supported", "partly", "not-found"])
def test_text_can_be_read_on_every_surface(mode: str, token: str) -> None:
    table = load_tokens().light if mode == "light" else load_tokens().dark
    assert all(contrast(table[token], table[surface]) >= 4.45 for surface in SURFACES)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("token", ["control", "focus"])
def test_controls_and_the_focus_ring_stand_out_on_every_surface(mode: str, token: str) -> None:
    table = load_tokens().light if mode == "light" else load_tokens().dark
    assert all(contrast(table[token], table[surface]) >= 3.0 for surface in SURFACES)


def test_switching_the_theme_tells_every_view_and_changes_the_palette(theme: Theme, qapp: QApplication) -> None:
    told: list[str] = []
    theme.changed.connect(lambda: told.append(theme.value("surface")))
    theme.set_mode(Mode.DARK)
    assert told == [theme.color("surface").name().upper()]
    assert qapp.palette().base().color() == theme.color("surface")


def test_text_grows_with_the_scale_of_the_person(theme: Theme) -> None:
    before = QFontMetricsF(theme.font("body")).height()
    theme.set_scale(150)
    assert QFontMetricsF(theme.font("body")).height() == pytest.approx(before * 1.5, rel=0.04)
    assert theme.px(30) == 45


def test_sizes_between_two_pixels_are_kept(theme: Theme) -> None:
    assert theme.font("table-title").pointSizeF() == pytest.approx(13.5 * 72 / 96, abs=0.01)


def test_every_bundled_icon_can_be_drawn_in_a_colour(theme: Theme) -> None:
    for path in sorted(bundled("resources/icons").glob("*.svg")):
        image = theme.pixmap(path.stem, 16, "accent").toImage()
        drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        solid = [color for color in drawn if color.alpha() > 200]
        assert solid, path.stem
        assert all(abs(color.red() - theme.color("accent").red()) < 8 for color in solid), path.stem
