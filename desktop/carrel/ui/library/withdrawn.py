"""The line over a paper whose newest version takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.ui.widgets import Banner

if TYPE_CHECKING:
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class WithdrawnBanner(Banner):
    """Says so, with the comment that the paper has at arXiv; hidden for every other paper."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "problem", "")
        self.hide()

    def show_record(self, record: PaperRecord) -> None:
        """Tell of a paper that was withdrawn."""
        comment = record.paper.comment.strip()
        self.set_text(f"This paper was withdrawn. {f'Its comment at arXiv: “{comment}”' if comment else ''}".strip())
        self.setVisible(record.withdrawn)
