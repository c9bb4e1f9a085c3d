"""The paper's arXiv identifier, DOI and year, as printed or as the file says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carrel.domain.arxiv_id import parse_arxiv_id

if TYPE_CHECKING:
    from collections.abc import Iterable

_STAMP = re.compile(r"arXiv:\s?(\S+?)(?:\s|$)", re.IGNORECASE)
_STAMP_DATE = re.compile(r"\d{1,2}\s+[A-Z][a-z]{2,8}\s+((?:19|20)\d\d)")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)")
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:\(c\)|©)?\s*((?:19|20)\d\d)\b", re.IGNORECASE)
_VENUE_YEAR = re.compile(
    r"(?:proceedings|conference|workshop|journal|published|preprint|accepted|presented|symposium|transactions|"
    r"vol(?:ume|\.)|submitted|editor|draft|technical report|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)\b[^\n]{0,80}?\b((?:19|20)\d\d)\b",
    re.IGNORECASE,
)

# What follows on a short paper's only page are other papers' years.
_REFERENCES = re.compile(r"^\W*\d*\W*(?:references|bibliography|literature cited)\W*$", re.IGNORECASE | re.MULTILINE)


def arxiv_id(stamps: Iterable[str], metadata: Iterable[str]) -> str:
    """The identifier of the margin stamp, else of the metadata, with its version where it has one; "" for none."""
    for text in (*stamps, *metadata):
        for match in _STAMP.finditer(text):
            found = parse_arxiv_id(match[1].strip(".,;()"))
            if found:
                return str(found)
    for text in metadata:
        address = re.search(r"arxiv\.org/(?:abs|pdf)/\S+", text)
        found = parse_arxiv_id(f"https://{address[0]}") if address else None
        if found:
            return str(found)
    return ""


def doi(first_page: str, metadata: Iterable[str]) -> str:
    """The first DOI of the metadata, else of the first page; "" where there is none."""
    for text in (*metadata, first_page):
        match = _DOI.search(text)
        if match:
            return _trimmed(match[1])
    return ""


def year(stamps: Iterable[str], first_page: str) -> int | None:
    """The year that the arXiv stamp, a copyright line, or a line about the publication prints; None where none does."""
    for stamp in stamps:
        match = _STAMP_DATE.search(stamp)
        if match:
            return int(match[1])
    own = _REFERENCES.split(first_page, 1)[0]
    match = _COPYRIGHT.search(own) or _VENUE_YEAR.search(own)
    return int(match[1]) if match else None


def _trimmed(found: str) -> str:
    found = found.rstrip(".,;:'”’]}")
    while found.endswith(")") and found.count("(") < found.count(")"):
        found = found[:-1].rstrip(".,;:")
    return found
