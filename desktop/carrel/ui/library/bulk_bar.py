"""What can be done with several papers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.ui.widgets.foot_bar import FootBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from carrel.ui.theme import Theme
    from carrel.ui.widgets import Button

_COMMANDS = (
    ("paper.read", "Mark read", "check", "e"),
    ("paper.star", "Star", "star", "s"),
    ("paper.tag", "Tag", "tag", "t"),
    ("paper.collect", "Collect", "folder", "c"),
    ("paper.related", "More like these", "layers", ""),
    ("paper.redo", "Write digests", "cpu", ""),
    ("paper.merge", "Merge…", "copy", ""),
)
_PLAIN = (
    "paper.star",
    "paper.tag",
    "paper.collect",
    "paper.trash",
    "paper.read",
    "paper.redo",
    "paper.related",
    "paper.merge",
)
"""Whose icon tells best what it does comes first: where the bar has no room, icons stand without words in this order."""


class BulkBar(FootBar):
    """The commands of the library's table."""

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, host, "Selected papers")
        self._buttons = {name: self.command(name, text, icon, key) for name, text, icon, key in _COMMANDS}
        self._restore = self.command("paper.restore", "Restore", "undo-2")
        self._trash = self.command("paper.trash", "Trash", "trash-2", look="danger")
        self._words = {name: text for name, text, _icon, _key in _COMMANDS} | {"paper.trash": "Trash"}
        self.fill((*self._buttons.values(), self._restore, self._trash), "Select none")

    def show_count(self, count: int, *, trash: bool, all_read: bool = False, all_starred: bool = False) -> None:
        """Show the bar for `count` papers, or hide it for none. In Trash papers can only be restored; two can be merged."""
        for button in (*self._buttons.values(), self._trash):
            button.setVisible(not trash)
        self._buttons["paper.merge"].setVisible(count == 2 and not trash)
        self._restore.setVisible(trash)
        self._words["paper.read"] = "Mark to read" if all_read else "Mark read"
        self._words["paper.star"] = "Unstar" if all_starred else "Star"
        self.stand(count)

    def button(self, name: str) -> Button:
        """The button of a command: what its choices open at."""
        return self._trash if name == "paper.trash" else self._buttons[name]

    def place(self) -> None:
        """Lie over the host's foot. Where the whole bar has no room keys are left out, then words, one after another."""
        self._show_keys(shown=True)
        for name in self._words:
            self._show_words(name, shown=True)
        if self._too_wide():
            self._show_keys(shown=False)
        for name in _PLAIN:
            if not self._too_wide():
                break
            self._show_words(name, shown=False)
        super().place()

    def _too_wide(self) -> bool:
        layout = self.layout()
        if layout is None:
            return False
        layout.invalidate()
        return layout.sizeHint().width() > self._host.width()

    def _show_words(self, name: str, *, shown: bool) -> None:
        """A button's words beside its icon, or as its tooltip and for screen readers alone."""
        button, words = self.button(name), self._words[name]
        button.setText(words if shown else "")
        button.setAccessibleName(words)
        button.setToolTip("" if shown else words)

    def _show_keys(self, *, shown: bool) -> None:
        for name, _text, _icon, key in _COMMANDS:
            self._buttons[name].set_key(key if shown else "")
        self.escape.setVisible(shown)
