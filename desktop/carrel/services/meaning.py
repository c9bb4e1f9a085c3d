"""What is close in meaning to words that were typed: papers by vectors of their own, and by those of their passages."""

from __future__ import annotations

import logging
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.domain.errors import CarrelError, ModelError
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

    from carrel.ranking.nearest import Nearest

# NumPy and what computes with it are imported where they are used: the window's process does without, until something is
# searched for.
# ruff: noqa: PLC0415

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
class _Index:
    """Vectors and whose they are: `papers` has the paper of each row, 0 where a row is nobody's."""

    nearest: Nearest
    papers: npt.NDArray[np.int64]


class Meaning:
    """Finds by meaning. Safe from any thread; the first question after vectors came takes a moment longer."""

    def __init__(
        self, database: Database, events: Events, embedding: Embedding, passage_embedding: PassageEmbedding
    ) -> None:
        self._database = database
        self._embedding = embedding
        self._passage_embedding = passage_embedding
        self._loading = threading.Lock()
        self._stale = True
        self._papers: _Index | None = None
        self._passages: _Index | None = None
        events.subscribe(self._note)

    @property
    def ready(self) -> bool:
        """Whether anything can be found by meaning yet: there are vectors, and they and their encoders can be read."""
        return any(index is not None for index in self._load())

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
        """The passage of a paper that is closest to `text`, or its abstract; None where its passages have no vectors.

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
            # The title is in the first row, too, and is no passage: of equals, the passage is shown.
            best = int(np.argmax(cosines[1:])) + 1 if held.rows > 1 else 0
            hit = passages.at(connection, paper_id, held.file_id, best - 1)
        return PassageHit(hit.paper_id, hit.passage, hit.page, hit.section, hit.text, _spans(hit.text, vector), True)

    def _load(self) -> tuple[_Index | None, _Index | None]:
        """What there is of papers and of passages; whoever asks while it is loaded waits for it."""
        with self._loading:
            if self._stale:
                # What comes from here on is loaded by the next question.
                self._stale = False
                self._papers = _as_far_as_readable(self._load_papers)
                self._passages = _as_far_as_readable(self._load_passages)
            return self._papers, self._passages

    def _load_papers(self) -> _Index | None:
        from carrel.inference.query_encoder import query_encoder
        from carrel.ranking.nearest import Nearest

        vectors = self._embedding.vectors()
        if vectors is None or not len(vectors.papers):
            return None
        query_encoder()
        return _Index(Nearest(vectors.matrix), vectors.papers)

    def _load_passages(self) -> _Index | None:
        import numpy as np

        from carrel.inference.static_encoder import static_encoder
        from carrel.ranking.nearest import Nearest

        with self._database.read() as connection:
            vector_set = passage_vectors.of_model(connection, self._passage_embedding.model())
            if vector_set is None:
                return None
            held = passage_vectors.held(connection, vector_set)
            matrix = self._passage_embedding.files.matrix(vector_set)
        papers = np.zeros(len(matrix), np.int64)
        for one in held:
            papers[one.first : one.first + one.rows] = one.paper_id
        if not papers.any():
            return None
        try:
            static_encoder()
        except (OSError, ValueError) as error:
            raise ModelError(
                "The encoder of words cannot be read.", "Install Carrel again.", details=str(error)
            ) from error
        return _Index(Nearest(matrix), papers)

    def _note(self, event: Event) -> None:
        if isinstance(event, Changes) and (event.vectors or event.papers_removed):
            self._stale = True


def _as_far_as_readable(load: Callable[[], _Index | None]) -> _Index | None:
    """What is loaded, None where it cannot be read: papers are found by words meanwhile, and the list says so."""
    try:
        return load()
    except CarrelError as error:
        _log.warning("nothing is found by these vectors: %s %s", error, error.details)
        return None


def _order(
    index: _Index, vector: npt.NDArray[np.float32], ids: npt.NDArray[np.int64], most: int, close: float
) -> list[int]:
    """The papers of `ids` by their closest row, of those rows that are at least so close."""
    import numpy as np

    highest = max(int(index.papers.max()), int(ids.max()) if len(ids) else 0)
    asked = np.zeros(highest + 1, bool)
    asked[ids] = True
    asked[0] = False
    rows, cosines = index.nearest.best(vector, most, np.flatnonzero(asked[index.papers]))
    return list(dict.fromkeys(index.papers[rows[cosines >= close]].tolist()))


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
