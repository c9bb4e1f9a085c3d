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
from carrel.digesting.wording import LONGEST
from carrel.digesting.words import FRAMING
from carrel.domain.digest import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.number_check import NumberCheck
    from carrel.digesting.support import Support
    from carrel.digesting.wording import Wording

_NAMED = 4
_MOST_REASONS = 3
_ABSENT = "Not in the paper"
_CLOSE = 0.5
"""From this score on a passage speaks of the same, so that a “not” in it is told of; below, it may deny something else."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about a statement.

    `passages` are indices of those it rests on, best first; `near` those of all candidates. `score` is the chance, as
    learned, that the passages say it, and `measures` are what it was told from, in the order of `support.MEASURES`.
    """

    status: Status
    reason: str
    unsupported_numbers: tuple[str, ...]
    passages: tuple[int, ...]
    near: tuple[int, ...]
    score: float
    measures: tuple[float, ...]


def find(
    text: str,
    claim: Wording,
    chosen: Sequence[int],
    cosine: float,
    index: EvidenceIndex,
    weights: Mapping[str, float],
    *,
    near: Sequence[int],
) -> Found:
    """Check `claim`, the matter of `text`, against the passages `chosen` (indices in `index.passages`) of those `near` it."""
    vectors = index.encoder is not None
    support = measure(claim, chosen, cosine, index, weights)
    score = support.score(vectors=vectors)
    learned = weighing()
    numbers = check_numbers(claim, chosen, index, weights)
    rests_on = (*chosen, *numbers.held_by)

    def told(status: Status, reason: str) -> Found:
        unsupported = numbers.unsupported
        return Found(status, reason, unsupported, rests_on, tuple(near), score, support.measures)

    if score < learned.partly[not vectors]:
        absent = _as_written(support.absent, claim)
        reasons = ["No passage says this."] + ([f"{_ABSENT}: {_listed(absent)}."] if absent else [])
        return told(Status.NOT_FOUND, " ".join(reasons))
    reasons = _objections(text, claim, rests_on, numbers, support, index, weights, close=score >= _CLOSE)
    enough = score >= learned.supported[not vectors]
    if not reasons and enough:
        return told(Status.SUPPORTED, "")
    absent = _as_written(support.absent, claim)
    if absent and not enough and not any(reason.startswith(_ABSENT) for reason in reasons):
        reasons.append(f"{_ABSENT}: {_listed(absent)}.")
    if not reasons:
        apart = _as_written([word for word in support.missing if word not in FRAMING], claim)
        lacking = f"The closest passages do not speak of: {_listed(apart)}." if apart else ""
        reasons.append(lacking or "The paper says this only in other words.")
    return told(Status.PARTLY, " ".join(reasons[:_MOST_REASONS]))


def _objections(
    text: str,
    claim: Wording,
    rests_on: Sequence[int],
    numbers: NumberCheck,
    support: Support,
    index: EvidenceIndex,
    weights: Mapping[str, float],
    *,
    close: bool,
) -> list[str]:
    """What stands against a statement whatever its score, in words; nothing where it is free of such faults."""
    passages = [index.wording(at) for at in rests_on]
    names = check_names(text, claim, rests_on, index, weights)
    turned, unbacked = turns(claim, passages, weights)
    denies, leaves_out = denials(claim, passages, weights)
    reasons = list(numbers.reasons[:2])
    reasons += [f"The paper says “{turn.given}”, not “{turn.said}”." for turn in turned[:1]]
    if exchanged(claim, passages, weights):
        reasons.append("The paper says it the other way round.")
    if (denies or leaves_out) and close:
        reasons.append("The closest passage does not deny this." if denies else "The closest passage denies this.")
    reasons += names.reasons
    if names.elsewhere and not reasons:
        reasons.append(f"The closest passage does not speak of {names.elsewhere[0]}.")
    if names.absent:
        reasons.append(f"{_ABSENT}: {_listed((*names.absent, *_as_written(support.absent, claim)))}.")
    reasons += [f"The closest passage does not say “{word}”." for word in unbacked[:1]]
    if len(text) > LONGEST:
        reasons.append("It is too long to be checked as a whole.")
    return reasons


def _as_written(stems: Iterable[str], claim: Wording) -> tuple[str, ...]:
    wanted = set(stems)
    found = {token.stem: token.text for token in reversed(claim.tokens) if token.stem in wanted}
    return tuple(found[token.stem] for token in claim.tokens if token.stem in found and token.text == found[token.stem])


def _listed(names: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return ", ".join(distinct[:_NAMED]) + (" …" if len(distinct) > _NAMED else "")
