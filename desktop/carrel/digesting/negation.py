"""Whether a statement denies what a passage says, or says what it denies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.digesting.synonyms import akin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.wording import Token, Wording

_CUES = frozenset(
    "not no never cannot without neither nor none nothing nobody fail fails failed failing unable lack lacks lacking lacked hardly barely "
    "scarcely rarely seldom impossible absent absence free instead".split()
)
_AFTER_IT = frozenset({"only", "just", "merely", "longer", "least"})
_ENDS = frozenset(
    {",", ";", ":", "(", ")", "but", "although", "though", "however", "while", "whereas", "because", "since", "which"}
)
_SCOPE = 5
_BEFORE = 2
_SPEAKS = 0.6
_MATCHES = 0.3


def denials(claim: Wording, passages: Sequence[Wording], weights: Mapping[str, float]) -> tuple[bool, bool]:
    """Whether `claim` denies what the passages say, and whether it says what the first of them denies."""
    ours = _scopes(claim)
    theirs = [_scopes(passage) for passage in passages]
    answered = _answered(ours, [scope for scopes in theirs for scope in scopes], weights)
    denies = any(
        one not in answered and any(_share(scope, passage.tokens, weights) >= _SPEAKS for passage in passages)
        for one, scope in enumerate(ours)
    )
    taken = set(answered.values())
    leaves_out = any(
        other not in taken
        and _share(scope, claim.tokens, weights) >= _SPEAKS
        and not _said_elsewhere(scope, passages, theirs, weights)
        for other, scope in enumerate(theirs[0] if theirs else [])
    )
    return denies, leaves_out


def _answered(
    ours: Sequence[Sequence[Token]], theirs: Sequence[Sequence[Token]], weights: Mapping[str, float]
) -> dict[int, int]:
    """Which denial of the passages each denial of the statement goes back to; each is taken once, the likest first."""
    likeness = sorted(
        (
            (-_share(scope, other, weights) - _share(other, scope, weights), one, two)
            for one, scope in enumerate(ours)
            for two, other in enumerate(theirs)
        )
    )
    found: dict[int, int] = {}
    for unlike, one, two in likeness:
        if -unlike >= 2 * _MATCHES and one not in found and two not in found.values():
            found[one] = two
    return found


def _said_elsewhere(
    scope: Sequence[Token],
    passages: Sequence[Wording],
    denied: Sequence[Sequence[Sequence[Token]]],
    weights: Mapping[str, float],
) -> bool:
    """Whether another of the passages says it without denying."""
    return any(
        _share(scope, passage.tokens, weights) >= _SPEAKS
        and not any(_share(scope, other, weights) >= _MATCHES for other in scopes)
        for passage, scopes in zip(passages[1:], denied[1:], strict=True)
    )


def _scopes(wording: Wording) -> list[list[Token]]:
    """For each denying word the words that it denies: some behind it in its clause, and what stands just before it."""
    found: list[list[Token]] = []
    tokens = wording.tokens
    for at, token in enumerate(tokens):
        if _denies(tokens, at):
            # What is denied follows; only a denial at the end of a clause looks back.
            behind = [] if token.word == "free" else _clause(tokens[at + 1 : at + 12], _SCOPE)
            scope = behind or _clause(tokens[max(0, at - 6) : at][::-1], _BEFORE)
            if scope:
                found.append(scope)
    return found


def _clause(tokens: Sequence[Token], most: int) -> list[Token]:
    """The first words that carry meaning, up to the clause's end."""
    found: list[Token] = []
    for token in tokens:
        if token.word in _ENDS or len(found) == most:
            break
        if token.content:
            found.append(token)
    return found


def _denies(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].word
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if word in {"not", "cannot", "no"} and following in _AFTER_IT:
        return False
    if word == "not" and at >= 2 and tokens[at - 1].word == "or":
        return False
    if word == "free":
        return (
            at > 0
            and tokens[at].start == tokens[at - 1].start + len(tokens[at - 1].text) + 1
            and tokens[at - 1].content
        )
    if word == "instead":
        return following == "of"
    return word in _CUES or word.endswith(("n't", "n’t"))


def _share(scope: Sequence[Token], among: Sequence[Token], weights: Mapping[str, float]) -> float:
    total = sum(weights[token.stem] for token in scope)
    stems = {token.stem for token in among if token.content}
    held = sum(
        weights[token.stem] for token in scope if token.stem in stems or any(akin(token.stem, other) for other in stems)
    )
    return held / total if total else 0.0
