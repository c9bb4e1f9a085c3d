"""arXiv's query language, as far as a loopback arXiv needs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from arxiv_papers import MadePaper

_TOKEN = re.compile(r'\(|\)|[A-Za-z]+:(?:"[^"]*"|\[[^\]]*\]|[^\s()]+)|\S+')
Test = Callable[[MadePaper], bool]


def matching(query: str) -> Test:
    """A test for papers that a query finds; ValueError where arXiv could not read it."""
    tokens = _TOKEN.findall(query)
    test = _any(tokens)
    if tokens:
        raise ValueError(query)
    return test


def in_category(paper: MadePaper, category: str) -> bool:
    """Whether a paper is in a category, or in a group of them ("cs", "cs.*")."""
    stem = category.removesuffix("*").removesuffix(".")
    if category == stem and "." in stem:
        return category in paper.categories
    return any(name == stem or name.startswith(f"{stem}.") for name in paper.categories)


def _any(tokens: list[str]) -> Test:
    test = _one(tokens)
    while tokens and tokens[0] != ")":
        operator = tokens.pop(0)
        if operator not in {"AND", "OR", "ANDNOT"}:
            raise ValueError(operator)
        test = _joined(operator, test, _one(tokens))
    return test


def _joined(operator: str, left: Test, right: Test) -> Test:
    if operator == "AND":
        return lambda paper: left(paper) and right(paper)
    if operator == "OR":
        return lambda paper: left(paper) or right(paper)
    return lambda paper: left(paper) and not right(paper)


def _one(tokens: list[str]) -> Test:
    part = tokens.pop(0) if tokens else ")"
    if part == "(":
        test = _any(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("a bracket is not closed")
        return test
    field, colon, value = part.partition(":")
    if not colon or field not in {"au", "ti", "abs", "co", "jr", "cat", "all", "submittedDate"}:
        raise ValueError(part)
    if field == "cat":
        return lambda paper: in_category(paper, value)
    if field == "submittedDate":
        first, last = (datetime.strptime(f"{end}+0000", "%Y%m%d%H%M%z") for end in value.strip("[]").split(" TO "))
        return lambda paper: first <= paper.submitted.replace(second=0, microsecond=0) <= last
    words = re.compile(rf"(?<!\w){re.escape(value.strip(chr(34)))}(?!\w)", re.IGNORECASE)
    return lambda paper: words.search(_field(paper, field)) is not None


def _field(paper: MadePaper, field: str) -> str:
    texts = {
        "au": " ; ".join(paper.authors),
        "ti": paper.title,
        "abs": paper.abstract,
        "co": paper.comment,
        "jr": paper.journal,
    }
    return texts[field] if field in texts else " ; ".join((*texts.values(), *paper.categories))
