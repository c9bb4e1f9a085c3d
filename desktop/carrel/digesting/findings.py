"""All that was found about a statement, put together: its status, and the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.name_check import check_names
from carrel.digesting.negation import denials
from carrel.digesting.number_check import check_numbers
from carrel.digesting.opposites import turns
from carrel.digesting.roles import exchanged
from carrel.digesting.support import measure, weighing
from carrel.digesting.words import FRAMING
from carrel.domain.digest import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.wording import Wording

_NAMED = 4
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """`further` are indices of passages that became evidence beside the chosen ones, for a number they hold."""

    status: Status
    reason: str
    unsupported_numbers: tuple[str, ...]
    further: tuple[int, ...]
    score: float


def find(
    text: str,
    claim: Wording,
    chosen: Sequence[int],
    cosine: float,
    index: EvidenceIndex,
    weights: Mapping[str, float],
) -> Found:
    """Check `claim`, the matter of `text`, against the passages `chosen` (indices in `index.passages`)."""
    vectors = index.encoder is not None
    support = measure(claim, chosen, cosine, index, weights)
    score = support.score(vectors=vectors)
    learned = weighing()
    numbers = check_numbers(claim, chosen, index, weights)
    if score < learned.partly[not vectors]:
        absent = _as_written(support.absent, claim)
        reasons = ["No passage says this."] + ([f"Not in the paper: {_listed(absent)}."] if absent else [])
        return Found(Status.NOT_FOUND, " ".join(reasons), numbers.unsupported, (), score)
    passages = [index.wording(at) for at in (*chosen, *numbers.held_by)]
    names = check_names(text, claim, (*chosen, *numbers.held_by), index, weights)
    turned, unbacked = turns(claim, passages, weights)
    denies, leaves_out = denials(claim, passages, weights)
    absent = tuple(dict.fromkeys((*names.absent, *_as_written(support.absent, claim))))
    reasons = [*numbers.reasons[:2]]
    reasons += [f"The paper says “{turn.given}”, not “{turn.said}”." for turn in turned[:1]]
    if exchanged(claim, passages, weights):
        reasons.append("The paper says it the other way round.")
    if denies:
        reasons.append("The paper does not deny this.")
    elif leaves_out:
        reasons.append("The paper denies this.")
    reasons += names.reasons
    if names.elsewhere and not reasons:
        reasons.append(f"The closest passage does not speak of {names.elsewhere[0]}.")
    if names.absent or (absent and score < learned.supported[not vectors]):
        reasons.append(f"Not in the paper: {_listed(absent)}.")
    if unbacked:
        reasons.append(f"The closest passage does not say “{unbacked[0]}”.")
    if not reasons and score >= learned.supported[not vectors]:
        return Found(Status.SUPPORTED, "", (), numbers.held_by, score)
    if not reasons:
        apart = _as_written([word for word in support.missing if word not in FRAMING], claim)
        told = f"The closest passages do not speak of: {_listed(apart)}." if apart else ""
        reasons.append(told or "The paper says this only in other words.")
    return Found(Status.PARTLY, " ".join(reasons[:_MOST_REASONS]), numbers.unsupported, numbers.held_by, score)


def _as_written(stems: Iterable[str], claim: Wording) -> tuple[str, ...]:
    wanted = set(stems)
    found = {token.stem: token.text for token in reversed(claim.tokens) if token.stem in wanted}
    return tuple(found[token.stem] for token in claim.tokens if token.stem in found and token.text == found[token.stem])


def _listed(names: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return ", ".join(distinct[:_NAMED]) + (" …" if len(distinct) > _NAMED else "")
