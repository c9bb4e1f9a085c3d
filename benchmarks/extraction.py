"""How fast Carrel reads papers, beside pypdf's and PDFium's bare text.

    python benchmarks/extraction.py [CORPUS] [--papers N] [--rounds N]

Every reader runs in a process of its own over the PDFs under CORPUS (default: `CARREL_CORPUS`, else
../shared/data/papers beside the checkout) that need no password. Carrel's time holds everything that `read` does: checks,
layout, passages and boxes. The best of the rounds counts.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from pypdf import PdfReader

from carrel.documents.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHECKOUT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("CARREL_CORPUS", CHECKOUT.parent / "shared" / "data"))


def carrel() -> Callable[[Path], int]:
    return lambda path: read(path).pages


def pypdf_text() -> Callable[[Path], int]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)

    def extract(path: Path) -> int:
        reader = PdfReader(path)
        for page in reader.pages:
            page.extract_text()
        return len(reader.pages)

    return extract


def pdfium_text() -> Callable[[Path], int]:
    def extract(path: Path) -> int:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                text = page.get_textpage()
                text.get_text_range()
                text.close()
                page.close()
            return len(document)

    return extract


READERS = {"PDFium, bare text": pdfium_text, "Carrel, passages and boxes": carrel, "pypdf, bare text": pypdf_text}


def papers(corpus: Path, most: int) -> list[Path]:
    """PDFs that open without a password, in order of their names."""
    found = []
    for path in sorted(corpus.rglob("*.pdf")):
        try:
            pypdfium2.PdfDocument(path).close()
        except pypdfium2.PdfiumError:
            continue
        found.append(path)
    return found[:most] if most else found


def measure(name: str, paths: Sequence[Path], rounds: int) -> tuple[int, float]:
    """Pages, and seconds of the best round."""
    extract = READERS[name]()
    extract(paths[0])
    best, pages = float("inf"), 0
    for _ in range(rounds):
        start = time.perf_counter()
        pages = sum(extract(path) for path in paths)
        best = min(best, time.perf_counter() - start)
    return pages, best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=DATA / "papers")
    parser.add_argument("--papers", type=int, default=0, help="only the first N papers")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of each reader (pypdf: one)")
    parser.add_argument("--only", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        rounds = 1 if options.only.startswith("pypdf") else options.rounds
        print(*measure(options.only, papers(options.corpus, options.papers), rounds))
        return
    speeds: dict[str, float] = {}
    print("| reader | pages | seconds | pages a second | of PDFium's |\n|---|---:|---:|---:|---:|")
    for name in READERS:
        command = [sys.executable, __file__, str(options.corpus), "--only", name]
        command += ["--papers", str(options.papers), "--rounds", str(options.rounds)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        pages, seconds = map(float, output.split())
        speeds[name] = pages / seconds
        share = speeds[name] / speeds["PDFium, bare text"]
        print(f"| {name} | {pages:.0f} | {seconds:.2f} | {speeds[name]:.0f} | {share:.0%} |")


if __name__ == "__main__":
    main()
