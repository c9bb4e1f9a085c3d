"""Whether a small model writes better from a paper's own passages, or from its notes of all sections as well.

Both read the whole paper, piece by piece; the notes are taken once. ``python -m evaluation.whole_papers`` in
``benchmarks/`` writes digests of the papers that digests were developed on; ``--held-out`` those of the others;
``--show`` prints them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import carrel.digesting.compose
from carrel.digesting.prompts import prompts
from carrel.domain.digest import NO_OPTIONS, Field, Status
from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder
from carrel.inference.llama import LlamaEngine
from carrel.inference.starter import starter_model
from evaluation.readers import held_out, papers, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.digesting.notes import SectionNote
    from carrel.digesting.prompts import Prompts
    from carrel.domain.digest import Digest

composing: Any = carrel.digesting.compose

WAYS = {"own passages": False, "own passages and notes": True}


def tables(*, count: int = 6, held: bool = False, tell: Callable[[str], None] = lambda _: None) -> str:
    """Statements, fields and seconds of digests by the starter model, written in both ways, of the `count` shortest papers.

    Raises:
        SystemExit: the starter model is not installed.
    """
    model, encoder_path = starter_model(), bundled_encoder()
    if model is None or encoder_path is None:
        raise SystemExit("The starter model is not installed: make setup")
    sources = [source_of(path) for path in papers() if held_out(path) is held]
    sources = sorted(sources, key=lambda source: sum(len(passage.text) for passage in source.readable()))[:count]
    made: dict[str, list[tuple[Digest, float]]] = {way: [] for way in WAYS}
    reading: list[float] = []
    encoder, engine = Embedder(encoder_path), LlamaEngine(model, gpu_layers=0)
    try:
        for source in sources:
            notes = _Once(composing.take_notes)
            composing.take_notes = notes
            for way, with_notes in WAYS.items():
                composing.prompts = _asking(with_notes=with_notes)
                began = time.perf_counter()
                digest = composing.compose(source, engine, encoder, NO_OPTIONS, lambda _: None)
                seconds = time.perf_counter() - began - (notes.seconds if way == next(iter(WAYS)) else 0.0)
                made[way].append((digest, seconds))
                tell(f"{source.title[:60]}, {way}, {seconds:.0f} s and {notes.seconds:.0f} s of reading")
                tell("\n".join(f"  {each.field.value}, {each.status.value}: {each.text}" for each in digest.statements))
            composing.take_notes = notes.take
            reading.append(notes.seconds)
    finally:
        engine.close()
        encoder.close()
    lines = [
        f"The {len(sources)} shortest papers of the half that digests were {'not ' if held else ''}developed on.",
        f"Reading and noting all sections took {sum(reading) / max(1, len(reading)):.0f} s a paper.",
        "",
        "| fields written from | statements | supported | partly | not found | fields from the paper instead | empty | seconds more |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        *(_row(way, some) for way, some in made.items()),
    ]
    return "\n".join(lines)


class _Once:
    """Takes the notes of a paper once, and gives them again."""

    def __init__(self, take: Callable[..., tuple[SectionNote, ...]]) -> None:
        self.take = take
        self.seconds = 0.0
        self._notes: tuple[SectionNote, ...] | None = None

    def __call__(self, *given: Any) -> tuple[SectionNote, ...]:
        if self._notes is None:
            began = time.perf_counter()
            self._notes = self.take(*given)
            self.seconds = time.perf_counter() - began
        return self._notes


def _asking(*, with_notes: bool) -> Callable[[str], Prompts]:
    asked = prompts()
    asked = replace(asked, limits=tuple(replace(each, notes=with_notes) for each in asked.limits))

    def of_any(_family: str = "") -> Prompts:
        return asked

    return of_any


def _row(way: str, made: Sequence[tuple[Digest, float]]) -> str:
    counts = Counter(statement.status for digest, _ in made for statement in digest.statements)
    total = max(1, counts.total())
    shares = " | ".join(f"{100 * counts[s] / total:.0f} %" for s in (Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND))
    instead = sum(len(digest.fallbacks) for digest, _ in made)
    empty = sum(not digest.of(field) for digest, _ in made for field in Field)
    seconds = sum(took for _, took in made) / max(1, len(made))
    return f"| {way} | {total} | {shares} | {instead} | {empty} | {seconds:.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=6, help="how many papers")
    parser.add_argument("--held-out", action="store_true", help="of the papers that digests were not developed on")
    parser.add_argument("--show", action="store_true", help="print the digests too")
    chosen = parser.parse_args()

    def tell(words: str) -> None:
        if chosen.show:
            print(words, flush=True)

    print(tables(count=chosen.papers, held=chosen.held_out, tell=tell))


if __name__ == "__main__":
    main()
