"""The first evidence check: does the paper say what a statement says, and with these numbers?

Lexical and quick, asked of every statement. The thresholds were calibrated on judged summary sentences
(``benchmarks/digest_quality.py`` prints how well they tell consistent from inconsistent ones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.digesting.evidence import Evidence, EvidenceIndex
from carrel.digesting.number_check import NumberCheck, check_numbers
from carrel.digesting.words import reverses
from carrel.domain.digest import Field, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.digesting.source import Source

SUPPORTED = 0.85
PARTLY = 0.22
_ABSENT_MAY_WEIGH = 0.12
_NAMED = 4


def ground(text: str, field: Field, source: Source | EvidenceIndex) -> Statement:
    """Check one statement. Pass an `EvidenceIndex` where several are checked against one paper.

    *Supported*: nearby passages say it nearly in these words, its numbers among them. *Partly*: they say some of it, or
    a number, a negation or a weighty word is missing. *Not found*: nothing close; the closest passage is named.
    """
    index = source if isinstance(source, EvidenceIndex) else EvidenceIndex(source)
    if not index.passages:
        return Statement(field, text, Status.NOT_FOUND, reason="The paper has no text to check against.")
    own = index.verbatim(text)
    if own is not None:
        return Statement(field, text, Status.SUPPORTED, (own.position,))
    evidence = index.find(text)
    if not evidence.passages:
        return Statement(
            field, text, Status.NOT_FOUND, (index.passages[0].position,), reason="No passage says anything like this."
        )
    check = check_numbers(text, evidence.passages, index)
    turned = _turned(text, evidence)
    status = _status(evidence, check, turned=turned)
    passages = evidence.passages + check.held_by
    if status is Status.NOT_FOUND:
        passages = passages[:1]
    return Statement(
        field=field,
        text=text,
        status=status,
        passages=tuple(dict.fromkeys(passage.position for passage in passages)),
        reason=_reason(status, evidence, check, turned=turned),
        unsupported_numbers=check.unsupported,
    )


def ground_all(texts: Sequence[str], field: Field, index: EvidenceIndex) -> tuple[Statement, ...]:
    """Check several statements of one field against one paper, in their order."""
    return tuple(ground(text, field, index) for text in texts)


def _status(evidence: Evidence, check: NumberCheck, *, turned: bool) -> Status:
    if evidence.score < PARTLY:
        return Status.NOT_FOUND
    whole = evidence.score >= SUPPORTED and evidence.absent_share <= _ABSENT_MAY_WEIGH
    return Status.SUPPORTED if whole and not check.unsupported and not turned else Status.PARTLY


def _turned(text: str, evidence: Evidence) -> bool:
    """Whether the closest passage says the same words with a "not" more or less."""
    return (
        evidence.coverage >= 0.7
        and len(evidence.passages) == 1
        and reverses(text) != reverses(evidence.passages[0].text)
    )


def _reason(status: Status, evidence: Evidence, check: NumberCheck, *, turned: bool) -> str:
    if status is Status.SUPPORTED:
        return ""
    parts = list(check.reasons[:2])
    if evidence.absent:
        parts.append(f"Not in the paper: {_listed(evidence.absent)}.")
    if turned:
        parts.append("The closest passage says the opposite, or denies it.")
    if not parts and evidence.apart:
        parts.append(f"The closest passages do not speak of: {_listed(evidence.apart)}.")
    if status is Status.NOT_FOUND and not evidence.absent:
        parts.insert(0, "No passage says this.")
    return " ".join(parts) or "The paper says this only in other words."


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
