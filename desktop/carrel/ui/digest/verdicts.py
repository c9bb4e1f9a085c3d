"""Telling people who do not see it that their own mark of a statement was kept or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from carrel.ui.digest.wording import spoken_status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from carrel.domain.digest import Statement


def verdict_words(before: Sequence[Statement], after: Sequence[Statement]) -> str:
    """What changed between two states of one digest: "Your mark: supported", "Your mark is taken back: partly", or ""."""
    for old, new in zip(before, after, strict=False):
        if old.verdict is not new.verdict:
            if new.verdict is None:
                return f"Your mark is taken back: {spoken_status(new.status)}"
            return f"Your mark: {spoken_status(new.verdict)}"
    return ""


def announce_verdicts(widget: QWidget, before: Sequence[Statement], after: Sequence[Statement]) -> None:
    """Have screen readers say politely what changed."""
    words = verdict_words(before, after)
    if words:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
