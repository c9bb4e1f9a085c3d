"""The texts that models are tried with. They were written for this and stand nowhere else, so that no model knows them."""

from __future__ import annotations

import tomllib
from functools import cache

from carrel.digesting.source import Source
from carrel.domain.paper import Paper
from carrel.paths import bundled


@cache
def held_text() -> str:
    """A text of some 3,000 tokens."""
    return bundled("resources/trials/held.txt").read_text(encoding="utf-8")


@cache
def abstracts() -> tuple[Source, ...]:
    """A dozen abstracts of papers that do not exist: one, and a dozen others."""
    with bundled("resources/trials/abstracts.toml").open("rb") as file:
        papers = tomllib.load(file)["papers"]
    return tuple(Source.of(Paper(paper["title"], abstract=paper["abstract"]), None) for paper in papers)
