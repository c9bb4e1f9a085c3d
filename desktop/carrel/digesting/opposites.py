"""Direction: more or less, better or worse, before or after; and whether a passage says the one where a statement says the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.places import agreement
from carrel.digesting.words import stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.wording import Wording

_AXES = """
amount | increase rise grow raise boost gain more higher larger greater bigger above exceed upward growth expand amplify maximise maximize maximum max maximal increment longer taller wider deeper additional extra over up | decrease reduce reduction lower drop decline diminish lessen shrink cut less fewer smaller below downward minimise minimize minimum min minimal shorter narrower shallower contract alleviate mitigate under down
quality | better best improve improvement enhance outperform surpass exceed beat superior superiority excel advantage win strong stronger strongest effective successful succeed success benefit beneficial | worse worst worsen underperform degrade degradation inferior deteriorate lose weak weaker weakest harm hurt ineffective fail failure unsuccessful lag poorly harmful | match comparable equal similar par rival
speed | faster fast quicker quick quickly rapid rapidly accelerate speedup | slower slow slowly
size | large big huge high long deep wide tall broad | small little tiny low short shallow narrow few
most | most highest largest greatest biggest | least lowest smallest
time | before earlier prior precede previously early | after later subsequently follow late
ease | easy easier easily simple simpler simplest simplicity | difficult hard harder difficulty complex complicated complexity
sign | positive positively | negative negatively
bound | upper | lower
often | always | never
often | often frequently usually typically commonly | rarely seldom
share | all every each entire always | some several part partially sometimes few | most majority many
share | both | neither
order | first initial | last final
possible | possible able feasible can capable | impossible unable infeasible cannot incapable
likely | likely | unlikely
stable | stable stability | unstable instability
consistent | consistent consistency | inconsistent inconsistency
sufficient | sufficient sufficiently enough | insufficient insufficiently
related | related relevant | unrelated irrelevant
dependent | dependent depend | independent
known | known | unknown
supervised | supervised | unsupervised
linear | linear | nonlinear
balanced | balanced | imbalanced unbalanced
labelled | labelled labeled | unlabelled unlabeled
biased | biased | unbiased
convex | convex | nonconvex
parametric | parametric | nonparametric
deterministic | deterministic | stochastic random nondeterministic
robust | robust robustness | fragile brittle sensitive sensitivity vulnerable
sparse | sparse sparsity | dense
cheap | cheap inexpensive cheaper | expensive costly
online | online | offline
static | static | dynamic
global | global globally | local locally
similar | similar same identical alike | different dissimilar distinct
include | include including | exclude excluding
enable | enable allow permit encourage | disable prevent prohibit discourage hinder
accept | accept agree support | reject disagree contradict oppose
converge | converge convergence | diverge divergence
true | true correct correctly right | false incorrect incorrectly wrong
inner | inside internal within | outside external
present | presence | absence
with | with | without
encoder | encoder encode encoding | decoder decode decoding
forward | forward | backward
training | train training | test testing
source | source | target
precision | precision | recall
homogeneous | homogeneous | heterogeneous
discrete | discrete | continuous
continuous | continuous | discontinuous
explicit | explicit explicitly | implicit implicitly
direct | direct directly | indirect indirectly
complete | complete | incomplete
certain | certain certainty | uncertain uncertainty
efficient | efficient efficiently | inefficient
necessary | necessary | unnecessary
old | old older | new newer
good | good | bad poor
ancestor | input | output
optimistic | optimistic | pessimistic
strengthen | strengthen | weaken
overestimate | overestimate | underestimate
overfit | overfit overfitting | underfit underfitting
""".strip()
_FIRM = frozenset({"amount", "quality", "speed"})
_NEEDS_BACKING = frozenset(
    stem(word)
    for word in "improve improvement increase decrease reduce reduction outperform underperform surpass exceed superior inferior degrade worsen".split()
) | frozenset("better worse best worst higher lower faster slower larger smaller greater fewer".split())
"""Words that say of a result that it is more or better: without any such word in the passages they are made up."""
_KEPT_WHOLE = frozenset(
    "better best worse worst most least more less higher lower larger smaller greater longer shorter fewer faster slower upper deeper earlier "
    "later stronger weaker easier harder simpler older newer cheaper wider narrower taller bigger quicker shallower highest lowest largest "
    "smallest greatest biggest strongest weakest simplest".split()
)


def _named(word: str) -> str:
    """The form under which a word is looked up: comparatives as they are, so that "lower" is not "low"."""
    return word if word in _KEPT_WHOLE else stem(word)


def _poles() -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for line in _AXES.splitlines():
        axis, *sides = (part.strip() for part in line.split("|"))
        for pole, side in zip((1, -1, 0), sides, strict=False):
            for word in side.split():
                named = _named(word)
                if (axis, pole) not in found.setdefault(named, []):
                    found[named].append((axis, pole))
    return {word: tuple(poles) for word, poles in found.items()}


_POLES = _poles()
_CERTAIN = 0.34
_AHEAD = 0.12
_FROM_AFAR = 0.75


@dataclass(frozen=True, slots=True)
class Turn:
    """A statement says `said` where the paper says `given`; `given` is "" where the paper only lacks `said`."""

    said: str
    given: str


def turns(
    claim: Wording, passages: Sequence[Wording], weights: Mapping[str, float]
) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """The words of direction in `claim` that the passages turn round, and those that they do not have at all."""
    turned: list[Turn] = []
    unbacked: list[str] = []
    spots = [
        (wording, index, token, _POLES[named])
        for wording in passages
        for index, token in enumerate(wording.tokens)
        if (named := _named(token.word)) in _POLES
    ]
    for at, token in enumerate(claim.tokens):
        poles = _POLES.get(_named(token.word))
        if not poles:
            continue
        best = {True: -1.0, False: -1.0}
        given = ""
        for wording, index, other, others in spots:
            relation = _relation(poles, others)
            if relation is None:
                continue
            fit = agreement(claim, at, wording, index, weights)
            if other.word == token.word:
                fit += 0.05
            if fit > best[relation]:
                best[relation] = fit
                if not relation:
                    given = other.text
        here = best[True] >= 0
        if best[False] >= _CERTAIN and best[False] > best[True] + _AHEAD:
            turned.append(Turn(token.text, given))
        elif not here and _named(token.word) in _NEEDS_BACKING:
            unbacked.append(token.text)
    return tuple(turned), tuple(dict.fromkeys(unbacked))


def _relation(poles: tuple[tuple[str, int], ...], others: tuple[tuple[str, int], ...]) -> bool | None:
    """True where two words point the same way, False where they are opposites, None where they have nothing in common."""
    if set(poles) & set(others):
        return True
    ours = dict(poles)
    if any(axis in ours and ours[axis] != pole for axis, pole in others):
        return False
    firm = {pole for axis, pole in poles if axis in _FIRM}
    theirs = {pole for axis, pole in others if axis in _FIRM}
    return True if firm & theirs - {0} else None
