"""A separator of one pixel."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget


class Line(QFrame):
    """A hairline in the token `line`, lying or, with `upright`, standing."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
