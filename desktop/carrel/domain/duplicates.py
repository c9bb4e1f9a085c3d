"""Which two papers of a library may be one: same identifiers, title and authors, or text.

What is not certain is left to the person, but a pair that is none costs them a look: titles that many papers share, parts
and versions of a series, replies and corrections are never offered for their titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.paper import Paper
from carrel.domain.plain_words import plain_words
from carrel.domain.same_authors import Name, names_of, same_authors, shared_authors
from carrel.domain.same_title import STOP_WORDS, Likeness, Title, likeness
from carrel.domain.text_sketch import Sketch, bands, same_share

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TEMPLATE = re.compile(r"10\.(?:1145/(?:n+\.n+|x+\.x+|1122445\.1122456|3[x]+\.3[x]+)|\d+/x+)", re.IGNORECASE)
# Where papers are put before they are published: arXiv, bioRxiv, SSRN, Zenodo, OSF and PsyArXiv, Research Square, and so on.
_PREPRINTS = (
    "10.48550/",
    "10.1101/",
    "10.2139/ssrn",
    "10.5281/zenodo",
    "10.31219/",
    "10.31234/",
    "10.31235/",
    "10.21203/",
    "10.26434/",
    "10.36227/",
    "10.20944/",
    "10.22541/",
)
_YEARS = 4
_LEAST_ABSTRACT = 30
_SAME_ABSTRACT = 0.6
_OTHER_ABSTRACT = 0.25
_SAME_TEXT = 0.55
_KEYED_AUTHORS = 3


class Reason(StrEnum):
    """Why two papers may be one, the surest first."""

    ARXIV = "arxiv"
    DOI = "doi"
    TEXT = "text"
    TITLE = "title"


@dataclass(frozen=True)
class Described:
    """What is known of a paper for this; `texts` are hashes of its files' texts, `sketches` theirs."""

    paper: Paper
    texts: frozenset[str] = frozenset()
    sketches: tuple[Sketch, ...] = ()

    @cached_property
    def title(self) -> Title:
        """Its title as it is compared."""
        return Title(self.paper.title)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Its authors as they are compared."""
        return names_of(self.paper.authors)

    @cached_property
    def arxiv(self) -> str:
        """Its arXiv identifier without version, from its DOI where it has none of its own."""
        found = parse_arxiv_id(self.paper.arxiv_id) or parse_arxiv_id(self.paper.doi)
        return found.value if found is not None else ""

    @cached_property
    def doi(self) -> str:
        """Its DOI as `plain_doi` has it, "" for arXiv's own."""
        doi = plain_doi(self.paper.doi)
        return "" if doi.startswith("10.48550/arxiv.") else doi

    @property
    def published_doi(self) -> str:
        """Its DOI where a publisher gave it, not a place for preprints; else ""."""
        return "" if self.doi.startswith(_PREPRINTS) else self.doi

    @cached_property
    def abstract(self) -> frozenset[str]:
        """The words of its abstract; none of one that is too short to tell anything."""
        words = plain_words(self.paper.abstract)
        return frozenset(words).difference(STOP_WORDS) if len(words) >= _LEAST_ABSTRACT else frozenset()

    @cached_property
    def fingerprint(self) -> str:
        """What changes when anything does that is compared."""
        paper = self.paper
        said = (paper.title, paper.authors, self.arxiv, self.doi, paper.year, paper.abstract, sorted(self.texts))
        return blake2b(repr(said).encode("utf-8", "replace"), digest_size=8).hexdigest()


def plain_doi(text: str) -> str:
    """A DOI in lower case without "doi:" or resolver, "" for none and for those that templates hold a place with."""
    found = _DOI.search(text)
    if found is None:
        return ""
    doi = found[0].casefold().rstrip(".,;)")
    return "" if _TEMPLATE.fullmatch(doi) else doi


