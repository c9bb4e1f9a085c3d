"""arXiv identifiers, as people type and paste them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_NEW = r"(?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})"
_OLD = r"(?:[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3})"
_IDENTIFIER = re.compile(rf"(?P<id>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?")
_DOI = re.compile(r"10\.48550/arxiv\.(?P<rest>.+)", re.IGNORECASE)
_LAST_CENTURY = 90  # arXiv began in 1991
_HOSTS = ("arxiv.org", "alphaxiv.org", "huggingface.co", "ar5iv.org", "ar5iv.labs.arxiv.org", "doi.org")


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier: `value` without version ("2310.06825", "cs/0005057"), `version` 0 where none was named."""

    value: str
    version: int = 0

    def __str__(self) -> str:
        return f"{self.value}v{self.version}" if self.version else self.value

    @property
    def file_stem(self) -> str:
        """A name for files, made of the identifier alone."""
        return str(self).replace("/", "_")


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Read an identifier, ``arXiv:`` form, DOI, or the address of an abs, pdf, html, alphaxiv or Hugging Face papers page.

    Returns None where `text` names no arXiv paper. Old and new forms of identifiers are known, with or without version.
    """
    text = text.strip()
    if re.match(r"https?://", text, re.IGNORECASE):
        found = _from_address(text)
    else:
        found = re.sub(r"^arxiv:\s*", "", text, flags=re.IGNORECASE)
    doi = _DOI.fullmatch(re.sub(r"^doi:\s*", "", found, flags=re.IGNORECASE))
    if doi:
        found = doi["rest"]
    match = _IDENTIFIER.fullmatch(found)
    return ArxivId(match["id"], int(match["version"] or 0)) if match else None


def month_of(identifier: str) -> str:
    """The month an arXiv identifier (without version) was given out ("2310.06825": "2023-10"), "" where it tells none."""
    number = identifier.rpartition("/")[2]
    year, month = number[:2], number[2:4]
    if not (year + month).isdecimal() or len(number) < 4:
        return ""
    return f"{19 if int(year) > _LAST_CENTURY else 20}{year}-{month}"


def _from_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("export.").removeprefix("dx.")
    except ValueError:
        return ""
    if host not in _HOSTS:
        return ""
    path = unquote(parts.path).strip("/").removesuffix(".pdf")
    if host == "doi.org":
        return path
    return re.sub(r"^(abs|pdf|html|papers|overview|format|ps|e-print|src)/", "", path)
