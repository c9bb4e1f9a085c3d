"""Ranks the days' papers for the person: learns from what they did, scores, chooses, and says why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from carrel.domain.for_you import Act, InterestProfile, Near, Pick
from carrel.domain.interests import in_category
from carrel.ranking import choosing, evidence, reasons
from carrel.services.paper_vectors import Space
from carrel.storage.ranked import Candidate, Named

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

# NumPy and what computes with it are imported where they are used: the window's process does without, until papers are ranked.
# ruff: noqa: PLC0415

_NAMED = 5
_LITTLE = 3.0
"""As long as what was done weighs less than so many stars, a profile's categories bring papers of theirs."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known: what was done and counts (`evidence.strongest`), profiles (one without a name where there are none), announced papers.

    `passed` are announced papers that were not kept, and whether each was seen and left; `categories` the primary ones.
    """

    acts: tuple[Act, ...]
    profiles: tuple[InterestProfile, ...]
    passed: Mapping[int, bool]
    candidates: tuple[Candidate, ...]
    categories: Mapping[int, str]

    @property
    def papers(self) -> set[int]:
        """Every paper that is compared."""
        acted = {act.paper_id for act in self.acts}
        return acted | self.passed.keys() | {one.paper_id for one in self.candidates}

    @property
    def says_something(self) -> bool:
        """Whether there is anything to learn from."""
        wanted = any(act.kind.wanted for act in self.acts)
        return bool(self.candidates) and (wanted or any(one.categories for one in self.profiles))


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
        acts = [act for act in known.acts if act.paper_id in here]
        self._wanted, self._unwanted = evidence.sides(acts)
        self._weights = evidence.weights(acts, today)
        self._begins = self._young(self._wanted)
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
        import numpy as np

        from carrel.ranking import linear

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
        close, nearest, against = self._space.close, *self._nearness(papers)
        fresh = {one.paper_id for one in candidates if one.fresh} - self._unwanted.keys()
        # More of the same is worth a place only where nothing that was turned down is closer.
        mine = {
            one: scores[one]
            for one in fresh
            if (nearest[one] >= against[one] if nearest[one] >= close else self._brought(profiles[one], one))
        }
        kept = {one: before[one] for one in papers if one in self._wanted and one in before and before[one].chosen}
        chosen = [*kept, *choosing.best({one: score for one, score in mine.items() if one not in kept}, most[0])]
        named = self._named([one for one in chosen if one not in kept])
        # What a paper was near to may be gone since it was compared: then nothing brings it.
        chosen = [one for one in chosen if one in kept or named[one] or nearest[one] < close]
        strange = {one for one in fresh if max(nearest[one], against[one]) < close} - self._wanted.keys() - set(chosen)
        surprises = choosing.different(strange, day, most[1]) if chosen else []
        topics = {one.paper_id: one.topics for one in candidates}
        picks = [
            kept.get(one) or self._pick(one, scores[one], profiles[one], named[one], topics[one]) for one in chosen
        ]
        picks += [Pick(one, scores[one], True, reasons.DIFFERENT) for one in surprises]
        done = {pick.paper_id for pick in picks}
        picks += [
            Pick(one.paper_id, scores[one.paper_id]) for one in candidates if one.wanted and one.paper_id not in done
        ]
        return [replace(pick, score=scores[pick.paper_id]) for pick in picks]

    def _nearness(self, papers: list[int]) -> tuple[dict[int, float], dict[int, float]]:
        """How close each paper is to the closest of the wanted, but for itself, and to that of the unwanted; -1 where there is none."""
        wanted, unwanted = (
            dict(zip(papers, self._likeness(papers, others).max(axis=1, initial=-1.0).tolist(), strict=True))
            for others in (list(self._wanted), list(self._unwanted))
        )
        return wanted, unwanted

    def _likeness(self, papers: list[int], others: list[int]) -> npt.NDArray[np.float32]:
        """The cosines of papers with others: shape (papers, others), -1 of one with itself."""
        import numpy as np

        if not papers or not others:
            return np.zeros((len(papers), len(others)), np.float32)
        found: npt.NDArray[np.float32] = self._space.of(papers) @ self._space.of(others).T
        places = {one: at for at, one in enumerate(others)}
        for row, paper in enumerate(papers):
            if paper in places:
                found[row, places[paper]] = -1.0
        return found

    def _named(self, papers: list[int]) -> dict[int, list[Near]]:
        """The wanted papers that each is close to, the closest first, with titles, collections, tags and topics."""
        import numpy as np

        wanted = list(self._wanted)
        near: dict[int, list[Near]] = {}
        for paper, row in zip(papers, self._likeness(papers, wanted), strict=True):
            hits = np.flatnonzero(row >= self._space.close)
            ordered = hits[np.argsort(-row[hits], kind="stable")]
            near[paper] = [Near(self._wanted[wanted[at]], float(row[at])) for at in ordered]
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
        return self._in(profile, paper) and self._begins

    def _young(self, wanted: Collection[int]) -> bool:
        return sum(self._weights[one] for one in wanted) < _LITTLE

    def _in(self, profile: InterestProfile, paper: int) -> bool:
        category = self._known.categories.get(paper, "")
        return any(in_category(category, one) for one in profile.categories)
