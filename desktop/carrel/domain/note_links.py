"""Links in notes: ``[[vaswani2017attention]]`` to a paper, ``[[#p. 3]]`` to a page, ``[[#^carrel-…]]`` to an annotation.

They are written as Obsidian writes them: a name, after ``#`` a place in it, after ``|`` what is shown instead. Without a
name they point into the paper that the note is on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINK = re.compile(r"\[\[([^\[\]|#\n]*)(?:#([^\[\]|\n]*))?(?:\|([^\[\]\n]*))?\]\]")
_OPEN = re.compile(r"\[\[(#[^\[\]|\n]*|[^\[\]|#\n]+)$")
_PAGE = re.compile(r"p\.?\s*0*([1-9]\d{0,5})")
_BLOCK = "^carrel-"
_NO_LABEL = re.compile(r"[\[\]|]")
_LABEL = 60
_TELLING = 12
"""So many letters of a label tell what stands at its place."""
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_QUOTED = re.compile(r" {0,3}> ?(.*)$")


@dataclass(frozen=True, slots=True)
class NoteLink:
    """Where a link leads. `name` is a paper's title, citation key or arXiv id, "" for the paper the note is on.

    `page` counts from 0 and is -1 for none; `annotation` is an annotation's key, "" for none; `label` is what is shown. `quote`
    is what stands there: the quotation just before the link or, in a label of some length, its words; "" for none.
    """

    name: str
    page: int = -1
    annotation: str = ""
    label: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a note's line: text, code (which is nothing but itself), or a link as it is typed."""

    text: str
    code: bool = False
    link: NoteLink | None = None


def stretches(note: str) -> Iterator[list[Stretch]]:
    """A note line by line, each in parts that give the line when put together."""
    fence, quote, quoting = "", "", False
    for line in note.split("\n"):
        marker = _FENCE.match(line)
        if fence or marker is not None:
            if not fence and marker is not None:
                fence = marker.group(1)
            elif marker is not None and marker.group(1).startswith(fence) and not line.strip(" `~"):
                fence = ""
            yield [Stretch(line, code=True)]
            continue
        quoted = _QUOTED.match(line)
        if quoted is not None:
            quote = f"{quote} {quoted.group(1)}" if quoting else quoted.group(1)
        yield list(_parts(line, " ".join(quote.split())))
        quoting = quoted is not None
        if line.strip() and not quoting:
            quote = ""


def being_typed(before: str) -> str:
    """What stands behind the ``[[`` that is open at the end of `before`, "" where none is; places in the paper begin with ``#``."""
    found = _OPEN.search(before)
    return found.group(1) if found is not None else ""


def quotation(quote: str, page: int, *, said: str = "", remark: str = "", annotation: str = "") -> str:
    """A paragraph for a note: what was said, the quote, and a link to its place.

    `page` counts from 0, -1 for none; `annotation` is the key of the annotation the quote was marked with.
    """
    place = f"p. {page + 1}"
    link = f"[[#{_BLOCK}{annotation}|{place}]]" if annotation else f"[[#{place}]]"
    source = ", ".join(filter(None, (link if page >= 0 else "", remark)))
    lines = f"> {' '.join(quote.split())}" if quote.strip() else ""
    return "\n\n".join(filter(None, (said.strip(), lines, source)))


def place_name(quote: str, page: int, *, annotation: str = "") -> str:
    """What a link to a place in the note's own paper says after ``#``, with the first words that stand there as its label.

    `page` counts from 0; `annotation` is the key of the annotation that it leads to.
    """
    words = " ".join(_NO_LABEL.sub(" ", quote).split())
    if len(words) > _LABEL:
        words = f"{words[:_LABEL].rpartition(' ')[0] or words[:_LABEL]} …"
    place = f"p. {page + 1}"
    return f"{_BLOCK}{annotation}|{place}" if annotation else f"{place}|{words}" if words else place


def _parts(line: str, quote: str) -> Iterator[Stretch]:
    at = 0
    for code in _CODE.finditer(line):
        yield from _links(line[at : code.start()], quote)
        yield Stretch(code.group(), code=True)
        at = code.end()
    yield from _links(line[at:], quote)


def _links(text: str, quote: str) -> Iterator[Stretch]:
    at = 0
    for found in LINK.finditer(text):
        link = _link(found, quote)
        if link is None:
            continue
        if found.start() > at:
            yield Stretch(text[at : found.start()])
        yield Stretch(found.group(), link=link)
        at = found.end()
    if at < len(text):
        yield Stretch(text[at:])


def _link(found: re.Match[str], quote: str) -> NoteLink | None:
    name, place, label = (" ".join((part or "").split()) for part in found.groups())
    page = _PAGE.fullmatch(place)
    key = place.removeprefix(_BLOCK) if place.startswith(_BLOCK) else ""
    if not name and page is None and not key:
        return None
    shown = label or ", ".join(filter(None, (name, "" if key else place))) or "mark"
    telling = label if sum(map(str.isalnum, label)) >= _TELLING else quote
    return NoteLink(name, int(page.group(1)) - 1 if page is not None else -1, key, shown, "" if name else telling)
