"""A list of the settings whose entries the person writes, each in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.ui.background import Background
from carrel.ui.settings.entry_editor import EntryEditor
from carrel.ui.settings.row import SettingRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: what it is called, what is said of it under its name, and its fields' texts. A new one's `id` is 0."""

    id: int = 0
    name: str = ""
    said: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """What the entries of a list are: one such as "topic", its fields as (name, example), and what is done with one.

    `keep` is given its id and texts. Both are called beside the window; a `CarrelError` of `keep` is told in the editor.
    """

    name: str
    fields: Sequence[tuple[str, str]]
    keep: Callable[[int, tuple[str, ...]], Changes]
    remove: Callable[[int], Changes]


class EditedList(QWidget):
    """One entry at a time is edited, in its place; the list stays as it is meanwhile. `opened` carries the editor."""

    opened = Signal(QWidget)

    def __init__(self, theme: Theme, background: Background, kind: Kind) -> None:
        super().__init__()
        self._theme = theme
        self._background = background.of(self)
        self._kind = kind
        self._shown: tuple[Entry, ...] = ()
        self._rows: dict[int, SettingRow] = {}
        self._edits: dict[int, Button] = {}
        self._edited = 0
        self.editor: EntryEditor | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        column.addSpacing(theme.px(10))
        self.add_button = Button(theme, f"Add a {kind.name}", "plus", clicked=lambda: self.edit(Entry()))
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def edit(self, entry: Entry) -> None:
        """Open the editor in the place of `entry`; what was being written about another is left."""
        self._close()
        texts = entry.texts or ("",) * len(self._kind.fields)
        self.editor = EntryEditor(self._theme, self._kind.name, entry.name, self._kind.fields, texts)
        self.editor.kept.connect(self._keep)
        self.editor.left.connect(self._leave)
        self._edited = entry.id
        self._place_editor()
        self.editor.show()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit(self.editor)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show rows for these. The focus stays with its entry, or goes on to the next where that is gone."""
        if entries == self._shown:
            return
        self._shown = entries
        focus = QApplication.focusWidget()
        focused = next((one for one, row in self._rows.items() if focus is not None and row.isAncestorOf(focus)), 0)
        if self._edited not in {0, *(entry.id for entry in entries)}:
            self._leave()
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows, self._edits = {}, {}
        for entry in entries:
            self._list.addWidget(self._row(entry))
        self._place_editor()
        if focused:
            self._focus(next((one for one in self._edits if one >= focused), 0))

    def _row(self, entry: Entry) -> SettingRow:
        edit = Button(self._theme, "Edit", look="small", clicked=lambda: self.edit(entry))
        edit.setAccessibleName(f"Edit {self._kind.name} {entry.name}")
        remove = Button(self._theme, "Remove", look="small", clicked=lambda: self._remove(entry.id))
        remove.setAccessibleName(f"Remove {self._kind.name} {entry.name}")
        row = SettingRow(self._theme, entry.name, entry.said, (edit, remove))
        self._rows[entry.id], self._edits[entry.id] = row, edit
        return row

    def _place_editor(self) -> None:
        """Put the editor where its entry's row is, or at the end for a new one."""
        row = self._rows.get(self._edited)
        for one in self._rows.values():
            one.setVisible(one is not row or self.editor is None)
        self.add_button.setVisible(self.editor is None or row is not None)
        if self.editor is not None:
            self._list.removeWidget(self.editor)
            self._list.insertWidget(self._list.indexOf(row) if row is not None else -1, self.editor)

    def _keep(self, texts: tuple[str, ...]) -> None:
        keep, edited, editor = self._kind.keep, self._edited, self.editor

        def kept(_changes: Changes) -> None:
            # Meanwhile another one may have been opened.
            if self.editor is editor:
                self._leave()

        def refused(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            if self.editor is not None and self.editor is editor:
                self.editor.refuse(str(error))

        self._background.run(lambda: keep(edited, texts), kept, failed=refused)

    def _remove(self, entry: int) -> None:
        self._background.run(lambda: self._kind.remove(entry), lambda _changes: None)

    def _leave(self) -> None:
        """Close the editor; the focus goes back to where it was opened from."""
        focus, edited = QApplication.focusWidget(), self._edited
        inside = self.editor is not None and focus is not None and self.editor.isAncestorOf(focus)
        self._close()
        self._place_editor()
        if inside:
            self._focus(edited)

    def _close(self) -> None:
        if self.editor is not None:
            self.editor.hide()
            self._list.removeWidget(self.editor)
            self.editor.deleteLater()
        self.editor, self._edited = None, 0

    def _focus(self, entry: int) -> None:
        self._edits.get(entry, self.add_button).setFocus(Qt.FocusReason.TabFocusReason)
