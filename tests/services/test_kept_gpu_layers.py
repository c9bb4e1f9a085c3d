"""What the GPU held of a model is kept, and said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.services.gpu_layers import GpuLayers


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "größe.gguf"
    path.write_bytes(b"GGUF")
    return path


def test_what_the_gpu_held_is_kept_for_the_file_and_said(carrel: Carrel, model: Path) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    layers = GpuLayers(carrel.database, carrel.events)
    assert layers.wanted(model) is None
    layers.fewer(model, 24, 36)
    layers.fewer(model, 12, 36)
    assert GpuLayers(carrel.database, carrel.events).wanted(model) == 12
    # Other work of the library may tell of itself meanwhile.
    assert next(one for one in told if isinstance(one, Notice)) == Notice(
        "The GPU ran out of memory. Carrel moved 12 of 36 layers to the processor and went on. Nothing was lost."
    )
    model.write_bytes(b"another file of that name")
    assert layers.wanted(model) is None
    layers.fewer(model, 0, 36)
    assert layers.wanted(model) == 0


def test_what_the_person_set_stands(carrel: Carrel, model: Path) -> None:
    layers = GpuLayers(carrel.database, carrel.events)
    layers.fewer(model, 12, 36)
    with carrel.database.write() as connection:
        connection.execute("UPDATE models SET gpu_layers = 20 WHERE file = ?", (model.name,))
    assert layers.wanted(model) == 20


def test_a_file_that_went_away_stops_nothing(carrel: Carrel, model: Path) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    layers = GpuLayers(carrel.database, carrel.events)
    model.unlink()
    layers.fewer(model, 12, 36)
    assert sum(isinstance(one, Notice) for one in told) == 1
    assert layers.wanted(model) is None


def test_the_person_chooses_layers_and_goes_back_to_as_many_as_fit(carrel: Carrel, model: Path) -> None:
    told: list[Event] = []
    layers = carrel.gpu_layers
    layers.fewer(model, 12, 36)
    layers.choose(model, 30)
    assert layers.wanted(model) == 30
    carrel.events.subscribe(told.append)
    layers.choose(model, None)
    assert layers.wanted(model) is None
    # The daily care may be told, too.
    assert Changes(settings=True) in told
    with pytest.raises(ModelError, match="not there"):
        layers.choose(model.with_name("gone.gguf"), 3)
