"""What became of the statements of an earlier digest in the one that is shown."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.statement_changes import StatementChange, compare_statements, count_changes
from carrel.ui.library.changed_text import ChangedText
from carrel.ui.library.text_changes import pieces_of
from carrel.ui.widgets import Label, Paragraph

if TYPE_CHECKING:
    from carrel.domain.digest import Digest, Statement
    from carrel.domain.statement_changes import ComparedStatement
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme

_WORDS = {StatementChange.CHANGED: "Changed", StatementChange.NEW: "New", StatementChange.GONE: "Gone"}


def since_words(change: StatementChange, since: str) -> str:
    """The quiet mark behind a statement: "changed since v1", "new since v1"; "" for one that is the same."""
    return f"{_WORDS[change].lower()} since {since}" if change in _WORDS else ""


def change_remarks(record: PaperRecord) -> dict[int, str]:
    """What stands behind the statements of the digest shown that are not those of an earlier version's, by their index."""
    if record.earlier is None:
        return {}
    version = record.made_from.get(record.earlier.id, 0)
    since = f"v{version}" if version else "the version before"
    found = {one.index: since_words(one.change, since) for one in record.changes if one.index >= 0}
    return {index: words for index, words in found.items() if words}


class DigestDifferences(QWidget):
    """Lists the statements that are not the same, field by field; `since` names the older digest: "v1’s digest"."""

    def __init__(self, theme: Theme, before: Digest, after: Digest, since: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._since = since
        px = theme.px
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, px(4), 0, px(12))
        self._layout.setSpacing(px(4))
        compared = compare_statements(before.statements, after.statements)
        count = count_changes(compared)
        head = f"{count} of {len(compared)} statements changed since {since}"
        self._layout.addWidget(Label(theme, head if count else f"Every statement is as in {since}", "meta", "text-3"))
        if not _same_way(before, after):
            note = "The two were not made in the same way, so that words differ where the paper did not change."
            self._layout.addWidget(Paragraph(theme, note, "meta", "text-3"))
        differing = [one for one in compared if one.change is not StatementChange.SAME]
        for field, members in groupby(differing, key=lambda one: one.field):
            self._layout.addWidget(Label(theme, field.heading, "label", weight=600))
            for one in members:
                self._add(one)

    def _add(self, one: ComparedStatement) -> None:
        pieces = pieces_of(_shown(one.before), _shown(one.after))
        text = ChangedText(self._theme, pieces, f"{_WORDS[one.change]} since {self._since}", style="digest")
        text.setMaximumWidth(self._theme.px(660))
        self._layout.addWidget(text)


def _same_way(before: Digest, after: Digest) -> bool:
    old, new = before.provenance, after.provenance
    return (old.engine, old.prompt_version, old.model_file, old.model_sha256, old.server, old.language) == (
        new.engine,
        new.prompt_version,
        new.model_file,
        new.model_sha256,
        new.server,
        new.language,
    )


def _shown(statement: Statement | None) -> str:
    return statement.told if statement is not None else ""
