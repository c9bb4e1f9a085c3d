"""The model behind the full network log: as many requests as were scrolled to, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from carrel.ui.shell.request_words import moment_words, status_words, went_well, who_words
from carrel.ui.shell.wording import size

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont

    from carrel.domain.request import Request
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme

COLUMNS = ("Time", "Host", "Address", "Why", "Who", "Size", "Status")
STEP = 500
"""How many requests are read at a time."""
_HOST, _PATH, _SIZE, _STATUS = 1, 2, 5, 6

Index = QModelIndex | QPersistentModelIndex


class LogRows(QAbstractTableModel):
    """`read` gives the newest requests that hold a text, at most so many. `filled` tells that an answer is shown."""

    filled = Signal()

    def __init__(self, theme: Theme, read: Callable[[str, int], list[Request]], background: Background) -> None:
        super().__init__()
        self._theme = theme
        self._read = read
        self._background = background.of(self)
        self._requests: list[Request] = []
        self._text = ""
        self._asked = 0
        self._more = False
        self._fonts: dict[str, QFont] = {}
        self._make_fonts()
        theme.changed.connect(self._make_fonts)

    @property
    def requests(self) -> list[Request]:
        """The requests at hand, newest first."""
        return self._requests

    def show_text(self, text: str) -> None:
        """Show the requests that hold `text`, from the newest."""
        self._text, self._asked = text, STEP
        self._ask(fresh=True)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many are at hand."""
        return 0 if parent.isValid() else len(self._requests)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """All that is known of a request."""
        return 0 if parent.isValid() else len(COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there may be older ones."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:
        """Read older ones."""
        if not parent.isValid() and self._more:
            self._more = False
            self._asked += STEP * 4
            self._ask(fresh=False)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A request's words, fonts and colours."""
        request, column = self._requests[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return cells(request)[column]
            case Qt.ItemDataRole.FontRole:
                return self._fonts["mono" if column in (_HOST, _PATH) else "meta"]
            case Qt.ItemDataRole.ForegroundRole:
                wrong = column == _STATUS and not went_well(request)
                return self._theme.color("not-found" if wrong else "text" if column == _HOST else "text-2")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{COLUMNS[column]}: {cells(request)[column]}"
        return None

    def _ask(self, *, fresh: bool) -> None:
        text, limit = self._text, self._asked

        def show(requests: list[Request]) -> None:
            self._more = len(requests) >= limit
            known = len(self._requests)
            if not fresh and requests[:known] == self._requests:
                # Only the older ones are new: what is looked at stays where it is.
                if len(requests) > known:
                    self.beginInsertRows(QModelIndex(), known, len(requests) - 1)
                    self._requests = requests
                    self.endInsertRows()
            else:
                self.beginResetModel()
                self._requests = requests
                self.endResetModel()
            self.filled.emit()

        self._background.latest("log", lambda: self._read(text, limit), show)

    def _make_fonts(self) -> None:
        self._fonts = {"mono": self._theme.font("mono"), "meta": self._theme.font("meta", tabular=True)}


def cells(request: Request) -> tuple[str, ...]:
    """A request's columns in words."""
    return (
        moment_words(request),
        request.host,
        request.path,
        request.purpose,
        who_words(request),
        size(request.bytes),
        status_words(request),
    )


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == _SIZE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
