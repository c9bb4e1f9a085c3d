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
from carrel.digesting.findings import find
from carrel.digesting.framing import without_framing
from carrel.digesting.sentence_quality import length_fit, prose, stands_alone
from carrel.digesting.wording import Wording
from carrel.domain.digest import Field, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.digesting.source import Source

_NEAR = 10
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
    claims = [Wording(without_framing(text)) for text in texts]
    near = [
        index.nearest(claim.content, index.weights(claim.content), _NEAR if index.encoder else _NEAR_BY_WORDS)
        if index.verbatim(text) is None
        else []
        for text, claim in zip(texts, claims, strict=True)
    ]
    if index.encoder is not None:
        asked = [claim.text for claim, places in zip(claims, near, strict=True) if places]
        index.vectors([*asked, *(index.passages[at].text for places in near for at in places)])
    given: set[str] = set()
    statements: list[Statement] = []
    for text, claim, places in zip(texts, claims, near, strict=True):
        statement = _checked(text, field, claim, places, index)
        if statement.status is Status.NOT_FOUND:
            statement = _with_closest(statement, places, index, given)
            given.add(statement.instead)
        statements.append(statement)
    return tuple(statements)


def _checked(text: str, field: Field, claim: Wording, places: Sequence[int], index: EvidenceIndex) -> Statement:
    if not index.passages:
        return Statement(field, text, Status.NOT_FOUND, reason="The paper has no text to check against.")
    own = index.verbatim(text)
    if own is not None:
        return Statement(field, text, Status.SUPPORTED, (own.position,))
    if not places:
        reason = "No passage says anything like this."
        return Statement(field, text, Status.NOT_FOUND, (index.passages[0].position,), reason=reason)
    weights = index.weights(claim.content)
    candidates = _candidates(claim, places, index)
    chosen = choose(claim, candidates, index, weights)
    found = find(text, claim, chosen, max(one.cosine for one in candidates), index, weights)
    rests_on = (*chosen, *found.further)
    return Statement(
        field=field,
        text=text,
        status=found.status,
        passages=tuple(dict.fromkeys(index.passages[at].position for at in rests_on)),
        reason=found.reason,
        unsupported_numbers=found.unsupported_numbers,
    )


def _candidates(claim: Wording, places: Sequence[int], index: EvidenceIndex) -> list[Candidate]:
    if index.encoder is None:
        return [Candidate(at) for at in places]
    vectors = index.vectors([claim.text, *(index.passages[at].text for at in places)])
    cosines = vectors[1:] @ vectors[0]
    return [Candidate(at, float(cosine)) for at, cosine in zip(places, cosines, strict=True)]


def _with_closest(statement: Statement, places: Sequence[int], index: EvidenceIndex, given: set[str]) -> Statement:
    """`statement` with the closest passage alone; where one of the close ones reads well by itself, with its sentence."""
    close = [at for at in range(len(index.passages)) if index.passages[at].position in statement.passages[:1]]
    for at in dict.fromkeys((*close, *places)):
        passage = index.passages[at]
        worth = min(prose(passage.text), stands_alone(passage.text), length_fit(passage.text) + 0.3)
        if worth >= _WORTH_READING and passage.text not in given:
            return replace(statement, passages=(passage.position,), instead=passage.text)
    return replace(statement, passages=statement.passages[:1])
