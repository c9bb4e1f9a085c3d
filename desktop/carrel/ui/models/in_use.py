"""Which model writes digests now, and how fast it was, for the status bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.ui.models.wording import name_of, rate_words

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel


@dataclass(frozen=True, slots=True)
class InUse:
    """`name` is "" where no model was chosen, `speed` in words, "" where it was not measured."""

    name: str
    usable: bool
    speed: str = ""


def model_in_use(carrel: Carrel) -> InUse:
    """Read it; looks at the models' files."""
    choice = carrel.models.chosen()
    if not choice.key:
        return InUse("", usable=False)
    if choice.on_server:
        return InUse(name_of(choice), usable=choice.usable)
    measured = carrel.model_list.measured(choice)
    speed = f"{rate_words(measured.decode)} tokens/s" if measured is not None else ""
    return InUse(name_of(choice), usable=choice.usable, speed=speed)
