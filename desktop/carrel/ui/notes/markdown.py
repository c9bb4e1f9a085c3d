"""A note as Markdown that can be shown safely: its links have numbers for addresses, and images are links. Pure."""

from __future__ import annotations

import re

from carrel.domain.note_links import NoteLink, stretches

SCHEME = "note"
"""Addresses ``note:0``, ``note:1``, … stand for the links of the note."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~])")


def shown(note: str) -> tuple[str, tuple[NoteLink, ...]]:
    """Markdown to be shown for a note as it is typed, and where its links lead, by the numbers in their addresses."""
    links: list[NoteLink] = []
    lines = []
    for parts in stretches(note):
        line = ""
        for part in parts:
            if part.link is not None:
                label = _SPECIAL.sub(r"\\\1", part.link.label)
                line += f"[{label}]({SCHEME}:{len(links)})"
                links.append(part.link)
            else:
                # An image would be looked for on this computer; what it shows in words does.
                line += part.text if part.code else part.text.replace("![", "[")
        lines.append(line)
    return "\n".join(lines), tuple(links)
