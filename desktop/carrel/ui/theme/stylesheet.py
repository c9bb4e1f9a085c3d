"""The one style sheet. Widgets choose a look by object name or the dynamic property ``look``."""

from __future__ import annotations

from collections.abc import Callable
from string import Template

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog { background: $canvas; }
QToolTip { background: $surface; color: $text; border: 1px solid $line_strong; border-radius: 4px; padding: 4px 8px; }
QFrame[look="canvas"] { background: $canvas; }
QFrame[look="surface"] { background: $surface; }
QFrame[look="subtle"] { background: $subtle; }
QFrame[look="foot"] { background: $subtle; border-bottom-left-radius: 9px; border-bottom-right-radius: 9px; }
QFrame[look="sidebar"] { background: $sidebar; }
QFrame[look="desk"] { background: $desk; }
QFrame[look="panel"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[look="line"] { background: $line; border: 0; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QAbstractScrollArea { border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $line_strong; border-radius: 3px; min-height: 32px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle:horizontal { background: $line_strong; border-radius: 3px; min-width: 32px; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: 0; width: 0; height: 0; }
QLineEdit, QPlainTextEdit[look="field"], QTextEdit[look="field"] {
    background: $surface; border: 1px solid $line_strong; border-bottom-color: $control; border-radius: 6px;
    padding: 4px 8px; selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit[look="field"]:focus, QTextEdit[look="field"]:focus { border: 2px solid $focus; padding: 3px 7px; }
QLineEdit[look="bare"], QLineEdit[look="bare"]:focus { background: transparent; border: 0; padding: 0; }
QMenu { background: $surface; border: 1px solid $line_strong; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $text_3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenuBar { background: $sidebar; }
QMenuBar::item:selected { background: $selection; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $text_2; border: 0; border-bottom: 1px solid $line; padding: 0 8px; }
QTreeView, QListView { background: $surface; border: 0; selection-background-color: $selection; }
QListView[look="offers"] { border: 1px solid $line_strong; padding: 4px; }
QListView[look="offers"]::item { color: $text; padding: 4px 8px; border-radius: 4px; }
QListView[look="offers"]::item:selected { background: $selection; }
QCheckBox, QRadioButton { spacing: 8px; }
""")


def stylesheet(value: Callable[[str], str]) -> str:
    """The style sheet for one theme; `value` gives a token's colour."""
    names = (
        "canvas",
        "sidebar",
        "surface",
        "subtle",
        "desk",
        "hover",
        "line",
        "line-strong",
        "control",
        "text",
        "text-2",
        "text-3",
        "accent",
        "focus",
        "selection",
    )
    return _SHEET.substitute({name.replace("-", "_"): value(name) for name in names})
