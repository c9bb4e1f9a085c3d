"""Vectors of papers without a model's work: those that are looked up, kept as the embedder would keep its own."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from carrel.inference.static_encoder import static_encoder
from carrel.services.carrel import Carrel
from carrel.storage import vectors
from carrel.storage.vector_files import VectorFiles
from storage_values import NOW


def give_vectors(carrel: Carrel, only: Collection[int] | None = None) -> None:
    """Give vectors to all papers that lack one for their text as it is, or to some of them, and let them serve."""
    with carrel.database.write() as connection:
        known = vectors.serving(connection)
        texts = [
            text
            for text in vectors.missing(connection, known, limit=1_000_000)
            if only is None or text.paper_id in only
        ]
        made = static_encoder().embed([text.text for text in texts]).astype(np.float32)
        vector_set = known or vectors.begin(connection, "made", made.shape[1], NOW)
        first = VectorFiles(carrel.paths.vectors).append(vector_set, made.astype("<f2").tobytes())
        vectors.put(connection, vector_set, first, texts)
        vectors.finish(connection, vector_set)
