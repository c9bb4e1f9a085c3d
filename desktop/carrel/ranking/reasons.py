"""Reasons in words, made of what the person did and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

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


def reason(near: Sequence[Near], topics: Iterable[str], today: str) -> tuple[str, list[Near]]:
    """Why a paper that has `topics` is for the person, and the papers that this speaks of.

    It is made of what is `near` the paper, the closest first; `today` is an ISO 8601 date.
    """
    month = [one for one in near if one.act.kind is ActKind.STARRED and one.act.since[:7] == today[:7]]
    groups = [
        *(_group(near, "close to {} papers in {}", lambda one: one.collections)),
        *(_group(month, "you starred {} papers on {} this month", lambda one: set(one.topics) & set(topics))),
        *(_group(near, "close to {} papers you tagged {}", lambda one: one.tags)),
    ]
    if groups:
        # The largest, of several as large the first.
        return max(groups, key=lambda group: len(group[1]))
    others = len(near) - 1
    more = "" if not others else ", and 1 other" if others == 1 else f", and {others} others"
    return f"like “{short_title(near[0].title)}”, {_DID[near[0].act.kind]}{more}", list(near)


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


def _group(near: Sequence[Near], words: str, names: Callable[[Near], Iterable[str]]) -> list[tuple[str, list[Near]]]:
    """What the most of them have in common, in words, where that is more than one; those that have it."""
    count, name = max(
        ((count, name) for name, count in Counter(chain.from_iterable(map(names, near))).items()), default=(0, "")
    )
    return [(words.format(count, name), [one for one in near if name in names(one)])] if count > 1 else []