def reason_for(one: Described, other: Described) -> Reason | None:
    """Why two papers may be one, None where nothing says so."""
    if one.arxiv and one.arxiv == other.arxiv:
        return Reason.ARXIV
    # A DOI read from a PDF may be that of another paper, which this one cites or comments on.
    if one.doi and one.doi == other.doi and (likeness(one.title, other.title) or _may_share_authors(one, other)):
        return None if one.title.about != other.title.about else Reason.DOI
    if _same_text(one, other):
        return Reason.TEXT
    return Reason.TITLE if _same_title(one, other) else None


def keys(one: Described) -> Iterator[int]:
    """Numbers of which two papers that may be one have one in common, those that few papers share; 64 bits each."""
    if one.arxiv:
        yield _key("arxiv", one.arxiv)
    if one.doi:
        yield _key("doi", one.doi)
    title, telling = one.title, one.title.telling
    if title.distinctive:
        yield _key("title", title.joined)
    if one.abstract:
        yield _key("abstract", *sorted(one.abstract))
    some = sorted(set(telling), key=_spread)[:2]
    families = [name.family for name in one.names[:_KEYED_AUTHORS]]
    families += [name.given[0] for name in one.names[:1] if name.given and len(name.given[0]) > 1]
    for family in dict.fromkeys(families):
        yield _key("whole", family, title.joined)
        if len(telling) > 1:
            yield _key("ahead", family, *telling[:2])
            yield _key("behind", family, *telling[-2:])
            yield _key("ends", family, telling[0], telling[-1])
            yield _key("some", family, *some)
    for text in one.texts:
        yield _key("text", text)
    for sketch in one.sketches:
        for place, band in enumerate(bands(sketch)):
            yield _key(f"band {place}", band.hex())


def _same_title(one: Described, other: Described) -> bool:
    if not _years_agree(one.paper.year, other.paper.year) or one.title.generic:
        return False
    alike = likeness(one.title, other.title)
    if alike is Likeness.OTHER:
        return False
    abstracts = _shared_words(one, other)
    if abstracts is not None and abstracts < _OTHER_ABSTRACT:
        return False
    sure = abstracts is not None and abstracts >= _SAME_ABSTRACT
    if not one.names or not other.names:
        return alike is Likeness.SAME and (one.title.distinctive or sure)
    if not same_authors(one.names, other.names):
        # An order that differs, or a first author that one of them left out.
        most = shared_authors(one.names, other.names) >= max(2, min(len(one.names), len(other.names)) - 1)
        return alike is Likeness.SAME and most and one.title.distinctive
    if _published_apart(one, other) or alike is Likeness.RELATED:
        return sure
    if one.title.distinctive and other.title.distinctive:
        return True
    # Short titles come back: by several authors they are hardly two papers of the same years.
    several = shared_authors(one.names, other.names) >= max(2, len(one.names), len(other.names))
    return sure or (alike is Likeness.SAME and several)


def _same_text(one: Described, other: Described) -> bool:
    if one.title.about != other.title.about:
        return False
    if one.texts & other.texts:
        return True
    return any(same_share(mine, others) >= _SAME_TEXT for mine in one.sketches for others in other.sketches)


def _published_apart(one: Described, other: Described) -> bool:
    """Whether each has an identifier of its own where one paper has one."""
    if one.arxiv and other.arxiv:
        return True
    return bool(one.published_doi and other.published_doi)


def _may_share_authors(one: Described, other: Described) -> bool:
    return not one.names or not other.names or shared_authors(one.names, other.names) > 0


def _shared_words(one: Described, other: Described) -> float | None:
    """The share of the words of both abstracts that both have, None where one tells nothing."""
    mine, others = one.abstract, other.abstract
    return len(mine & others) / len(mine | others) if mine and others else None


def _years_agree(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= _YEARS


def _spread(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=8).digest()


def _key(kind: str, *parts: str) -> int:
    said = "\x00".join((kind, *parts)).encode("utf-8", "replace")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "little", signed=True)
