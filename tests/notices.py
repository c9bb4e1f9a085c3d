"""What a person is told while a test goes on."""

from __future__ import annotations

from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice


def notices(carrel: Carrel) -> list[str]:
    """A list that fills with what the person is told from now on."""
    told: list[str] = []

    def note(event: Event) -> None:
        if isinstance(event, Notice):
            told.append(event.text)

    carrel.events.subscribe(note)
    return told
