"""A child that answers trials of models at once, with numbers that tests know, or when a test lets it."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from carrel.domain.models import Measured, Optimised

MEASURED = Measured(343.6, 259.8, 3.2, 9.2, 2, 0, "2026-11-21T09:30:00Z")
OPTIMISED = Optimised(
    "copy",
    7,
    "Q8_0",
    18.11,
    18.64,
    1020,
    40,
    44,
    38,
    44,
    MEASURED,
    Measured(732.0, 380.0, 2.1, 5.1, 2, 0, "2026-11-21T09:31:00Z"),
)
CHILD = """
    import os, sys, time
    from dataclasses import replace
    from pathlib import Path
    import msgspec
    from carrel.inference.quantize import part_of
    from carrel.worker.serve import serve
    from carrel.worker.steps import Step
    sys.path.insert(0, sys.argv[2])
    from trial_child import MEASURED, OPTIMISED
    folder = sys.argv[1]

    class Asked(msgspec.Struct):
        model: bytes
        target: bytes = b""
        format: str = ""
        gpu_layers: int | None = None

    def begin(call):
        asked = call.arguments(Asked)
        name = os.fsdecode(asked.model).rpartition("/")[2]
        with open(os.path.join(folder, "asked"), "a") as file:
            file.write(f"{call.operation} {name}\\n")
        call.event("step", Step(1, 4, "Writing a digest"))
        while os.path.exists(os.path.join(folder, "hold")):
            call.check()
            time.sleep(0.005)
        return asked

    def bench(call):
        begin(call)
        return MEASURED

    def optimise(call):
        target = Path(os.fsdecode(call.arguments(Asked).target))
        part_of(target).write_bytes(b"half of it")
        asked = begin(call)
        part_of(target).replace(target)
        return replace(OPTIMISED, file=target.name, bytes=target.stat().st_size, format=asked.format)

    serve({"bench": bench, "optimise": optimise}, together=True)
"""


def trial_command(folder: Path) -> tuple[str, ...]:
    """What starts the child. It notes in `folder` what it was asked, and goes on only while no file ``hold`` is there."""
    folder.mkdir(exist_ok=True)
    here = str(Path(__file__).parent)
    return (sys.executable, "-P", "-c", textwrap.dedent(CHILD), str(folder), here)


def asked(folder: Path) -> list[str]:
    """What it was asked: operation and file."""
    note = folder / "asked"
    return note.read_text(encoding="utf-8").splitlines() if note.exists() else []
