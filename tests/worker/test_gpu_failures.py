"""A child that dies on the GPU goes on with fewer layers there."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from carrel.digesting.source import Source
from carrel.domain.digest import Digest
from carrel.domain.errors import ComputingFailed, WorkerDied
from carrel.domain.paper import Paper
from carrel.worker.layers import LayerLimits, Layers
from carrel.worker.model import ModelWorker

SOURCE = Source.of(Paper("A title", abstract="We study how models digest papers. The error rate falls to 8.1%."), None)

# It has a GPU that holds few layers of a model of 36, and where it is given more dies by the signal it is told, or, by 0,
# says that it failed.
CHILD = """
    import os, sys, threading
    from pathlib import Path
    from carrel.domain.errors import ComputingFailed
    from carrel.worker.operations_documents import extract_digest
    from carrel.worker.serve import serve

    log, holds, ending = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

    def digest(call):
        layers = call.arguments(dict)["gpu_layers"]
        layers = 36 if layers is None else layers
        call.event("loading", {"gpu": layers, "of": 36})
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{layers}\\n")
        if layers > holds and not ending:
            raise ComputingFailed("The model stopped computing.")
        if layers > holds:
            os.kill(os.getpid(), ending)
            threading.Event().wait()
        call.event("loaded", {"gpu": layers, "of": 36})
        return extract_digest(call)

    serve({"digest": digest}, together=True)
"""


class Trial:
    """A worker with such a child, what the child was given, and what was told of it."""

    def __init__(self, folder: Path, holds: int, ending: int) -> None:
        self._log = folder / "layers"
        self.told: list[tuple[Path, int, int]] = []
        self.worker = ModelWorker(
            on_fewer_layers=lambda *step: self.told.append(step),
            command=[sys.executable, "-P", "-c", textwrap.dedent(CHILD), str(self._log), str(holds), str(ending)],
        )

    @property
    def given(self) -> list[int]:
        return [int(line) for line in self._log.read_text(encoding="utf-8").split()]


@pytest.fixture
def trials() -> Iterator[list[Trial]]:
    made: list[Trial] = []
    yield made
    for trial in made:
        trial.worker.close()


def trial(trials: list[Trial], folder: Path, *, holds: int, ending: int = 6) -> Trial:
    trials.append(Trial(folder, holds, ending))
    return trials[-1]


MODEL = Path("/models/a.gguf")


def test_it_goes_on_without_the_gpu_and_remembers(trials: list[Trial], tmp_path: Path) -> None:
    one = trial(trials, tmp_path, holds=0)
    assert isinstance(one.worker.digest(SOURCE, MODEL), Digest)
    assert one.given == [36, 18, 0]
    assert one.told == [(MODEL, 18, 36), (MODEL, 0, 36)]
    one.worker.digest(SOURCE, MODEL)
    assert one.given == [36, 18, 0, 0]
    assert len(one.told) == 2
    assert one.worker.loaded == MODEL


def test_a_call_that_names_no_layers_gets_what_is_known_of_the_file(tmp_path: Path) -> None:
    log = tmp_path / "layers"
    worker = ModelWorker(
        layers_for={MODEL: 7}.get,
        command=[sys.executable, "-P", "-c", textwrap.dedent(CHILD), str(log), "36", "0"],
    )
    worker.digest(SOURCE, MODEL)
    worker.digest(SOURCE, MODEL, gpu_layers=9)
    worker.digest(SOURCE, Path("/models/b.gguf"))
    worker.close()
    assert log.read_text(encoding="utf-8").split() == ["7", "9", "36"]


def test_half_of_the_layers_may_be_enough(trials: list[Trial], tmp_path: Path) -> None:
    one = trial(trials, tmp_path, holds=20)
    one.worker.digest(SOURCE, MODEL, gpu_layers=30)
    assert one.given == [30, 15]
    assert one.told == [(MODEL, 15, 36)]


def test_a_gpu_that_fails_without_ending_the_child_is_given_fewer_layers_too(
    trials: list[Trial], tmp_path: Path
) -> None:
    one = trial(trials, tmp_path, holds=9, ending=0)
    assert isinstance(one.worker.digest(SOURCE, MODEL), Digest)
    assert one.given == [36, 18, 0]


def test_a_failure_on_the_processor_is_told() -> None:
    program = """
        from carrel.domain.errors import ComputingFailed
        from carrel.worker.serve import serve

        def digest(call):
            raise ComputingFailed("The model stopped computing.")

        serve({"digest": digest}, together=True)
    """
    worker = ModelWorker(command=[sys.executable, "-P", "-c", textwrap.dedent(program)])
    with pytest.raises(ComputingFailed):
        worker.digest(SOURCE, MODEL)
    worker.close()


def test_another_model_is_tried_with_all_its_layers(trials: list[Trial], tmp_path: Path) -> None:
    one = trial(trials, tmp_path, holds=0)
    one.worker.digest(SOURCE, MODEL)
    one.worker.digest(SOURCE, Path("/models/b.gguf"))
    assert one.given == [36, 18, 0, 36, 18, 0]


def test_a_child_that_was_killed_is_no_failure_of_the_gpu(trials: list[Trial], tmp_path: Path) -> None:
    one = trial(trials, tmp_path, holds=0, ending=9)
    with pytest.raises(WorkerDied, match="SIGKILL"):
        one.worker.digest(SOURCE, MODEL)
    assert one.given == [36] * 8
    assert not one.told


def test_many_calls_step_down_together(trials: list[Trial], tmp_path: Path) -> None:
    one = trial(trials, tmp_path, holds=0)
    with ThreadPoolExecutor(6) as pool:
        digests = list(pool.map(lambda _: one.worker.digest(SOURCE, MODEL), range(6)))
    assert len(digests) == 6
    assert one.told == [(MODEL, 18, 36), (MODEL, 0, 36)]


def test_calls_that_one_end_failed_step_down_once() -> None:
    told: list[tuple[Path, int, int]] = []
    limits = LayerLimits(lambda *step: told.append(step))
    assert limits.within(MODEL, None) is None
    assert not limits.failed(MODEL, None, Layers(0, 36))
    assert limits.failed(MODEL, None, Layers(3, 36))
    assert limits.failed(MODEL, 3, Layers(3, 36))
    assert limits.within(MODEL, None) == limits.within(MODEL, 3) == limits.within(MODEL, 1) == 1
    assert limits.failed(MODEL, None, Layers(1, 36))
    assert limits.failed(MODEL, 3, Layers(3, 36))
    assert limits.within(MODEL, None) == limits.within(MODEL, 3) == 0
    assert told == [(MODEL, 1, 36), (MODEL, 0, 36)]


def test_a_number_that_the_person_chooses_afterwards_is_tried() -> None:
    limits = LayerLimits()
    assert limits.failed(MODEL, None, Layers(36, 36))
    assert limits.within(MODEL, None) == 18
    assert limits.within(MODEL, 30) == 30
    assert limits.failed(MODEL, 30, Layers(30, 36))
    assert limits.within(MODEL, 30) == 15
