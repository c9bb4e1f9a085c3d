"""Whether the names of a statement stand in the passages it rests on, and acronyms for what the paper says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.names import Name, expansions, form, names, speaks_of_its_own
from carrel.digesting.places import agreement
from carrel.digesting.words import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.wording import Wording

_IN_PLACE = 0.5
_WITH_IT = 0.3
_SUBJECT = 3
_EVERYWHERE = 0.12
"""A name in so large a share of the passages is what the paper is about."""


@dataclass(frozen=True, slots=True)
class NameCheck:
    """`absent` names stand nowhere in the paper, `elsewhere` not with what is said; `reasons` tell so in words."""

    absent: tuple[str, ...]
    elsewhere: tuple[str, ...]
    reasons: tuple[str, ...]


def check_names(
    text: str, claim: Wording, chosen: Sequence[int], index: EvidenceIndex, weights: Mapping[str, float]
) -> NameCheck:
    """Check each name of `text` in the passages `chosen` (indices in `index.passages`, best first), then in the paper.

    `claim` is the matter of `text`. A name counts as said where the best passage has it, or another that speaks of the same
    around it.
    """
    said = names(text, index.plain)
    ours = {name.form for name in said}
    absent: list[str] = []
    elsewhere: list[str] = []
    reasons: list[str] = []
    for name in said:
        if name.form in index.forms(chosen[0]) or index.written_out(name.form, chosen[:1]):
            continue
        rival = _in_its_place(name, ours, claim, chosen[0], index, weights)
        if rival is None and _said_beside(name, claim, chosen, index, weights):
            continue
        if not index.has_name(name.form):
            absent.append(name.text)
        else:
            elsewhere.append(name.text)
        if rival is not None:
            reasons.append(f"The paper says {rival}, not {name.text}.")
    for short, written in expansions(text).items():
        given = index.expansions.get(form(short))
        if given and set(content(given)) != set(content(written)):
            reasons.append(f"The paper writes {short} out as “{given}”.")
    if elsewhere and not reasons:
        reasons.append(f"The paper speaks of {' and '.join(elsewhere[:2])} elsewhere, but not with this.")
    return NameCheck(tuple(absent), tuple(elsewhere), tuple(reasons))


def _said_beside(
    name: Name, claim: Wording, chosen: Sequence[int], index: EvidenceIndex, weights: Mapping[str, float]
) -> bool:
    """Whether a passage beside the best one has the name with what is said of it, or speaks of its own without a name."""
    if name.form in index.own_names and any(speaks_of_its_own(index.passages[at].text) for at in chosen):
        return True
    if index.share_naming(name.form) >= _EVERYWHERE:
        return True
    best = chosen[0]
    around = [near for near in (best - 1, best + 1) if 0 <= near < len(index.passages)]
    place = _place(claim, name.form)
    for at in dict.fromkeys((*chosen[1:], *around)):
        if name.form not in index.forms(at) and not index.written_out(name.form, (at,)):
            continue
        # Next to the best passage it is most likely the subject there as well.
        if at in around and (place is None or place <= _SUBJECT):
            return True
        wording = index.wording(at)
        there = _place(wording, name.form)
        if place is None or there is None or agreement(claim, place, wording, there, weights) >= _WITH_IT:
            return True
    return False


def _in_its_place(
    name: Name,
    ours: set[str],
    claim: Wording,
    best: int,
    index: EvidenceIndex,
    weights: Mapping[str, float],
) -> str | None:
    """The name that the best passage has where the statement has this one, if it has one that the statement lacks."""
    place = _place(claim, name.form)
    if place is None:
        return None
    wording = index.wording(best)
    for other in names(wording.text, index.plain):
        there = None if other.form in ours else _place(wording, other.form)
        if there is not None and agreement(claim, place, wording, there, weights) >= _IN_PLACE:
            return other.text
    return None


def _place(wording: Wording, name: str) -> int | None:
    """The token at which a name, given by its form, begins."""
    for at, token in enumerate(wording.tokens):
        joined = form(token.text)
        if joined and name.startswith(joined):
            after = at
            while joined != name and after + 1 < len(wording.tokens) and len(joined) < len(name):
                after += 1
                joined = form(joined + wording.tokens[after].text)
            if joined == name:
                return at
    return None
