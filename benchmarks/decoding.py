"""How fast Carrel's engine writes several answers at once, beside what llama.cpp's own ``llama-batched-bench`` reaches.

python benchmarks/decoding.py [--model FILE]

A prompt of 450 tokens is shared by 1 to 8 answers of 32 tokens each, in one cache. ``llama-batched-bench`` is named by
$LLAMA_BATCHED_BENCH and built from the same llama.cpp. Both take turns, three times; the best of each counts. On Carrel's
side choosing tokens is part of the time, on the other side it is not. Prints a markdown table.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from carrel.worker.limits import prepare_environment

PROMPT, ANSWER, TOGETHER, ROUNDS = 450, 32, (1, 2, 4, 8), 3
CELLS = 16_384


class Greedy:
    """A scheduler's writer that always takes the likeliest token, `ANSWER` times."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.began = 0.0

    def take(self, scores: object) -> int | None:
        from carrel.inference.choosing import choose  # noqa: PLC0415 - after the environment is prepared

        self.began = self.began or time.monotonic()
        self.written.append(choose(scores, self.written))  # type: ignore[arg-type] # NumPy comes later
        return None if len(self.written) > ANSWER else self.written[-1]

    def begin_again(self) -> None:
        self.written.clear()

    def timed_out(self) -> None:
        raise TimeoutError

    def fail(self, error: BaseException | None) -> None:
        raise error or RuntimeError


def carrel(model: Path, together: int) -> tuple[float, float]:
    """Tokens a second: of the prompt, and of all answers."""
    from carrel.inference import library  # noqa: PLC0415 - as above
    from carrel.inference.backend import Request  # noqa: PLC0415 - as above
    from carrel.inference.context import Context, Scores  # noqa: PLC0415 - as above
    from carrel.inference.gguf import inspect_model  # noqa: PLC0415 - as above
    from carrel.inference.hardware import physical_cores  # noqa: PLC0415 - as above
    from carrel.inference.loading import load  # noqa: PLC0415 - as above
    from carrel.inference.scheduler import Scheduler  # noqa: PLC0415 - as above
    from carrel.inference.vocabulary import Vocabulary  # noqa: PLC0415 - as above

    library.start()
    header, _ = inspect_model(model)
    loaded = load(model, header, 0, lambda: False)
    size = Vocabulary(loaded).size
    context = Context(loaded, cells=CELLS, sequences=16, threads=physical_cores(), vocabulary_size=size, on_gpu=False)
    scheduler = Scheduler[Scores](context, width=together)
    chosen = random.Random(7)  # noqa: S311 - any tokens do
    prompt = tuple(chosen.randrange(1000, 40_000) for _ in range(PROMPT - 1))
    began = time.monotonic()
    writers = [Greedy() for _ in range(together)]
    for writer in writers:
        scheduler.add(Request((prompt,), (chosen.randrange(1000, 40_000),), ANSWER + 1, writer))
    while scheduler.busy:
        scheduler.step()
    ended = time.monotonic()
    first = max(writer.began for writer in writers)
    context.close()
    return (PROMPT + together - 1) / (first - began), together * ANSWER / (ended - first)


def batched_bench(model: Path, together: int) -> tuple[float, float]:
    from carrel.inference.hardware import physical_cores  # noqa: PLC0415 - as above

    command = [os.environ["LLAMA_BATCHED_BENCH"], "-m", str(model), "-c", str(CELLS), "-b", "512", "-ub", "512"]
    command += ["-t", str(physical_cores()), "-npp", str(PROMPT), "-ntg", str(ANSWER), "-npl", str(together)]
    command += ["-fa", "off", "-kvu", "-pps"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    row = [line for line in told.splitlines() if line.startswith("|")][-1]
    numbers = [float(cell) for cell in row.strip("| ").split("|")]
    return numbers[5], numbers[7]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    given = parser.parse_args()
    prepare_environment()
    from carrel.inference.starter import starter_model  # noqa: PLC0415 - after the environment is prepared

    model = given.model or starter_model()
    if model is None:
        raise SystemExit("The starter model is not installed: make setup")
    if "LLAMA_BATCHED_BENCH" not in os.environ:
        raise SystemExit("LLAMA_BATCHED_BENCH does not name the program.")
    print("| answers at once | Carrel: read, written | llama-batched-bench: read, written | written, ratio |")
    print("|---:|---:|---:|---:|", flush=True)
    for together in TOGETHER:
        ours, theirs = zip(
            *((carrel(model, together), batched_bench(model, together)) for _ in range(ROUNDS)), strict=True
        )
        mine, other = best(ours), best(theirs)
        print(
            f"| {together} | {mine[0]:.0f}, {mine[1]:.0f} | {other[0]:.0f}, {other[1]:.0f} | {mine[1] / other[1]:.2f} |",
            flush=True,
        )


def best(rounds: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return max(one[0] for one in rounds), max(one[1] for one in rounds)


if __name__ == "__main__":
    main()
