"""What can be done with several annotations at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from carrel.domain.annotation import Colour
from carrel.ui.reader.annotations.colour_buttons import ColourButtons
from carrel.ui.widgets.foot_bar import FootBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from carrel.ui.theme import Theme


class AnnotationsBulkBar(FootBar):
    """The commands of the list of annotations; `coloured` carries a colour."""

    coloured = Signal(Colour)

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, host, "Selected annotations")
        self.colours = ColourButtons(theme)
        self.tag = self.command("paper.tag", "Tag", "tag", "t")
        self.restore = self.command("paper.restore", "Restore", "undo-2")
        self.trash = self.command("paper.trash", "Trash", "trash-2", look="danger")
        self.colours.chosen.connect(self.coloured)
        self.fill((self.colours, self.tag, self.restore, self.trash), "Select one alone")

    def show_count(self, count: int, *, trash: bool) -> None:
        """Show the bar for so many, or hide it for none. In Trash they can only be restored."""
        for widget in (self.colours, self.tag, self.trash):
            widget.setVisible(not trash)
        self.restore.setVisible(trash)
        self.stand(count)
