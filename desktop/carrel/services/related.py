"""Which papers are alike: by the meaning of titles and abstracts, by their words, and by what tells a facet of them.

Everything here computes, some 50 to 300 ms of it: a window asks in the background. NumPy is imported with the first question.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.domain.digest import Field
from carrel.domain.related import Among, Facet, RelatedPaper, RelatedPapers
from carrel.domain.sentences import sentences
from carrel.services.embedding import Embedding
from carrel.storage import papers, related
from carrel.storage.database import Connection, Database

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from carrel.ranking.nearest_papers import NearestPapers
    from carrel.ranking.shared_words import Rarity

    Numbers = npt.NDArray[np.float32]

# NumPy and what computes with it are imported where they are used: the window's process does without, until papers are compared.
# ruff: noqa: PLC0415

MOST = 20
_ASKED = 200
"""So many papers at most are taken together; of more, a sample that lies evenly among them stands for all."""
_POOL = 200
"""So many of the nearest papers are compared by their words and facets."""
BY_MEANING, BY_FACET = 0.7, 0.3
"""What the cosine weighs beside the words, and what the facet adds to both: chosen on CSFCube (docs/evaluation.md)."""
_LEAST_COSINE, _LEAST_WORDS = 0.5, 0.55
"""What is less like the paper is not shown: cosines of the encoder's vectors, and of those that are looked up by word pieces."""
_SAMPLE = 2_000
_TELLING = 24
_GROWN = 1.25
_SENTENCES = 30


@dataclass(frozen=True, slots=True)
class _Near:
    """Papers near the ones asked about: cosines and texts in the order of `seen`, which tells where each is."""

    seen: dict[int, tuple[bool, str]]
    cosines: Numbers
    texts: list[tuple[str, str]]
    rarity: Rarity
    by_words: bool


class Relating:
    """Finds papers that are like others. Safe from any thread; what it needs is kept from one question to the next."""

    def __init__(self, database: Database, embedding: Embedding) -> None:
        self._database = database
        self._embedding = embedding
        self._lock = threading.Lock()
        self._rarity: tuple[int, Rarity] | None = None

    def related(
        self, paper_ids: Iterable[int], *, facet: Facet | None = None, among: Among = Among.ALL, limit: int = MOST
    ) -> RelatedPapers:
        """What is most like these papers taken together, at most `limit`; themselves and papers in Trash are left out.

        Several papers are like another as much as they are on average; of very many a sample is taken, which the answer tells. With
        a `facet` papers of which nothing tells it are left out and counted.

        Raises:
            StorageError: the vectors cannot be read.
        """
        asked = dict.fromkeys(paper_ids)
        taken = _sampled(list(asked))
        # Before the question's own moment begins: vectors that are found to be spoilt are forgotten first.
        nearest = self._embedding.nearest()
        with self._database.read() as connection:
            own = related.texts(connection, taken)
            if not own:
                return RelatedPapers(())
            near = self._near(connection, nearest, own, asked, among)
            said = related.statements(connection, [*own, *(near.seen if facet is not None else ())])
        own_facets = _facets(own, said)
        query = "\n".join(map("\n".join, own.values()))
        scores, keep = _whole(query, near), list(range(len(near.texts)))
        if facet is not None:
            query = "\n".join(one[facet] for one in own_facets.values() if facet in one)
            theirs = _facets(dict(zip(near.seen, near.texts, strict=True)), said)
            texts = [one.get(facet, "") for one in theirs.values()]
            scores, keep = _with_facet(scores, query, texts), [at for at in keep if query and texts[at]]
        order = sorted(keep, key=lambda at: -float(scores[at]))[:limit]
        have, of = self._embedding.counts() if near.by_words else (0, 0)
        return RelatedPapers(
            self._told(own, query, near, order),
            without=len(near.texts) - len(keep),
            facets=frozenset(its for one in own_facets.values() for its in one),
            by_words=near.by_words,
            have=have,
            of=of,
            sampled=len(taken) if len(taken) < len(asked) else 0,
        )

    def _near(
        self,
        connection: Connection,
        nearest: NearestPapers | None,
        own: dict[int, tuple[str, str]],
        asked: Collection[int],
        among: Among,
    ) -> _Near:
        import numpy as np

        vectors = nearest.vectors_of(np.array(list(own), np.int64))[1] if nearest is not None else ()
        if nearest is None or not len(vectors):
            return self._near_by_words(connection, own, asked, among)
        allowed = np.array(related.kept(connection), np.int64) if among is Among.LIBRARY else None
        query = np.mean(vectors, axis=0)
        count = _POOL + len(own)
        while True:
            ids, cosines = nearest.best(query, count, allowed)
            found = [int(paper) for paper in ids]
            seen = related.seen(connection, (paper for paper in found if paper not in asked), among)
            enough = len(seen) >= _POOL or len(found) < count or cosines[-1] < _LEAST_COSINE
            if enough:
                break
            count *= 8
        near = {
            paper: float(cosine)
            for paper, cosine in zip(found, cosines, strict=True)
            if paper in seen and cosine >= _LEAST_COSINE
        }
        return self._found(connection, dict(list(near.items())[:_POOL]), seen, by_words=False)

    def _near_by_words(
        self, connection: Connection, own: dict[int, tuple[str, str]], asked: Collection[int], among: Among
    ) -> _Near:
        """Without vectors: papers that share telling words, compared by vectors that need no model."""
        import numpy as np

        from carrel.inference.static_encoder import static_encoder

        encoder = static_encoder()
        words = self._known_rarity(connection).telling("\n".join(map("\n".join, own.values())), _TELLING)
        found = related.having_words(connection, words, own, _POOL)
        seen = related.seen(connection, (paper for paper in found if paper not in asked), among)
        texts = related.texts(connection, list(seen))
        vectors = encoder.embed([f"{title}\n{abstract}" for title, abstract in texts.values()])
        query = encoder.embed([f"{title}\n{abstract}" for title, abstract in own.values()]).mean(axis=0)
        # As the nearest by vectors are told: papers of several subjects are closest to what is near each of them.
        length = float(np.linalg.norm(query))
        cosines = vectors @ (query / np.float32(length or 1))
        near = {paper: float(cosine) for paper, cosine in zip(texts, cosines, strict=True) if cosine >= _LEAST_WORDS}
        return self._found(connection, near, seen, by_words=True)

    def _found(
        self, connection: Connection, near: dict[int, float], seen: dict[int, tuple[bool, str]], *, by_words: bool
    ) -> _Near:
        import numpy as np

        texts = related.texts(connection, near)
        there = {paper: seen[paper] for paper in near if paper in texts}
        cosines = np.array([near[paper] for paper in there], np.float32)
        return _Near(there, cosines, [texts[paper] for paper in there], self._known_rarity(connection), by_words)

    def _told(self, own: Iterable[int], query: str, near: _Near, order: Sequence[int]) -> tuple[RelatedPaper, ...]:
        """The papers at these places, with why they are alike."""
        found = list(near.seen)
        reasons = _closest(query, [near.texts[at][1] for at in order])
        with self._database.read() as connection:
            rows = {row.id: row for row in papers.rows(connection, [*own, *(found[at] for at in order)])}
        topics = {topic for paper in own if paper in rows for topic in rows[paper].topics}
        return tuple(
            RelatedPaper(
                row=rows[found[at]],
                cosine=float(near.cosines[at]),
                kept=near.seen[found[at]][0],
                day=near.seen[found[at]][1],
                sentence=sentence,
                topics=tuple(topic for topic in rows[found[at]].topics if topic in topics),
            )
            for at, sentence in zip(order, reasons, strict=True)
            if found[at] in rows
        )

    def _known_rarity(self, connection: Connection) -> Rarity:
        from carrel.ranking.shared_words import Rarity

        last = related.last(connection)
        with self._lock:
            if self._rarity is None or last > _GROWN * self._rarity[0]:
                self._rarity = last, Rarity(related.sample(connection, _SAMPLE))
            return self._rarity[1]


