"""What is close in meaning to words that were typed: papers by vectors of their own, and by those of their passages."""

from __future__ import annotations

import logging
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from carrel.domain.errors import CarrelError
from carrel.domain.query import PassageHit
from carrel.ranking.fusion import fused
from carrel.services.embedding import Embedding
from carrel.services.events import Changes, Event, Events
from carrel.services.passage_embedding import PassageEmbedding
from carrel.storage import passage_vectors, passages, search
from carrel.storage.database import Database

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from carrel.ranking.nearest_papers import NearestPapers

# NumPy and what computes with it are imported where they are used: the window's process does without, until something is
# searched for.
# ruff: noqa: PLC0415

T = TypeVar("T")

_log = logging.getLogger(__name__)

_MOST = 200
"""So many papers are close at most."""
_ROWS = 1500
_CLOSE_PAPER = 0.30
_CLOSE_PASSAGE = 0.50
_CLOSE_PASSAGE_ALONE = 0.35
"""Cosines from which papers and passages count as close; of passages alone, while papers have no vectors, from less."""
_LOOSE = 0.6
"""So much of that is enough where nothing but meaning is asked for."""
_PASSAGE_WEIGHT = 0.3
"""What an order by passages weighs beside one by papers, whose vectors are made by a better model."""
_SPANS = 2
_SPAN_WORDS = 4
_SPAN_CLOSE = 0.35


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What finds by the vectors that were there in a `state` of them; None where they, or their encoder, cannot be read."""

    state: object
    nearest: NearestPapers | None


class Meaning:
    """Finds by meaning. Safe from any thread; the first question after vectors came takes a moment longer."""

    def __init__(
        self, database: Database, events: Events, embedding: Embedding, passage_embedding: PassageEmbedding
    ) -> None:
        self._database = database
        self._embedding = embedding
        self._passage_embedding = passage_embedding
        self._loading = threading.Lock()
        self._changed = self._told = False
        self._papers: _Loaded | None = None
        self._passages: _Loaded | None = None
        events.subscribe(self._note)

    @property
    def ready(self) -> bool:
        """Whether anything can be found by meaning yet: there are vectors, and they and their encoders can be read."""
        return any(nearest is not None for nearest in self._load())

    def near(self, text: str, among: Sequence[int], *, loose: bool = False) -> tuple[int, ...]:
        """The papers of `among` that are close in meaning to `text`, closest first, at most 200; none where no vectors are.

        `loose` takes papers that are further away, too.
        """
        import numpy as np

        from carrel.inference.query_encoder import query_encoder
        from carrel.inference.static_encoder import static_encoder

        of_papers, of_passages = self._load()
        ids = np.asarray(array("q", among), np.int64)
        orders: list[tuple[float, list[int]]] = []
        share = _LOOSE if loose else 1.0
        if of_papers is not None:
            vector = query_encoder().embed([text])[0]
            orders.append((1.0, _order(of_papers, vector, ids, _MOST, share * _CLOSE_PAPER)))
        if of_passages is not None:
            vector = static_encoder().embed([text])[0]
            close = _CLOSE_PASSAGE if of_papers is not None else _CLOSE_PASSAGE_ALONE
            orders.append((_PASSAGE_WEIGHT, _order(of_passages, vector, ids, _ROWS, share * close)))
        return tuple(fused(orders)[:_MOST])

    def hit(self, paper_id: int, text: str) -> PassageHit | None:
        """The passage of a paper that is closest to `text`, its abstract where it has no passages; None where it has no vectors.

        Raises:
            StorageError: the vectors cannot be read.
        """
        import numpy as np

        from carrel.inference.static_encoder import static_encoder

        if self._load()[1] is None:
            return None
        vector = static_encoder().embed([text])[0]
        with self._database.read() as connection:
            vector_set = passage_vectors.of_model(connection, self._passage_embedding.model())
            if vector_set is None:
                return None
            held = passage_vectors.of_paper(connection, vector_set, paper_id)
            matrix = self._passage_embedding.files.matrix(vector_set)
            if held is None or held.first + held.rows > len(matrix):
                return None
            cosines = matrix[held.first : held.first + held.rows].astype(np.float32) @ vector
            # The first row is of title and abstract, which are seen beside it: of a paper with passages, one of those is shown.
            best = int(np.argmax(cosines[1:])) + 1 if held.rows > 1 else 0
            hit = passages.at(connection, paper_id, held.file_id, best - 1)
        return PassageHit(hit.paper_id, hit.passage, hit.page, hit.section, hit.text, _spans(hit.text, vector), True)

    def _load(self) -> tuple[NearestPapers | None, NearestPapers | None]:
        """What finds papers and what finds passages, as far as there are vectors; whoever asks while it is loaded waits for it.

        Those of passages are asked for, which takes a moment, when something has changed, here or by another process; while they
        get vectors here, some each second, those that were loaded serve until the others are told.
        """
        with self._loading:
            told, self._told = self._told, False
            changed, self._changed = self._changed, False
            self._papers = _fresh(self._papers, self._embedding.serving, self._load_papers, told=told)
            if self._passages is None or told or (changed and not self._passage_embedding.making):
                self._passages = _fresh(self._passages, self._state_of_passages, self._load_passages, told=told)
            papers, passages = self._papers, self._passages
            return papers.nearest if papers is not None else None, passages.nearest if passages is not None else None

    def _load_papers(self) -> NearestPapers | None:
        from carrel.inference.query_encoder import query_encoder

        nearest = self._embedding.nearest()
        if not nearest:
            return None
        # Vectors of an encoder that was before tell which papers are alike until this one's are whole, and nothing of what is typed.
        return nearest if nearest.dimension == query_encoder().dimension else None

    def _state_of_passages(self) -> tuple[int, int, int] | None:
        with self._database.read() as connection:
            vector_set = passage_vectors.of_model(connection, self._passage_embedding.model())
            return (vector_set.id, *passage_vectors.state(connection, vector_set)) if vector_set is not None else None

    def _load_passages(self) -> NearestPapers | None:
        import numpy as np

        from carrel.inference.static_encoder import static_encoder
        from carrel.ranking.nearest_papers import NearestPapers

        vector_set = self._passage_embedding.whole_rows()
        if vector_set is None:
            return None
        with self._database.read() as connection:
            held = passage_vectors.held(connection, vector_set)
            matrix = self._passage_embedding.files.matrix(vector_set)
        papers = np.zeros(len(matrix), np.int64)
        for one in held:
            papers[one.first : one.first + one.rows] = one.paper_id
        if not papers.any():
            return None
        static_encoder()
        return NearestPapers(papers, matrix)

    def _note(self, event: Event) -> None:
        if isinstance(event, Changes):
            self._changed = True
            if event.vectors:
                self._told = True


def _fresh(
    kept: _Loaded | None, state: Callable[[], object], load: Callable[[], NearestPapers | None], *, told: bool
) -> _Loaded | None:
    """What is kept, or what is loaded where vectors came or went since; what could not be read is tried again when `told` of some."""
    now = _as_far_as_readable(state)
    if now is None:
        return None
    if kept is not None and kept.state == now and (kept.nearest is not None or not told):
        return kept
    return _Loaded(now, _as_far_as_readable(load))


def _as_far_as_readable(load: Callable[[], T | None]) -> T | None:
    """What is read, None where it cannot be: papers are found by words meanwhile, and the list says so."""
    try:
        return load()
    except CarrelError as error:
        _log.warning("nothing is found by these vectors: %s %s", error, error.details)
        return None


def _order(
    nearest: NearestPapers, vector: npt.NDArray[np.float32], ids: npt.NDArray[np.int64], most: int, close: float
) -> list[int]:
    """The papers of `ids` by their closest row, of those `most` rows that are at least so close."""
    papers, cosines = nearest.best(vector, most, ids)
    return list(dict.fromkeys(papers[cosines >= close].tolist()))


def _spans(text: str, vector: npt.NDArray[np.float32]) -> tuple[tuple[int, int], ...]:
    """The few words of a passage that are closest to a vector: (start, end) offsets, in order."""
    from carrel.inference.static_encoder import static_encoder

    places = search.word_places(text)
    if not places:
        return ()
    beginnings = range(max(len(places) - _SPAN_WORDS, 0) + 1)
    runs = [(places[at][0], places[at : at + _SPAN_WORDS][-1][1]) for at in beginnings]
    cosines = static_encoder().embed([text[start:end] for start, end in runs]) @ vector
    taken: list[tuple[int, int]] = []
    for at in (-cosines).argsort().tolist():
        start, end = runs[at]
        if cosines[at] < _SPAN_CLOSE or len(taken) == _SPANS:
            break
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end))
    return tuple(sorted(taken))
