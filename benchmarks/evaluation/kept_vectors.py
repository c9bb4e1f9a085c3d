"""The bundled encoder for evaluation: vectors that were computed once are kept in ``build/evaluation``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

KEPT = Path(__file__).resolve().parents[2] / "build" / "evaluation" / "vectors"


_AT_ONCE = 500
_KEEP_AFTER = 1_000


class KeptVectors:
    """An `Encoder` that computes each text once; what is new is written now and then, and by `keep`."""

    def __init__(self) -> None:
        self._kept: dict[str, NDArray[np.float32]] = _read()
        self._encoder: Embedder | None = None
        self._new = 0

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
            for start in range(0, len(fresh), _AT_ONCE):
                some = fresh[start : start + _AT_ONCE]
                self._kept.update(zip(some, self._encoder.embed(some).astype(np.float16), strict=True))
                self._new += len(some)
                if self._new >= _KEEP_AFTER:
                    self.keep()
        return np.array([self._kept[text] for text in texts], np.float32)

    def keep(self) -> None:
        """Write what was computed, for the next time."""
        if self._new:
            self._new = 0
            KEPT.mkdir(parents=True, exist_ok=True)
            np.save(KEPT / "rows.npy", np.stack(list(self._kept.values())))
            (KEPT / "texts.json").write_text(json.dumps(list(self._kept)), encoding="utf-8")


def _read() -> dict[str, NDArray[np.float32]]:
    if not (KEPT / "texts.json").exists():
        return {}
    texts = json.loads((KEPT / "texts.json").read_text(encoding="utf-8"))
    return dict(zip(texts, np.load(KEPT / "rows.npy"), strict=True))