def _sampled(papers: Sequence[int]) -> Sequence[int]:
    """These papers, or a sample that lies evenly among them where they are very many."""
    many = len(papers)
    return papers if many <= _ASKED else [papers[at * many // _ASKED] for at in range(_ASKED)]


def _whole(query: str, near: _Near) -> Numbers:
    """What each near paper scores as a whole, from 0 to 1."""
    from carrel.ranking.shared_words import spread

    words = near.rarity.shared(query, ["\n".join(text) for text in near.texts])
    scores: Numbers = BY_MEANING * spread(near.cosines) + (1 - BY_MEANING) * spread(words)
    return scores


def _facets(
    texts: Mapping[int, tuple[str, str]], said: Mapping[int, Sequence[tuple[Field, str]]]
) -> dict[int, dict[Facet, str]]:
    """What of each paper tells its facets, in the papers' order."""
    from carrel.digesting.facets import facet_texts

    return {paper: facet_texts(said.get(paper, ()), abstract) for paper, (_title, abstract) in texts.items()}


def _with_facet(scores: Numbers, query: str, texts: Sequence[str]) -> Numbers:
    """Scores with what the texts of a facet are like the one that is asked about."""
    from carrel.inference.static_encoder import static_encoder
    from carrel.ranking.shared_words import spread

    encoder = static_encoder()
    both: Numbers = scores + BY_FACET * spread(encoder.embed(texts) @ encoder.embed([query])[0])
    return both


def _closest(query: str, abstracts: Sequence[str]) -> list[str]:
    """The sentence of each abstract that is most like what was asked about, "" where there is none."""
    from carrel.inference.static_encoder import static_encoder

    encoder = static_encoder()
    lines = [sentences(abstract)[:_SENTENCES] for abstract in abstracts]
    alike = encoder.embed([line for some in lines for line in some]) @ encoder.embed([query])[0]
    found, start = [], 0
    for some in lines:
        found.append(some[int(alike[start : start + len(some)].argmax())] if some else "")
        start += len(some)
    return found
