"""The bundled encoder for evaluation: vectors that were computed once are kept in ``build/evaluation``."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

KEPT = Path(__file__).resolve().parents[2] / "build" / "evaluation" / "vectors.pickle"


class KeptVectors:
    """An `Encoder` that computes each text once; `keep` writes what is new."""

    def __init__(self) -> None:
        self._kept: dict[str, NDArray[np.float32]] = pickle.loads(KEPT.read_bytes()) if KEPT.exists() else {}
        self._encoder: Embedder | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of unit length for each text.

        Raises:
            SystemExit: the encoder is not installed.
        """
        fresh = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if fresh:
            if self._encoder is None:
                path = bundled_encoder()
                if path is None:
                    raise SystemExit("The encoder is not installed.")
                self._encoder = Embedder(path)
            self._kept.update(zip(fresh, self._encoder.embed(fresh).astype(np.float16), strict=True))
        return np.array([self._kept[text] for text in texts], np.float32)

    def keep(self) -> None:
        """Write what was computed, for the next time."""
        if self._encoder is not None:
            KEPT.parent.mkdir(parents=True, exist_ok=True)
            KEPT.write_bytes(pickle.dumps(self._kept))
