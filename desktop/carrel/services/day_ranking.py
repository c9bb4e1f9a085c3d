"""Ranks the days' papers for the person: learns from what they did, scores, chooses, and says why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from carrel.domain.for_you import Act, ActKind, InterestProfile, Near, Pick
from carrel.domain.interests import in_category
from carrel.ranking import choosing, evidence, reasons
from carrel.services.paper_vectors import Space
from carrel.storage.ranked import Candidate, Named

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

_MOST_ACTS = 3000
_NAMED = 5
_LITTLE = 3.0
"""As long as what was done weighs less than so many stars, a profile's categories bring papers of theirs."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known: what was done, profiles (one without a name where there are none), announced papers.

    `passed` are announced papers that were not kept, and whether each was seen and left; `categories` the primary ones.
    """

    acts: tuple[Act, ...]
    profiles: tuple[InterestProfile, ...]
    passed: Mapping[int, bool]
    candidates: tuple[Candidate, ...]
    categories: Mapping[int, str]

    @property
    def wanted(self) -> dict[int, Act]:
        """The papers that speak for others like them, and the clearest act on each; less of one outweighs all else."""
        less = {act.paper_id for act in self.acts if act.kind is ActKind.LESS}
        return evidence.clearest(act for act in self.acts if act.kind.wanted and act.paper_id not in less)

    @property
    def unwanted(self) -> dict[int, Act]:
        """The papers that speak against others like them."""
        wanted = self.wanted
        return evidence.clearest(act for act in self.acts if not act.kind.wanted and act.paper_id not in wanted)

    @property
    def papers(self) -> set[int]:
        """Every paper that is compared."""
        acted = {act.paper_id for act in self.acts}
        return acted | self.passed.keys() | {one.paper_id for one in self.candidates}

    @property
    def says_something(self) -> bool:
        """Whether there is anything to learn from."""
        return bool(self.candidates) and (bool(self.wanted) or any(one.categories for one in self.profiles))


class DayRanking:
    """Ranks days by what is known at one moment. Not for the window's thread: it computes."""

    def __init__(
        self, known: Known, space: Space, describe: Callable[[Collection[int]], dict[int, Named]], today: date
    ) -> None:
        """`describe` tells titles and the like of papers, which reasons name."""
        self._known = known
        self._space = space
        self._describe = describe
        self._today = today
        here = space.rows
        weights = evidence.weights([act for act in known.acts if act.paper_id in here], today)
        strongest = sorted((one for one in known.wanted if one in weights), key=lambda one: -weights[one])
        self._wanted = {one: known.wanted[one] for one in strongest[:_MOST_ACTS]}
        self._unwanted = {one: act for one, act in known.unwanted.items() if one in here}
        self._weights = weights
        self._candidates = tuple(one for one in known.candidates if one.paper_id in here)
        self._several = len(known.profiles) > 1

    def rank(self, most: int, different: int, before: Mapping[str, Mapping[int, Pick]]) -> dict[str, list[Pick]]:
        """Rank each day of the candidates; at most `most` papers are added to one, of a hundred of them `different` are strange.

        `before` is how the days stood: a paper that was chosen and that the person did something good with stays.
        """
        if not self._candidates:
            return {}
        papers = list(dict.fromkeys(one.paper_id for one in self._candidates))
        scores, profiles = self._scores(papers)
        days: dict[str, list[Candidate]] = {}
        for one in self._candidates:
            days.setdefault(one.day, []).append(one)
        return {
            day: self._day(day, these, scores, profiles, choosing.shares(most, different), before.get(day, {}))
            for day, these in days.items()
        }

    def _scores(self, papers: list[int]) -> tuple[dict[int, float], dict[int, InterestProfile]]:
        """Each paper's score, and the profile that gives it."""
        scores: dict[int, float] = {}
        profiles: dict[int, InterestProfile] = {}
        parts = self._parts()
        for profile in self._known.profiles:
            found = self._trained(profile, parts[profile.id], papers)
            for paper, score in zip(papers, found if found is not None else (), strict=found is not None):
                if paper not in scores or score > scores[paper]:
                    scores[paper], profiles[paper] = float(score), profile
        return scores, profiles

    def _parts(self) -> dict[int, list[int]]:
        """The wanted papers of each profile: where there are several, those that are closest to its seeds or in its categories."""
        known, wanted = self._known, list(self._wanted)
        if not self._several:
            return {known.profiles[0].id: wanted}
        parts: dict[int, list[int]] = {profile.id: [] for profile in known.profiles}
        if not wanted:
            return parts
        mine = self._space.of(wanted)
        likeness: dict[int, list[float]] = {}
        for profile in known.profiles:
            seeds = [one for one in profile.seeds if one in self._space.rows]
            # Papers of a category are not all alike: it counts less than being close to a seed.
            of_category = [0.8 * self._space.close * self._in(profile, one) for one in wanted]
            close = (mine @ self._space.of(seeds).T).max(axis=1) if seeds else [0.0] * len(wanted)
            likeness[profile.id] = [max(pair) for pair in zip(map(float, close), of_category, strict=True)]
        for place, paper in enumerate(wanted):
            parts[max(likeness, key=lambda one: likeness[one][place])].append(paper)
        return parts

    def _trained(self, profile: InterestProfile, wanted: list[int], papers: list[int]) -> Numbers | None:
        """Every paper's score for a profile; None where nothing is known of it."""
        import numpy as np  # noqa: PLC0415 - the window's process does without, until papers are ranked

        from carrel.ranking import linear  # noqa: PLC0415 - it needs NumPy

        here = self._space.rows
        passed = dict.fromkeys(papers, False) | {one: seen for one, seen in self._known.passed.items() if one in here}
        of_category = [one for one in passed if self._in(profile, one)] if self._young(wanted) else []
        examples = {one: self._weights[one] for one in wanted}
        # Of papers in a category it is not known which are wanted: all of them together say as much as one, then less.
        share = 1.0 / (1.0 + sum(examples.values()))
        examples |= {one: share / len(of_category) for one in of_category if one not in self._wanted}
        if not examples:
            return None
        others = {one: seen for one, seen in passed.items() if one not in self._wanted and one not in examples}
        against = evidence.background(others) | {one: self._weights[one] for one in self._unwanted}
        model = linear.train(
            self._space.of(list(examples)),
            np.array(list(examples.values())),
            self._space.of(list(against)),
            np.array(list(against.values())),
        )
        return model.scores(self._space.of(papers))

    def _day(
        self,
        day: str,
        candidates: Sequence[Candidate],
        scores: Mapping[int, float],
        profiles: Mapping[int, InterestProfile],
        most: tuple[int, int],
        before: Mapping[int, Pick],
    ) -> list[Pick]:
        if not scores:
            return []
        papers = [one.paper_id for one in candidates]
        near, apart, against = self._nearness(papers)
        fresh = {one.paper_id for one in candidates if one.fresh} - self._unwanted.keys()
        # More of the same is worth a place only where nothing that was turned down is closer.
        mine = {
            one: scores[one]
            for one in fresh
            if (near[one][0].closeness >= against[one] if near[one] else self._brought(profiles[one], one))
        }
        kept = {one: before[one] for one in papers if one in self._wanted and one in before and before[one].chosen}
        chosen = [*kept, *choosing.best({one: score for one, score in mine.items() if one not in kept}, most[0])]
        strange = fresh & apart - set(chosen)
        surprises = choosing.different(strange, day, most[1]) if chosen else []
        topics = {one.paper_id: one.topics for one in candidates}
        named = self._named({one: near[one] for one in chosen})
        picks = [
            kept.get(one) or self._pick(one, scores[one], profiles[one], named[one], topics[one]) for one in chosen
        ]
        picks += [Pick(one, scores[one], True, reasons.DIFFERENT) for one in surprises]
        done = {pick.paper_id for pick in picks}
        picks += [
            Pick(one.paper_id, scores[one.paper_id]) for one in candidates if one.wanted and one.paper_id not in done
        ]
        return [replace(pick, score=scores[pick.paper_id]) for pick in picks]

    def _nearness(self, papers: list[int]) -> tuple[dict[int, list[Near]], set[int], dict[int, float]]:
        """What each paper is close to of the wanted, those close to nothing at all, and how close each is to the unwanted."""
        import numpy as np  # noqa: PLC0415

        rows, close = self._space.of(papers), self._space.close
        wanted, unwanted = list(self._wanted), list(self._unwanted)
        likeness = rows @ self._space.of(wanted).T if wanted else np.zeros((len(papers), 0), np.float32)
        against = (rows @ self._space.of(unwanted).T).max(axis=1) if unwanted else np.full(len(papers), -1.0)
        near: dict[int, list[Near]] = {}
        for paper, row in zip(papers, likeness, strict=True):
            hits = np.flatnonzero(row >= close)
            ordered = hits[np.argsort(-row[hits], kind="stable")]
            near[paper] = [Near(self._wanted[wanted[at]], float(row[at])) for at in ordered if wanted[at] != paper]
        apart = {
            paper for paper, other in zip(papers, against, strict=True) if not near[paper] and other < close
        } - self._wanted.keys()
        return near, apart, {paper: float(other) for paper, other in zip(papers, against, strict=True)}

    def _named(self, near: Mapping[int, list[Near]]) -> dict[int, list[Near]]:
        """The same with titles, collections, tags and topics."""
        known = self._describe({one.act.paper_id for ones in near.values() for one in ones})
        return {
            paper: [
                replace(one, title=said.title, collections=said.collections, tags=said.tags, topics=said.topics)
                for one in ones
                if (said := known.get(one.act.paper_id)) is not None
            ]
            for paper, ones in near.items()
        }

    def _pick(
        self, paper: int, score: float, profile: InterestProfile, near: Sequence[Near], topics: Sequence[str]
    ) -> Pick:
        if near:
            words, spoken_of = reasons.reason(near, topics, self._today.isoformat())
        else:
            words, spoken_of = reasons.in_category(self._known.categories[paper]), []
        if self._several:
            words = reasons.of_profile(profile.name, words)
        return Pick(paper, score, True, words, tuple(one.act for one in spoken_of[:_NAMED]))

    def _brought(self, profile: InterestProfile, paper: int) -> bool:
        """Whether a paper is for a profile that is young, by its category alone."""
        return self._in(profile, paper) and self._young(list(self._wanted))

    def _young(self, wanted: Sequence[int]) -> bool:
        return sum(self._weights[one] for one in wanted) < _LITTLE

    def _in(self, profile: InterestProfile, paper: int) -> bool:
        category = self._known.categories.get(paper, "")
        return any(in_category(category, one) for one in profile.categories)
