"""What a person wrote about a paper and marked in it, as Markdown for Obsidian or Logseq.

Written again, only the front matter's own names and the managed blocks change. Each annotation has an id that stays, so that
links to it do: ``^carrel-…`` in Obsidian, ``id::`` in Logseq.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from carrel.domain.annotation import Annotation, AnnotationKind
from carrel.domain.citation_key import citation_key
from carrel.domain.paper import Paper
from carrel.interchange import front_matter, managed_blocks
from carrel.interchange.markdown import escape

_KINDS = {
    AnnotationKind.HIGHLIGHT: "highlight",
    AnnotationKind.UNDERLINE: "underline",
    AnnotationKind.NOTE: "note",
    AnnotationKind.AREA: "area",
}
_NO_TAG = re.compile(r"[^\w/-]+")
_TURNING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class NotesStyle(StrEnum):
    """Whose Markdown is written."""

    OBSIDIAN = "obsidian"
    LOGSEQ = "logseq"


@dataclass(frozen=True, slots=True)
class EvidenceQuote:
    """A statement of the digest, how it was checked in words, and the passage that it goes by; `page` counts from 0."""

    statement: str
    status: str
    quote: str
    page: int


@dataclass(frozen=True, slots=True)
class PaperNotes:
    """All that is written of one paper. Without `evidence` (None) that block is not written, and left as it is.

    `pdf` is the SHA-256 of the paper's oldest PDF, "" without one.
    """

    paper: Paper
    note: str
    annotations: Sequence[Annotation]
    evidence: Sequence[EvidenceQuote] | None = None
    pdf: str = ""

    @property
    def identities(self) -> tuple[str, ...]:
        """What names the paper in its file's managed blocks, without white space: the best first, then older ones."""
        paper = self.paper
        names = (("arxiv", paper.arxiv_id), ("doi", paper.doi), ("pdf", self.pdf[:16]))
        known = [f"{kind}:{name}" for kind, name in names if name] or [f"paper:{paper.id}"]
        return tuple(quote(name, safe="/:.") for name in known)

    @property
    def identity(self) -> str:
        """The name that is written."""
        return self.identities[0]


def write(notes: PaperNotes, style: NotesStyle) -> str:
    """The whole file, for a paper that has none yet."""
    blocks = _contents(notes, style)
    headings = {"note": "Note", "annotations": "Annotations", "evidence": "Evidence"}
    if style is NotesStyle.LOGSEQ:
        parts = [front_matter.properties(_values(notes))]
        for name, content in blocks.items():
            parts.append(f"- ## {headings[name]}\n")
            parts.append(managed_blocks.block(name, notes.identity, content, bullet="- "))
        return "\n".join(parts[:1]) + "".join(parts[1:])
    parts = [front_matter.yaml(_values(notes)), f"# {escape(_line(notes.paper.title))}\n"]
    for name, content in blocks.items():
        parts += [f"## {headings[name]}\n", managed_blocks.block(name, notes.identity, content)]
    return "\n".join(parts)


def update(text: str, notes: PaperNotes, style: NotesStyle) -> str:
    """A file that was written before, and maybe changed by the person since, as it is to be now."""
    merge = front_matter.merge_properties if style is NotesStyle.LOGSEQ else front_matter.merge_yaml
    return managed_blocks.merge(merge(text, _values(notes)), notes.identities, _contents(notes, style))


def _values(notes: PaperNotes) -> dict[str, front_matter.Value]:
    paper = notes.paper
    return {
        "title": _line(paper.title),
        "authors": [_line(author) for author in paper.authors],
        "year": paper.year or 0,
        "arxiv": paper.arxiv_id,
        "doi": paper.doi,
        "citekey": citation_key(paper),
    }


def _contents(notes: PaperNotes, style: NotesStyle) -> dict[str, str]:
    logseq = style is NotesStyle.LOGSEQ
    note = _own(notes.note)
    contents = {
        "note": _item(note) if logseq and note else note,
        "annotations": ("\n" if logseq else "\n\n").join(
            _outlined(one) if logseq else _quoted(one) for one in notes.annotations
        ),
    }
    if notes.evidence is not None:
        contents["evidence"] = "\n".join(map(_evidence, notes.evidence))
    # A blank line on either side keeps what the person writes next to a mark from running into it.
    return {name: content if logseq or not content else f"\n{content}\n" for name, content in contents.items()}


def _quoted(one: Annotation) -> str:
    """An annotation for Obsidian: a quotation, the id of its block, and the person's text."""
    tags = "".join(f" #{tag}" for tag in map(_tag, one.tags) if tag)
    place = f"p. {one.anchor.page + 1} · {one.colour} {_KINDS[one.kind]}{tags}"
    said = escape(_line(one.anchor.quote))
    lines = [f"> {said}", ">", f"> {place}"] if said else [f"> {place}"]
    parts = ["\n".join(lines), f"^carrel-{one.key}", *filter(None, [_own(one.text)])]
    return "\n\n".join(parts)


def _outlined(one: Annotation) -> str:
    """An annotation for Logseq: a block with properties, and the person's text as a block in it."""
    said = escape(_line(one.anchor.quote)) or f"{_KINDS[one.kind].capitalize()} on page {one.anchor.page + 1}"
    lines = [f"- {said}", f"  id:: {uuid.UUID(one.key)}", f"  page:: {one.anchor.page + 1}", f"  colour:: {one.colour}"]
    if one.tags:
        lines.append(f"  tags:: {', '.join(_line(tag).replace(',', ' ') for tag in one.tags)}")
    text = _own(one.text)
    return "\n".join([*lines, *([_indented(_item(text))] if text else [])])


def _evidence(one: EvidenceQuote) -> str:
    lines = [f"- {escape(_line(one.statement))} ({escape(one.status)}, p. {one.page + 1})"]
    return "\n".join([*lines, f"  > {escape(_line(one.quote))}"] if one.quote else lines)


def _item(text: str) -> str:
    """Text as one item of a list."""
    first, *rest = text.split("\n")
    return "\n".join([f"- {first}", *(f"  {line}" if line else "" for line in rest)])


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))


def _tag(name: str) -> str:
    """A tag as Obsidian reads one: without spaces, and not of digits alone."""
    tag = _NO_TAG.sub("-", name).strip("-/")
    return f"{tag}_" if tag.isdigit() else tag


def _own(text: str) -> str:
    """The person's own Markdown, as typed but for characters that would turn or break it."""
    return _TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def _line(text: str) -> str:
    """Text on one line."""
    return " ".join(_TURNING.sub("", text).split())
