"""What Carrel asks of a model that turns texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from carrel.domain.errors import ModelError
from carrel.paths import bundled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Encoder(Protocol):
    """Texts of like meaning get vectors of a large cosine. Any thread may call."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of unit length for each text, in their order: shape (texts, dimension); zeros where nothing is to be seen.

        Raises:
            Cancelled: its caller no longer wants it. ModelError: the computation failed.
        """
        ...


def bundled_encoder() -> Path | None:
    """The model that comes with Carrel for vectors of texts; None where this installation lacks it."""
    try:
        return min(bundled("models/embedder").glob("*.gguf"), default=None)
    except FileNotFoundError:
        return None


def unusable_encoder(name: str, details: str) -> ModelError:
    """What is raised where the file `name` cannot be used as an encoder; `details` hold the reason."""
    return ModelError(
        f"The model {name} gives no vectors of texts.",
        "Install Carrel again: this model comes with it.",
        details=details,
    )
