"""Reasons in words, made of what the person did and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from carrel.domain.for_you import ActKind, Near

DIFFERENT = "something different, not close to what you keep"
_DID = {
    ActKind.MORE: "which you want more of",
    ActKind.SEED: "which you chose to begin with",
    ActKind.STARRED: "which you starred",
    ActKind.ANNOTATED: "which you annotated",
    ActKind.NOTED: "which you wrote a note on",
    ActKind.COLLECTED: "which you collected",
    ActKind.READ: "which you read",
    ActKind.KEPT: "which you keep",
}
_TITLE = 60


def reason(near: Sequence[Near], topics: Iterable[str], today: str) -> str:
    """Why a paper that has `topics` is for the person, by what is `near` it, the closest first; `today` is an ISO 8601 date."""
    starred = _starred(near, set(topics), today)
    if starred:
        return starred
    for name, count in _most(name for one in near for name in one.collections):
        return f"close to {count} papers in {name}"
    for name, count in _most(name for one in near for name in one.tags):
        return f"close to {count} papers you tagged {name}"
    others = len(near) - 1
    more = "" if not others else ", and 1 other" if others == 1 else f", and {others} others"
    return f"like “{short_title(near[0].title)}”, {_DID[near[0].act.kind]}{more}"


def in_category(category: str) -> str:
    """The reason of a paper that is there for its category alone."""
    return f"in {category}, which you chose to begin with"


def of_profile(name: str, words: str) -> str:
    """A reason that says which of several profiles it is for."""
    return f"{name}, {words}"


def short_title(title: str) -> str:
    """A title, cut behind a word where it is long."""
    if len(title) <= _TITLE:
        return title
    return f"{title[:_TITLE].rsplit(' ', 1)[0].rstrip(' ,;:.-')}…"


def _starred(near: Sequence[Near], topics: set[str], today: str) -> str:
    """The stars of this month that share a topic with the paper, where they are several and no collection says more."""
    month = [one for one in near if one.act.kind is ActKind.STARRED and one.act.since[:7] == today[:7]]
    best = next(iter(_most(name for one in near for name in one.collections)), ("", 0))
    for name, count in _most(name for one in month for name in one.topics if name in topics):
        if count > best[1]:
            return f"you starred {count} papers on {name} this month"
    return ""


def _most(names: Iterable[str]) -> list[tuple[str, int]]:
    """Names that come more than once, the most frequent first."""
    return [(name, count) for name, count in Counter(names).most_common() if count > 1]
