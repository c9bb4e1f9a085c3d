"""The list between facets and preview: its header, and the table or why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QVBoxLayout, QWidget

from carrel.ui.widgets import Line

if TYPE_CHECKING:
    from carrel.ui.library.list_header import ListHeader
    from carrel.ui.library.nothing import Nothing
    from carrel.ui.library.table import PaperTable


class ListArea(QFrame):
    """Shows the table or what stands in its place; the one takes the focus over from the other."""

    def __init__(self, header: ListHeader, table: PaperTable, nothing: Nothing) -> None:
        super().__init__()
        self._table = table
        self._nothing = nothing
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(nothing)
        self.setProperty("look", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(Line())
        column.addWidget(self._stack, 1)
        self.setFocusProxy(table)

    @property
    def empty(self) -> bool:
        """Whether the reason for an empty list is shown."""
        return self._stack.currentWidget() is self._nothing

    def show_table(self) -> None:
        """Show the table, its cursor in the first row where it was in none."""
        self._show(self._table)
        if not self._table.currentIndex().isValid():
            self._table.go_to(0)

    def show_nothing(self) -> None:
        """Show why there is no paper."""
        self._show(self._nothing)

    def _show(self, shown: QWidget) -> None:
        held = self._stack.currentWidget()
        if held is None or shown is held:
            return
        focus = QApplication.focusWidget()
        focused = focus is not None and (focus is held or held.isAncestorOf(focus))
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        if focused:
            shown.setFocus()
