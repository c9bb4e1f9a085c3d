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
    listed = carrel.model_list.entries() if hasattr(carrel, "model_list") else ()
    entry = next((one for one in listed if one.in_use and not one.search), None)
    if entry is None or choice.on_server:
        return InUse(name_of(choice), usable=choice.usable)
    speed = f"{rate_words(entry.measured.decode)} tokens/s" if entry.measured is not None else ""
    return InUse(entry.name, usable=choice.usable, speed=speed)
