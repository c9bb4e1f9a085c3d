"""Trials of models in the child: how fast one is, and a copy in a better format, measured against its original."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from carrel.domain.models import Measured, Optimised
from carrel.inference.encoder import Encoder
from carrel.inference.gguf import inspect_model
from carrel.inference.gpu_layers import layers_to_try
from carrel.inference.hardware import hardware
from carrel.inference.llama import LlamaEngine
from carrel.inference.perplexity import Perplexity, perplexity
from carrel.inference.quantize import requantize
from carrel.inference.turn import ComputeTurn
from carrel.worker.layers import Layers
from carrel.worker.loaded import LoadedModel
from carrel.worker.operations_embedding import LoadedEmbedder
from carrel.worker.serve import Call, Operation
from carrel.worker.steps import Step
from carrel.worker.trial import BENCH_SECONDS, STEPS, Trial, measure
from carrel.worker.trial_texts import held_text

_COMPARING_SECONDS = 120.0
_DIGESTS_SECONDS = 240.0


class Benching(msgspec.Struct, frozen=True):
    """Arguments of ``bench``. `gpu_layers` None: as many as fit."""

    model: bytes
    gpu_layers: int | None = None


class Optimising(msgspec.Struct, frozen=True):
    """Arguments of ``optimise``: the copy `target` of `model` is made in `format`, and compared with it."""

    model: bytes
    target: bytes
    format: str
    gpu_layers: int | None = None


def operations(loaded: LoadedModel, embedder: LoadedEmbedder) -> Mapping[str, Operation]:
    """The operations by name. `loaded` gives its memory back for each of them; `embedder` checks digests."""

    def bench(call: Call) -> Measured:
        """Measure a model. Events: ``loading`` with the `Layers` on the GPU, ``step``."""
        arguments = call.arguments(Benching)
        with loaded.alone(call), embedder.bundled(call) as encoder:
            trying = _Trying(call, encoder, arguments.gpu_layers, len(STEPS))
            return trying.trial(Path(os.fsdecode(arguments.model)), STEPS).measured

    def optimise(call: Call) -> Optimised:
        """Make a copy in another format, where it is not there, and compare. Events as for ``bench``."""
        arguments = call.arguments(Optimising)
        with loaded.alone(call), embedder.bundled(call) as encoder:
            return _optimise(call, encoder, arguments)

    return {"bench": bench, "optimise": optimise}


def _optimise(call: Call, encoder: Encoder, arguments: Optimising) -> Optimised:
    original, copy = Path(os.fsdecode(arguments.model)), Path(os.fsdecode(arguments.target))
    trying = _Trying(call, encoder, arguments.gpu_layers, 3 + 2 * len(STEPS))
    trying.tell(f"Copying it as {arguments.format}")
    if not copy.exists():
        requantize(original, copy, arguments.format, cancelled=call.cancelled, on_bytes=lambda _: call.alive())
    size = copy.stat().st_size
    trying.tell("Having the original foresee a text")
    before = trying.perplexity(original, None)
    trying.tell("Having the copy foresee the same text")
    after = trying.perplexity(copy, before.windows)
    original_trial = trying.trial(original, [f"{words} with the original" for words in STEPS], _DIGESTS_SECONDS)
    copy_trial = trying.trial(copy, [f"{words} with the copy" for words in STEPS], _DIGESTS_SECONDS)
    both = original_trial.statements.keys() & copy_trial.statements.keys()
    written = [sum(trial.statements[at][0] for at in both) for trial in (original_trial, copy_trial)]
    supported = [sum(trial.statements[at][1] for at in both) for trial in (original_trial, copy_trial)]
    return Optimised(
        file=copy.name,
        bytes=size,
        format=arguments.format,
        perplexity_before=before.value,
        perplexity_after=after.value,
        tokens=after.tokens,
        supported_before=supported[0],
        statements_before=written[0],
        supported_after=supported[1],
        statements_after=written[1],
        before=original_trial.measured,
        after=copy_trial.measured,
    )


@dataclass(slots=True)
class _Trying:
    """One call's trials, `total` steps in all."""

    call: Call
    encoder: Encoder
    gpu_layers: int | None
    total: int
    done: int = -1

    def tell(self, words: str) -> None:
        """Tell that the next step begins."""
        self.done += 1
        self.call.event("step", Step(self.done, self.total, words))

    def perplexity(self, path: Path, windows: int | None) -> Perplexity:
        """A model's perplexity on the held text, over so many windows (None: as many as the time allows)."""
        return perplexity(
            path,
            held_text(),
            windows=windows,
            seconds=_COMPARING_SECONDS if windows is None else 2**31,
            gpu_layers=self.gpu_layers or 0,
            turn=self._turn(),
            cancelled=self._asked,
        )

    def trial(self, path: Path, steps: Sequence[str], seconds: float = BENCH_SECONDS) -> Trial:
        """Load a model and measure it."""
        header, info = inspect_model(path)
        devices = hardware().devices if self.gpu_layers != 0 else ()
        if first := layers_to_try(header, info, devices, None, self.gpu_layers)[0]:
            # Should the process end while it loads, its parent knows how much of the model the GPU had.
            self.call.event("loading", Layers(first, info.layers))
        engine = LlamaEngine(path, gpu_layers=self.gpu_layers, turn=self._turn(), cancelled=self._asked)
        try:
            self.call.event("loading", Layers(engine.gpu_layers, info.layers))
            return measure(
                engine,
                self.encoder,
                info,
                on_step=lambda at: self.tell(steps[at]),
                cancelled=self.call.cancelled,
                seconds=seconds,
            )
        finally:
            engine.close()

    def _turn(self) -> ComputeTurn:
        return ComputeTurn(cancelled=self.call.cancelled, waiting=self.call.alive)

    def _asked(self) -> bool:
        """Whether to stop. Whoever asks is at work, which the parent wants to know."""
        self.call.alive()
        return self.call.cancelled()
