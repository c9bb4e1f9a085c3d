"""What has been written so far of the digest that is being written, so that a pane opened later shows it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.services.events import WritingState

if TYPE_CHECKING:
    from carrel.domain.digest import Field
    from carrel.services.events import Writing, WritingEvent


class LiveWriting:
    """Keeps the events of the one paper whose digest is being written; of what grows or goes on only the newest."""

    def __init__(self) -> None:
        self.paper_id = 0
        self._texts: dict[tuple[str, Field], WritingEvent] = {}
        self._others: list[WritingEvent] = []

    @property
    def events(self) -> list[WritingEvent]:
        """Everything that matters so far, in an order that leads to the same draft."""
        return [*self._texts.values(), *self._others]

    def take(self, writing: Writing) -> None:
        """Take one event in."""
        if writing.state is WritingState.WRITING:
            if self.paper_id != writing.paper_id:
                self._begin(writing.paper_id)
            if writing.event is not None and writing.event.kind in {"reading", "text"}:
                self._texts[writing.event.kind, writing.event.field] = writing.event
            elif writing.event is not None:
                self._others.append(writing.event)
        elif writing.state is WritingState.STARTED:
            # A paper is shown as being written only once there are words: extractive digests are there at once.
            self.paper_id = 0
        elif writing.paper_id == self.paper_id:
            self._begin(0)

    def _begin(self, paper_id: int) -> None:
        self.paper_id = paper_id
        self._texts.clear()
        self._others.clear()
