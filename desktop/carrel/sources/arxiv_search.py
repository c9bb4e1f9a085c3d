"""What people type, as arXiv's query interface reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from carrel.domain.errors import InputError
from carrel.domain.feed import Submissions

_FIELDS = {
    "author": "au",
    "title": "ti",
    "abstract": "abs",
    "category": "cat",
    "comment": "co",
    "journal": "jr",
    "report": "rn",
    **{name: name for name in ("au", "ti", "abs", "co", "jr", "cat", "rn", "all", "submittedDate", "lastUpdatedDate")},
}
_GROUPS = frozenset({"cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin", "stat"})
# These two were categories of their own before they were divided.
_OLD_GROUPS = frozenset({"astro-ph", "cond-mat"})
_PART = re.compile(
    r"""(?P<minus>-(?=[\w"(]))?
        (?:(?P<field>[A-Za-z]+):)?
        (?:"(?P<phrase>[^"]*)"? | (?P<range>\[[^\]]*\]) | (?P<bracket>[()]) | (?P<word>[^\s"()]+))""",
    re.VERBOSE,
)
_OPERATORS = frozenset({"AND", "OR", "ANDNOT"})
_DATES = frozenset({"submittedDate", "lastUpdatedDate"})
_LONGEST = 500


def search_query(text: str) -> str:
    """A query in arXiv's own form. Words without an operator between them must all occur.

    Raises:
        InputError: it names nothing that could be looked for.
    """
    query = _group(_PART.finditer(text[:_LONGEST]), "all")
    if not query:
        raise InputError(
            "A search at arXiv needs something to look for.", "Type a word of the title or an author's name."
        )
    return query


def category_query(categories: Sequence[str]) -> str:
    """A query for papers in any of the categories and groups of categories."""
    terms = [f"cat:{_category(name)}" for name in categories]
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def submitted_query(categories: Sequence[str], window: Submissions) -> str:
    """A query for what was submitted in a window. arXiv counts minutes, and the window's last belongs to the next one."""
    first = datetime.fromisoformat(window.first)
    last = datetime.fromisoformat(window.last) - timedelta(minutes=1)
    return f"{category_query(categories)} AND submittedDate:[{first:%Y%m%d%H%M} TO {last:%Y%m%d%H%M}]"


def _group(parts: Iterator[re.Match[str]], field: str, *, inner: bool = False) -> str:
    """The terms up to the closing bracket; what is not wanted stands last, as a query cannot begin with it."""
    wanted: list[str] = []
    unwanted: list[str] = []
    operator = "AND"
    for part in parts:
        if part["bracket"] == ")":
            if inner:
                break
            continue
        if part["word"] in _OPERATORS and not part["field"]:
            operator = part["word"]
            continue
        name = part["field"] or ""
        own = _FIELDS.get(name if name in _FIELDS else name.casefold(), "")
        if part["bracket"]:
            inside = _group(parts, own or field, inner=True)
            term = f"({inside})" if inside else ""
        else:
            value = part["phrase"] if part["phrase"] is not None else part["range"] or part["word"]
            term = _term(own or field, value if own else f"{name} {value}")
        if term and part["minus"]:
            unwanted.append(f"ANDNOT {term}")
        elif term:
            wanted += [operator, term] if wanted else [term]
        operator = "AND"
    return " ".join([*wanted, *unwanted]) if wanted else ""


def _term(field: str, value: str) -> str:
    if field in _DATES:
        return f"{field}:{value}"
    if field == "cat":
        value = re.sub(r"[^\w.*-]", "", value)
        return f"cat:{_category(value)}" if value else ""
    value = " ".join(re.sub(r"""[\\\[\]{}^~?!:;|&"()]+""", " ", value).split()).strip(" ,.+-/")
    if not re.search(r"\w", value):
        return ""
    quoted = f'"{value}"' if not re.fullmatch(r"[\w.*'-]+", value) or value in _OPERATORS else value
    return f"{field}:{quoted}"


def _category(name: str) -> str:
    if name.casefold() in _GROUPS:
        return f"{name.casefold()}.*"
    return f"{name.casefold()}*" if name.casefold() in _OLD_GROUPS else name
