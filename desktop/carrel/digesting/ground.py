"""The evidence check: does the paper say what a statement says, with these numbers, names and directions?

Quick, asked of every statement, and without a model's judgement: candidates by words and by vectors, a learned score of how
well the nearest passages say it, and rules that no score outvotes. A number, a name, a direction or a "not" that the
passages do not bear out is never *supported*.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carrel.digesting.choice import Candidate, choose
from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.findings import Found, find
from carrel.digesting.framing import without_framing
from carrel.digesting.sentence_quality import length_fit, prose, stands_alone
from carrel.digesting.wording import Wording
from carrel.domain.digest import Field, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.digesting.source import Source

_NEAR = 8
_NEAR_BY_WORDS = 6
_WORTH_READING = 0.8


def ground(text: str, field: Field, source: Source | EvidenceIndex) -> Statement:
    """Check one statement. Pass an `EvidenceIndex` where several are checked against one paper.

    *Supported*: nearby passages say it, its numbers, names and directions among them. *Partly*: they say some of it; the
    reason names what is missing or differs. *Not found*: nothing close; the closest passage is named, and where one of the
    closest can be read alone it is offered in the statement's place.

    Raises:
        Cancelled: the encoder's caller no longer wants it. ModelError: its computation failed.
    """
    index = source if isinstance(source, EvidenceIndex) else EvidenceIndex(source)
    return ground_all((text,), field, index)[0]


def ground_all(texts: Sequence[str], field: Field, index: EvidenceIndex) -> tuple[Statement, ...]:
    """Check several statements of one field against one paper, in their order, as `ground` does; all vectors at once."""
    own = [index.verbatim(text) for text in texts]
    examined = iter(examine([text for text, passage in zip(texts, own, strict=True) if passage is None], index))
    given: set[str] = set()
    statements: list[Statement] = []
    for text, passage in zip(texts, own, strict=True):
        if passage is not None:
            statements.append(Statement(field, text, Status.SUPPORTED, (passage.position,)))
            continue
        statement = _stated(text, field, next(examined), index, given)
        given.add(statement.instead)
        statements.append(statement)
    return tuple(statements)


def examine(texts: Sequence[str], index: EvidenceIndex) -> list[Found | None]:
    """All that is found about each text; None where it has no word in common with the paper.

    Raises:
        Cancelled: the encoder's caller no longer wants it. ModelError: its computation failed.
    """
    claims = [Wording(without_framing(text)) for text in texts]
    weights = [index.weights(claim.content) for claim in claims]
    most = _NEAR if index.encoder else _NEAR_BY_WORDS
    near = [index.nearest(claim.content, weigh, most) for claim, weigh in zip(claims, weights, strict=True)]
    if index.encoder is not None:
        asked = [claim.text for claim, places in zip(claims, near, strict=True) if places]
        index.embed([*asked, *(index.passages[at].text for places in near for at in places)])
    found: list[Found | None] = []
    for text, claim, weigh, places in zip(texts, claims, weights, near, strict=True):
        if not places:
            found.append(None)
            continue
        candidates = _candidates(claim, places, index)
        chosen = choose(claim, candidates, index, weigh)
        cosine = max(one.cosine for one in candidates)
        found.append(find(text, claim, chosen, cosine, index, weigh, near=places))
    return found


def _candidates(claim: Wording, places: Sequence[int], index: EvidenceIndex) -> list[Candidate]:
    if index.encoder is None:
        return [Candidate(at) for at in places]
    vectors = index.vectors([claim.text, *(index.passages[at].text for at in places)])
    cosines = vectors[1:] @ vectors[0]
    return [Candidate(at, float(cosine)) for at, cosine in zip(places, cosines, strict=True)]


def _stated(text: str, field: Field, found: Found | None, index: EvidenceIndex, given: set[str]) -> Statement:
    if not index.passages:
        return Statement(field, text, Status.NOT_FOUND, reason="The paper has no text to check against.")
    if found is None:
        reason = "No passage says anything like this."
        return Statement(field, text, Status.NOT_FOUND, (index.passages[0].position,), reason=reason)
    statement = Statement(
        field=field,
        text=text,
        status=found.status,
        passages=tuple(dict.fromkeys(index.passages[at].position for at in found.passages)),
        reason=found.reason,
        unsupported_numbers=found.unsupported_numbers,
    )
    return _with_closest(statement, found, index, given) if found.status is Status.NOT_FOUND else statement


def _with_closest(statement: Statement, found: Found, index: EvidenceIndex, given: set[str]) -> Statement:
    """`statement` with the closest passage alone; where one of the close ones reads well by itself, with its sentence.

    No sentence of `given` is offered again.
    """
    for at in dict.fromkeys((*found.passages, *found.near)):
        passage = index.passages[at]
        worth = min(prose(passage.text), stands_alone(passage.text), length_fit(passage.text) + 0.3)
        if worth >= _WORTH_READING and passage.text not in given:
            return replace(statement, passages=(passage.position,), instead=passage.text)
    return replace(statement, passages=statement.passages[:1])
