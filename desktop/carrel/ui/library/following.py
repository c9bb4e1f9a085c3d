"""The preview follows the table's cursor, a moment behind it, so that running through rows stays light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from carrel.domain.query import SearchBy
from carrel.ui.library.record import load_record

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.library.preview import Preview
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.library.table import PaperTable

_BEHIND = 60


class PreviewFollower(QObject):
    """Loads what the preview shows. `text` is what is searched for, and `by` what, so that it can say why a paper matched."""

    def __init__(
        self, preview: Preview, table: PaperTable, carrel: Carrel, background: Background, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._preview = preview
        self._table = table
        self._carrel = carrel
        self._background = background.of(self)
        self._wait = QTimer(self, singleShot=True, interval=_BEHIND)
        self._wait.timeout.connect(self.load)
        self.text = ""
        self.by = SearchBy.BOTH
        self.stopped = False

    def follow(self) -> None:
        """Show the paper under the cursor soon."""
        self._wait.start()

    def load(self) -> None:
        """Show the paper under the cursor; nothing while `stopped`."""
        paper_id, text, by = self._table.current_id, self.text, self.by
        if not self.stopped:
            self._background.latest("preview", lambda: load_record(self._carrel, paper_id, text, by), self._loaded)

    def show_place(self) -> None:
        """Say where the paper stands among those selected together."""
        self._preview.set_place(self._place())

    def _loaded(self, record: PaperRecord | None) -> None:
        if record is None or record.paper.id == self._table.current_id:
            self._preview.show_record(record, self._place())

    def _place(self) -> str:
        count, place = self._table.marked_count, self._table.marked_place
        return f"{place:,} of {count:,} selected" if place and count > 1 else ""
