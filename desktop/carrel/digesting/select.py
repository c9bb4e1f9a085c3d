"""The extractive digest: for every field the paper's own sentences that say it best.

A sentence is scored by how central it is (TF-IDF and static vectors), the kind of section it stands in, its place, the cue
phrases of the field, the title's words, and what a regression says of how well it tells the contribution; sentences are taken
by maximal marginal relevance (Carbonell and Goldstein, 1998). Nothing is worded anew, so every statement is its own evidence.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.candidates import Candidates
from carrel.digesting.profiles import PROFILES
from carrel.digesting.selector import SELECTOR
from carrel.digesting.topics import classify
from carrel.domain.digest import NO_OPTIONS, Coverage, Digest, DigestOptions, Field, Provenance, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage

_ORDER = (Field.KEY_POINTS, Field.RESULTS, Field.METHODOLOGY, Field.IMPLICATIONS, Field.SUMMARY)
_ORDER_IN_SHORT_TEXTS = (Field.METHODOLOGY, Field.RESULTS, Field.IMPLICATIONS, Field.KEY_POINTS, Field.SUMMARY)
_MOST_FOR_TOPICS = 20_000
"""So many characters of an abstract tell the topics: more than any has."""
_REPEATS = 0.55
_SAME = 0.75
"""So much alike are sentences that say the same: a field has but one of them."""
_WORTH_ADDING = 0.62


def extract(source: Source, options: DigestOptions = NO_OPTIONS) -> Digest:
    """Digest `source` by choosing sentences, which stay in its language. Without any passage the digest has no statements.

    Every field is filled when the paper has text; a short text gives one sentence to several fields.
    """
    began = time.perf_counter()
    chosen = choose(source)
    statements = tuple(
        Statement(field=part, text=passage.text, status=Status.SUPPORTED, passages=(passage.position,))
        for part in Field
        for passage in chosen[part]
    )
    lead = (source.abstract or " ".join(passage.text for passage in source.readable()[:12]))[:_MOST_FOR_TOPICS]
    return Digest(
        statements=statements,
        topics=classify(source.title, lead, source.categories, options.topics),
        provenance=Provenance(
            engine="extractive",
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            seconds=time.perf_counter() - began,
            text_sha256=source.text_sha256,
            coverage=coverage_of_all(source),
            prompt_version=SELECTOR,
        ),
    )


def choose(source: Source) -> dict[Field, tuple[Passage, ...]]:
    """The passages chosen for every field, in reading order; but the key point that tells the contribution comes first."""
    candidates = Candidates.of(source)
    if not candidates.passages:
        return dict.fromkeys(Field, ())
    leading = candidates.leading()
    taken: list[int] = []
    chosen: dict[Field, tuple[Passage, ...]] = {}
    # Many sentences: the best come first and none twice. Few: what fits only one field goes there before it is used up.
    for part in _ORDER_IN_SHORT_TEXTS if candidates.short else _ORDER:
        begun = [leading] if part is Field.KEY_POINTS else []
        if part is Field.SUMMARY:
            begun = [leading if candidates.short else candidates.restating(taken)]
        picks = _pick(candidates, part, taken, begun)
        taken.extend(picks)
        ordered = sorted(picks, key=lambda index: (part is Field.KEY_POINTS and index != leading, index))
        chosen[part] = tuple(candidates.passages[index] for index in ordered)
    return chosen


def coverage_of_all(source: Source) -> Coverage:
    """The coverage of a reading that leaves out nothing but references; tokens are words."""
    readable = source.readable()
    sections = {passage.section for passage in readable}
    size = sum(len(passage.text.split()) for passage in readable)
    left_out = ("references",) if len(readable) < len(source.passages) else ()
    return Coverage(len(sections), len(sections), size, size, left_out)


def _pick(candidates: Candidates, part: Field, taken: Sequence[int], begun: Sequence[int]) -> list[int]:
    """The numbers of the sentences for a field: those in `begun` and others that say something else than `taken`."""
    profile = PROFILES[part]
    scores = candidates.scores(profile)
    repeats = np.zeros(len(scores))
    for index in (*taken, *begun):
        repeats = np.maximum(repeats, candidates.alike(index))
    used = np.zeros(len(scores), dtype=bool)
    used[list(taken)] = True
    again = 2.0
    if candidates.short:
        again = 0.2 if part is Field.KEY_POINTS else 0.45
    most = min(profile.most, len(scores), max(profile.fewest, len(scores) // 4))
    picks = list(begun)
    same = np.zeros(len(scores))
    for index in begun:
        same = np.maximum(same, candidates.alike(index))
    best = 0.0
    while len(picks) < most:
        worth = scores - 0.3 * repeats - np.where(repeats > _REPEATS, again / 2, 0.0) - np.where(used, again, 0.0)
        worth[picks] = -np.inf
        worth[same > _SAME] = -np.inf
        for kind, quota in profile.quotas.items():
            if sum(candidates.kinds[pick] is kind for pick in picks) >= quota:
                worth[np.array([other is kind for other in candidates.kinds])] -= 1.0
        index = int(np.argmax(worth))
        if np.isneginf(worth[index]):
            break
        best = max(best, float(scores[index]))
        enough = len(picks) >= profile.fewest
        if enough and (used[index] or repeats[index] > _REPEATS or scores[index] < _WORTH_ADDING * best):
            break
        picks.append(index)
        alike = candidates.alike(index)
        repeats, same = np.maximum(repeats, alike), np.maximum(same, alike)
    return picks
