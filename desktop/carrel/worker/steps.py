"""How far a trial of a model is."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Step(msgspec.Struct, frozen=True):
    """What the child says by ``step``: `done` of `total` parts of the trial are over, and in `words` what it does now."""

    done: int
    total: int
    words: str


OnStep = Callable[[Step], None]
