"""The theme in use: colours, fonts and icons by name; every view redraws on `changed`."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from carrel.paths import bundled
from carrel.ui.theme.icons import icon_pixmap, make_icon
from carrel.ui.theme.stylesheet import stylesheet
from carrel.ui.theme.tokens import TypeStyle, load_tokens


class Mode(StrEnum):
    """What the person chose; *system* follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Colours, fonts and icons by token name. Passed by constructor to every widget that paints."""

    changed = Signal()

    def __init__(self, mode: Mode = Mode.SYSTEM, scale: int = 100) -> None:
        """Load tokens and fonts; `scale` is the person's text size in percent."""
        super().__init__()
        self._tokens = load_tokens()
        self._mode = mode
        self._scale = scale / 100
        for path in sorted(bundled("resources/fonts").rglob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def dark(self) -> bool:
        """Whether the dark theme is in use."""
        if self._mode is Mode.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._mode is Mode.DARK

    @property
    def mode(self) -> Mode:
        """What the person chose."""
        return self._mode

    @property
    def scale(self) -> float:
        """The person's text size, 1.0 at 100 %."""
        return self._scale

    def choose(self, mode: Mode, percent: int) -> None:
        """Set mode and text size together, and apply them."""
        self._mode = mode
        self._scale = percent / 100
        self.apply()

    def set_mode(self, mode: Mode) -> None:
        """Switch themes, at once and everywhere."""
        self._mode = mode
        self.apply()

    def set_scale(self, percent: int) -> None:
        """Set the text size, 90 to 150 percent."""
        self._scale = percent / 100
        self.apply()

    def apply(self) -> None:
        """Give the application palette, font and style sheet, and tell every view."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(self.palette())
            application.setFont(self.font("body"))
            application.setStyleSheet(stylesheet(self.value))
        self.changed.emit()

    def value(self, token: str) -> str:
        """A colour as #RRGGBB.

        Raises:
            KeyError: no such token.
        """
        return (self._tokens.dark if self.dark else self._tokens.light)[token]

    def color(self, token: str) -> QColor:
        """A colour by token name."""
        return QColor(self.value(token))

    def style(self, name: str) -> TypeStyle:
        """A type style by name, at 100 %."""
        return self._tokens.type[name]

    def px(self, pixels: float) -> int:
        """A length that grows with the person's text size, in pixels."""
        return round(pixels * self._scale)

    def line(self, name: str) -> int:
        """The line height of a type style in pixels, scaled."""
        return self.px(self.style(name).line)

    def font(self, name: str, *, weight: int | None = None, italic: bool = False, tabular: bool = False) -> QFont:
        """The font of a type style, scaled; `tabular` sets figures of one width (for columns of numbers)."""
        style = self.style(name)
        font = QFont(style.family)
        _set_pixels(font, style.px * self._scale)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setWeight(QFont.Weight(weight or style.weight))
        font.setItalic(italic)
        if name in {"display", "paper-title", "page-title"}:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.1)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(
        self, name: str, size: int, token: str = "text-2", *, filled: bool = False, stroke: float = 1.75
    ) -> QPixmap:
        """An icon as a pixmap in a token's colour, for the screen's pixel ratio."""
        return icon_pixmap(name, self.px(size), self.value(token), self._ratio(), filled=filled, stroke=stroke)

    def icon(self, name: str, size: int = 16, token: str = "text-2", active: str = "accent") -> QIcon:
        """An icon with its normal, checked and disabled colours."""
        disabled = self.color("text-3")
        return make_icon(name, self.px(size), self.color(token), self.color(active), disabled, self._ratio())

    def palette(self) -> QPalette:
        """The Qt palette of this theme."""
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "canvas",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "subtle",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "not-found",
            QPalette.ColorRole.Highlight: "selection",
            QPalette.ColorRole.HighlightedText: "text",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.LinkVisited: "accent",
            QPalette.ColorRole.ToolTipBase: "surface",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.PlaceholderText: "text-3",
            QPalette.ColorRole.Mid: "line",
            QPalette.ColorRole.Accent: "accent",
        }
        for role, token in roles.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text-3"))
        return palette

    def _ratio(self) -> float:
        screen = QGuiApplication.primaryScreen()
        return screen.devicePixelRatio() if screen is not None else 1.0

    def _system_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            self.apply()


def _set_pixels(font: QFont, pixels: float) -> None:
    """Qt takes whole pixels only; sizes such as 13.5 are given in points of the screen's own resolution."""
    screen = QGuiApplication.primaryScreen()
    if pixels == round(pixels) or screen is None:
        font.setPixelSize(max(1, round(pixels)))
    else:
        font.setPointSizeF(pixels * 72 / round(screen.logicalDotsPerInchY()))
