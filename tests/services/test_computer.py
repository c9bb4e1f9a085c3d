"""The computer is looked at once, and models are told how they fit it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from carrel.domain.models import Fit, Need
from carrel.inference.graphics import CARD, INTEGRATED, Device
from carrel.inference.hardware import Hardware
from carrel.services.computer import Computer
from carrel.worker.model import ModelWorker

GB = 1_000_000_000
PLAIN = Hardware("A processor", 8, ("AVX2",), 16 * GB, 11 * GB, (), ("CPU",), "None: ", ())
CARD_OF_6 = Device("A card", CARD, "Vulkan", 6 * GB, 5 * GB)
WITH_CARD = replace(PLAIN, devices=(CARD_OF_6,))
MACBOOK = replace(PLAIN, devices=(Device("Apple M3", CARD, "Metal", 11 * GB, 11 * GB),))
INSIDE = replace(PLAIN, devices=(Device("Graphics", INTEGRATED, "Vulkan", 8 * GB, 8 * GB),))


@pytest.fixture
def computer() -> Iterator[Computer]:
    worker = ModelWorker()
    yield Computer(worker)
    worker.close()


def need(gigabytes: float) -> Need:
    """Nine tenths of it weights."""
    whole = round(gigabytes * GB)
    return Need(whole * 9 // 10, whole // 20, whole // 20)


@pytest.mark.parametrize(
    ("hardware", "gigabytes", "fit"),
    [
        (PLAIN, 0.4, Fit.MEMORY),
        (PLAIN, 6.0, Fit.MEMORY),
        (PLAIN, 9.5, Fit.SLOW),
        (PLAIN, 12.0, Fit.SLOW),
        (PLAIN, 22.0, Fit.TOO_LARGE),
        (WITH_CARD, 4.1, Fit.GPU),
        (WITH_CARD, 6.5, Fit.SHARED),
        (WITH_CARD, 15.0, Fit.SLOW),
        (WITH_CARD, 20.0, Fit.SLOW),
        (WITH_CARD, 24.0, Fit.TOO_LARGE),
        (MACBOOK, 9.0, Fit.GPU),
        (MACBOOK, 11.0, Fit.SHARED),
        (MACBOOK, 17.0, Fit.TOO_LARGE),
        (INSIDE, 7.0, Fit.GPU),
        (INSIDE, 17.0, Fit.TOO_LARGE),
    ],
)
def test_a_model_fits_by_its_need(computer: Computer, hardware: Hardware, gigabytes: float, fit: Fit) -> None:
    assert computer.fit(need(gigabytes), hardware) is fit


def test_what_is_not_known_is_said_to_be_unknown(computer: Computer) -> None:
    assert computer.fit(need(1), None) is Fit.UNKNOWN
    assert computer.fit(Need(0, 0, 0), PLAIN) is Fit.UNKNOWN


def test_a_child_is_asked_once_and_memory_is_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Asked(ModelWorker):
        def hardware(self) -> Hardware:
            asked.append(1)
            return super().hardware()

    worker = Asked()
    try:
        computer = Computer(worker)
        first = computer.look()
        now = psutil.virtual_memory()._replace(total=7 * GB, available=3 * GB)
        monkeypatch.setattr(psutil, "virtual_memory", lambda: now)
        second = computer.look()
    finally:
        worker.close()
    assert asked == [1]
    assert first.memory > 0
    assert (second.memory, second.memory_available) == (7 * GB, 3 * GB)
    assert (second.processor, second.features, second.gpu) == (first.processor, first.features, first.gpu)
