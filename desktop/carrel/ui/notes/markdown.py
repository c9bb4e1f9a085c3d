"""A note as Markdown that can be shown safely: its links have numbers for addresses, and images are links. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from carrel.domain.note_links import NoteLink, Stretch, stretches

SCHEME = "note"
"""Addresses ``note:0``, ``note:1``, … stand for the links of the note."""
LOST = "not found"
"""What is said behind a link that leads nowhere."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~])")
_LONG, _LONGEST = 12_000, 48_000
_BEGINS = re.compile(r"#{1,6} |[^\s>|*+\d`~\-]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a note as Markdown, and the links in them, whose numbers go on from piece to piece."""

    markdown: str
    links: tuple[NoteLink, ...]


def pieces(note: str, lost: Collection[NoteLink] = ()) -> Iterator[Piece]:
    """A note as it is typed, as Markdown to be shown; a long one in pieces of some thousand characters.

    A piece ends where a paragraph or a heading begins after an empty line, so that each reads as it does in the whole. `lost` are
    links that lead nowhere.
    """
    links: list[NoteLink] = []
    lines: list[str] = []
    length = told = 0
    for parts in stretches(note):
        begins = not lines or (not lines[-1].strip() and not _only_code(parts) and _BEGINS.match(_text(parts)))
        if length > _LONGEST or (length > _LONG and begins):
            yield Piece("\n".join(lines), tuple(links[told:]))
            lines, length, told = [], 0, len(links)
        lines.append("".join(_shown(part, links, lost) for part in parts))
        length += len(lines[-1]) + 1
    yield Piece("\n".join(lines), tuple(links[told:]))


def _only_code(parts: list[Stretch]) -> bool:
    return bool(parts) and all(part.code for part in parts)


def _text(parts: list[Stretch]) -> str:
    return parts[0].text if parts else ""


def _shown(part: Stretch, links: list[NoteLink], lost: Collection[NoteLink]) -> str:
    if part.link is None:
        # An image would be looked for on this computer; what it shows in words does.
        return part.text if part.code else part.text.replace("![", "[")
    links.append(part.link)
    label = _SPECIAL.sub(r"\\\1", part.link.label)
    return f"[{label}]({SCHEME}:{len(links) - 1})" + (f" ({LOST})" if part.link in lost else "")
