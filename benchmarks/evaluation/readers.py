"""What a reader gets: digests of real papers, by the starter model and by choosing sentences alone.

Half of the papers were used while digests were made better; they are told apart from those that nobody looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.digesting.compose import compose
from carrel.digesting.numbers import numbers
from carrel.digesting.select import extract
from carrel.digesting.source import Source
from carrel.documents.read import read
from carrel.domain.digest import NO_OPTIONS, Field, Status
from carrel.domain.paper import Paper
from evaluation.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.domain.digest import Digest, Statement

FOLDERS = ("arxiv_ml", "older_or_venue")


def papers() -> list[Path]:
    """Forty real papers of seven to 43 pages, in a fixed order."""
    return sorted(path for folder in FOLDERS for path in (CORPUS / "papers" / folder).glob("*.pdf"))


def held_out(path: Path) -> bool:
    """Whether a paper belongs to the half that nothing was developed on: by a hash of its file's name."""
    return hashlib.sha256(path.name.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Row:
    """One digest of one paper; `seconds` of writing it, the text being read."""

    path: Path
    digest: Digest
    seconds: float


def source_of(path: Path) -> Source:
    """The text of a PDF, as Carrel reads it."""
    document = read(path)
    title = document.title or path.stem.replace("_", " ")
    return Source.of(Paper(title=title, authors=document.authors, abstract=document.abstract), document)


def extractive(sources: Sequence[tuple[Path, Source]]) -> list[Row]:
    """Digests of sentences of the papers."""
    return [_timed(path, lambda source=source: extract(source)) for path, source in sources]  # type: ignore[misc]


def written(sources: Sequence[tuple[Path, Source]], tell: Callable[[str], None]) -> list[Row]:
    """Digests by the starter model.

    Raises:
        SystemExit: the starter model is not installed.
    """
    from carrel.inference.embedder import Embedder  # noqa: PLC0415 - only where a model is asked for
    from carrel.inference.encoder import bundled_encoder  # noqa: PLC0415 - as above
    from carrel.inference.llama import LlamaEngine  # noqa: PLC0415 - as above
    from carrel.inference.starter import starter_model  # noqa: PLC0415 - as above

    model, encoder_path = starter_model(), bundled_encoder()
    if model is None or encoder_path is None:
        raise SystemExit("The starter model is not installed: make setup")
    encoder, engine = Embedder(encoder_path), LlamaEngine(model, gpu_layers=0)
    rows = []
    try:
        for path, source in sources:
            client = engine.client(interactive=False, cancelled=lambda: False)
            rows.append(
                _timed(path, lambda source=source: compose(source, client, encoder, NO_OPTIONS, lambda _: None))  # type: ignore[misc]  # noqa: B023
            )
            tell(f"{path.name}: {rows[-1].seconds:.0f} s")
    finally:
        engine.close()
        encoder.close()
    return rows


def tables(*, model: bool = False, limit: int = 0, tell: Callable[[str], None] = lambda _: None) -> str:
    """How digests of real papers stand: with `model` also those of the starter; of the first `limit` papers (0: all)."""
    chosen = papers()[: limit or None]
    sources = [(path, source_of(path)) for path in chosen]
    lines = [
        f"{len(chosen)} real papers, {sum(held_out(path) for path in chosen)} of them in the half that was not looked at before.",
        "",
        (
            "| digest | papers | seconds a paper, median and longest | statements | supported | partly | not found "
            "| numbers | flagged | shown unflagged though the paper lacks them | fields empty | fields from the paper instead |"
        ),
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    ways = [("extractive", extractive(sources))]
    if model:
        ways.append(("starter model", written(sources, tell)))
    for name, rows in ways:
        halves = {"all": rows, "held out": [row for row in rows if held_out(row.path)]}
        lines += [_row(f"{name}, {half}", some, dict(sources)) for half, some in halves.items() if some]
    lines += ["", f"Most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB."]
    return "\n".join(lines)


def _timed(path: Path, make: Callable[[], Digest]) -> Row:
    began = time.perf_counter()
    digest = make()
    return Row(path, digest, time.perf_counter() - began)


def _row(name: str, rows: Sequence[Row], sources: dict[Path, Source]) -> str:
    statements = [statement for row in rows for statement in row.digest.statements]
    counts = Counter(statement.status for statement in statements)
    given = sum(len(numbers(statement.text)) for statement in statements)
    flagged = sum(len(statement.unsupported_numbers) for statement in statements)
    unflagged = sum(_unflagged(statement, sources[row.path]) for row in rows for statement in row.digest.statements)
    seconds = sorted(row.seconds for row in rows)
    empty = sum(not row.digest.of(part) for row in rows for part in Field)
    instead = sum(len(row.digest.fallbacks) for row in rows)
    share = {status: f"{100 * counts[status] / max(1, len(statements)):.0f} %" for status in Status}
    return (
        f"| {name} | {len(rows)} | {seconds[len(seconds) // 2]:.1f}; {seconds[-1]:.1f} | {len(statements)} "
        f"| {share[Status.SUPPORTED]} | {share[Status.PARTLY]} | {share[Status.NOT_FOUND]} "
        f"| {given} | {flagged} | {unflagged} | {empty} | {instead} of {len(rows) * len(Field)} |"
    )


def _unflagged(statement: Statement, source: Source) -> int:
    """How many numbers a reader sees in a statement that are not flagged, though their digits are nowhere in the paper.

    This looks for the digits themselves, apart from the check's own reading of numbers.
    """
    text = " ".join(passage.text for passage in source.readable())
    if statement.replaced:
        return 0
    return sum(
        number.text not in statement.unsupported_numbers
        and any(character.isdigit() for character in number.text)
        and "".join(character for character in number.text if character.isdigit() or character == ".").strip(".")
        not in text.replace(",", "")
        for number in numbers(statement.text)
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="store_true", help="write digests with the starter model too")
    parser.add_argument("--papers", type=int, default=0, help="only so many papers")
    chosen = parser.parse_args()
    print(tables(model=chosen.model, limit=chosen.papers, tell=lambda words: print(words, flush=True)))


if __name__ == "__main__":
    main()
