"""One entry of arXiv's feeds: RSS 2.0 as it is now, its Atom twin, and the RDF of the years before."""

from __future__ import annotations

import html
import re
from typing import Any

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.feed import Announcement, AnnounceType
from carrel.domain.paper import Paper
from carrel.sources.paper_text import readable, web_addresses, withdrawn
from carrel.sources.safe_xml import children, text_of

_HEAD = re.compile(
    r"\A\s*arXiv:\s*(?P<id>\S+)\s+Announce\s+Type:\s*(?P<type>[\w-]+)\s*(?:Abstract:\s*)?(?P<abstract>.*)\Z",
    re.DOTALL | re.IGNORECASE,
)
_OLD_TITLE = re.compile(
    r"\A(?P<title>.*?)\.?\s*\(arXiv:(?P<id>\S+)\s*\[(?P<category>[\w.-]+)\]\s*(?P<type>[A-Z, ]*)\)\s*\Z", re.DOTALL
)
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,300})>")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_OLD_TYPES = {"": AnnounceType.NEW, "CROSS LISTED": AnnounceType.CROSS, "UPDATED": AnnounceType.REPLACE}


def announcement(entry: Any) -> Announcement:
    """Read one entry.

    Raises:
        ValueError: it names no paper, or has no title.
    """
    title, description = text_of(entry, "title"), text_of(entry, "description") or text_of(entry, "summary")
    old = _OLD_TITLE.match(title)
    head = _HEAD.match(description)
    categories = tuple(dict.fromkeys(filter(None, (_category(child) for child in children(entry, "category")))))
    creators = [" ".join("".join(child.itertext()).split()) for child in children(entry, "creator")]
    if old:
        title = html.unescape(old["title"])
        description = html.unescape(_TAG.sub(" ", description))
        categories = categories or (old["category"],)
        creators = [html.unescape(_TAG.sub("", creator)) for creator in creators]
    elif head:
        description = head["abstract"]
    identifier = _identifier(entry, head, old)
    kind = _type(text_of(entry, "announce_type") or (head["type"] if head else ""), old, identifier.version)
    latex_title, latex_abstract = _flat(title), _flat(description)
    if not latex_title:
        raise ValueError(f"{identifier} has no title")
    abstract, named = _flat(readable(latex_abstract)), _flat(readable(latex_title))
    paper = Paper(
        title=named,
        authors=tuple(authors(", ".join(creators))) or tuple(_named(entry)),
        abstract=abstract,
        arxiv_id=identifier.value,
        version=identifier.version or (2 if kind.replaced else 1),
        doi=text_of(entry, "DOI") or text_of(entry, "doi"),
        categories=categories,
        journal_reference=_flat(readable(text_of(entry, "journal_reference") or text_of(entry, "journal_ref"))),
        links=web_addresses(abstract),
        source="arxiv",
        year=_year(identifier.value),
        latex_title=latex_title if latex_title != named else "",
        latex_abstract=latex_abstract if latex_abstract != abstract else "",
    )
    return Announcement(paper, kind, withdrawn(paper))


def authors(creator: str) -> list[str]:
    """Names out of one comma-joined string; what stands in parentheses is an affiliation."""
    outside = re.sub(r"\([^()]*\)", " ", creator)
    while outside != creator:
        creator, outside = outside, re.sub(r"\([^()]*\)", " ", outside)
    names: list[str] = []
    # A comma inside braces or after a backslash belongs to LaTeX.
    for part in re.split(r"(?<!\\),(?![^{}]*\})|\s+and\s+", outside):
        name = _flat(readable(part))
        if name.casefold() in _SUFFIXES and names:
            names[-1] = f"{names[-1]}, {name}"
        elif re.search(r"\w", name):
            names.append(name)
    return names


def _identifier(entry: Any, head: re.Match[str] | None, old: re.Match[str] | None) -> ArxivId:
    candidates = [head["id"] if head else "", old["id"] if old else "", text_of(entry, "guid"), text_of(entry, "id")]
    candidates += [text_of(entry, "link"), *(child.get("href") or "" for child in children(entry, "link"))]
    known: ArxivId | None = None
    for text in candidates:
        found = parse_arxiv_id(re.sub(r"\Aoai:arxiv\.org:", "", text, flags=re.IGNORECASE)) if text else None
        if found and found.version:
            return found
        known = known or found
    if not known:
        raise ValueError("the entry names no paper")
    return known


def _type(word: str, old: re.Match[str] | None, version: int) -> AnnounceType:
    if old:
        words = {part.strip() for part in old["type"].split(",")} - {""}
        if words == {"CROSS LISTED", "UPDATED"}:
            return AnnounceType.REPLACE_CROSS
        if len(words) <= 1 and (kind := _OLD_TYPES.get("".join(words))):
            return kind
    try:
        return AnnounceType(word.casefold())
    except ValueError:
        return AnnounceType.REPLACE if version > 1 else AnnounceType.NEW


def _category(element: Any) -> str:
    name = str(element.get("term") or "".join(element.itertext())).strip()
    return name if re.fullmatch(r"[a-zA-Z-]+(?:\.[a-zA-Z-]+)?", name) else ""


def _named(entry: Any) -> list[str]:
    names = (_flat(readable(text_of(author, "name"))) for author in children(entry, "author"))
    return [name for name in names if name]


def _year(identifier: str) -> int:
    digits = identifier.rpartition("/")[2]
    year = int(digits[:2])
    return 1900 + year if "/" in identifier and year > 90 else 2000 + year


def _flat(text: str) -> str:
    return " ".join(text.split())
