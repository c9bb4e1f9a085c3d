"""Whether the names of a statement stand in the passages it rests on, and acronyms for what the paper says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.names import expansions, form, names, speaks_of_its_own
from carrel.digesting.words import content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.digesting.evidence import EvidenceIndex


@dataclass(frozen=True, slots=True)
class NameCheck:
    """`absent` names stand nowhere in the paper, `elsewhere` not with what is said; `reasons` tell so in words."""

    absent: tuple[str, ...]
    elsewhere: tuple[str, ...]
    reasons: tuple[str, ...]


def check_names(text: str, chosen: Sequence[int], index: EvidenceIndex) -> NameCheck:
    """Check each name of `text` in the passages `chosen` (indices in `index.passages`), then around them, then in the paper."""
    absent: list[str] = []
    elsewhere: list[str] = []
    reasons: list[str] = []
    here = [index.forms(at) for at in chosen]
    theirs = {given for forms in here for given in forms}
    our_names = None
    for name in names(text, index.plain):
        if name.form in theirs or index.written_out(name.form, chosen):
            continue
        if not index.has_name(name.form):
            absent.append(name.text)
            continue
        if our_names is None:
            said = names(text, index.plain)
            our_names = {one.form for one in said}
        # Its own system may be named where the passage says "we" or "it", unless the passage names another there.
        if name.form in index.own_names and any(speaks_of_its_own(index.passages[at].text) for at in chosen):
            continue
        around = {near for at in chosen for near in (at - 1, at + 1) if 0 <= near < len(index.passages)}
        if any(name.form in index.forms(at) for at in around) and not _another(chosen, our_names, index):
            continue
        elsewhere.append(name.text)
    for short, written in expansions(text).items():
        given = index.expansions.get(form(short))
        if given and set(content(given)) != set(content(written)) and form(short) in theirs | {form(short)}:
            reasons.append(f"The paper writes {short} out as “{given}”.")
    if elsewhere:
        several = " and ".join(elsewhere[:2])
        reasons.append(f"The paper speaks of {several} elsewhere, but not with this.")
    return NameCheck(tuple(absent), tuple(elsewhere), tuple(reasons))


def _another(chosen: Sequence[int], ours: set[str], index: EvidenceIndex) -> bool:
    """Whether the passages name something that the statement does not, in whose place its own name may stand."""
    return any(name.form not in ours for at in chosen[:1] for name in names(index.passages[at].text, index.plain))
