"""Carrel's reader beside pdf.js, Evince, MuPDF and programs that make images of pages, in one run.

    python benchmarks/reader_peers.py [--pdfjs FOLDER] [--papers PDF …]

pdf.js is measured where Chromium is installed (Debian: chromium) and FOLDER (else `CARREL_PDFJS`) is one in which
`npm install pdfjs-dist` was run, outside the checkout. Evince and MuPDF are watched on a screen of their own (Debian: evince,
mupdf, dbus, xvfb, ratpoison); mutool and pdftoppm make images. What is missing is told and left out. Without PDFs, two papers
with figures of the corpus (`CARREL_CORPUS`, else ../shared/data beside the checkout) are turned over; without a corpus a paper
of text is.

docs/benchmarks.md says what each number is. Run on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pypdfium2

from made_pages import make_pdf
from markdown_table import table
from peers import commands, on_screen, screen
from peers.asking import RESTS, Documents, Start, cold, find, memory, openings, turns
from peers.carrel_window import CarrelWindow, make_library
from peers.pdfjs import PdfJs, browser, distribution
from peers.viewers import VIEWERS

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
PAPERS = (
    "papers/arxiv_ml/Eyeriss_v2_-_A_Flexible_and_High-performance_accelerator_for_Emerging_Deep_Neural_Networks.pdf",
    "papers/arxiv_ml/Tutorial_on_Variational_Autoencoders.pdf",
)
OPENED = (10, 100, 1000)
WALKED, SEARCHED = 300, 500
TURNS = 30


def gather(folder: Path, papers: Sequence[Path]) -> Documents:
    """The documents; the turns are shared out among the papers in their order."""
    made = {pages: make_pdf(folder / f"{pages}.pdf", pages) for pages in (*OPENED, WALKED, SEARCHED)}
    shared, left = [], TURNS
    for path in papers or [made[100]]:
        with pypdfium2.PdfDocument(path) as document:
            count = min(left, len(document) - 1)
        if count > 0:
            shared.append((path, count))
        left -= count
    if not shared:
        raise SystemExit("No page can be turned: these papers have one page each.")
    return Documents(made, shared)


def told(times: Sequence[float]) -> str:
    return f"{statistics.median(times):,.0f} ({max(times):,.0f})"


def windows(starts: dict[str, Start], documents: Documents) -> list[str]:
    """What programs with windows say of themselves."""
    opened = [documents.made[pages] for pages in OPENED]
    opening, turning, rest = [], [], []
    for name, start in starts.items():
        with start() as program:
            running = openings(program, opened)
            turned = [told(turns(program, documents.papers, seconds)) for seconds in RESTS]
            framed, sharp = find(program, documents.made[SEARCHED])
        begun = [f"{cold(start, path):,.0f}" for path in opened]
        before, after = memory(start, documents.made[WALKED])
        opening.append([name, *map(told, running), *begun])
        turning.append([name, *turned])
        rest.append([name, f"{framed:,.0f}", f"{sharp:,.0f}", f"{before:,.0f}", f"{after:,.0f}"])
    pages = [f"{count:,} pages" for count in OPENED]
    return [
        table(["ms to the first page, sharp", *pages, *(f"{one}, from the start" for one in pages)], opening),
        table(["ms to the next page, sharp", "at once", "after half a second"], turning),
        table(
            [
                "",
                f"ms to a hit in {SEARCHED} pages, framed",
                "its page sharp",
                f"MiB, {WALKED} pages opened",
                "all seen",
            ],
            rest,
        ),
    ]


def watched(home: Path, ids: dict[Path, int], documents: Documents, width: int, view: tuple[int, int]) -> str:
    """What is seen of programs on a screen."""
    if lacking := screen.missing():
        return f"On a screen: not measured (Debian: {' '.join(lacking)})"
    opened = [documents.made[pages] for pages in OPENED]
    seen = {}
    measures = {"Carrel": partial(on_screen.carrel, home, ids, opened, documents.papers)}
    for one in VIEWERS:
        if one.missing:
            print(f"{one.name}: not measured (Debian: {' '.join(one.missing)})")
        else:
            measures[one.name] = partial(on_screen.viewer, one, width, view, opened, documents.papers)
    for name, measure in measures.items():
        try:
            seen[name] = measure()
        except RuntimeError as error:
            print(f"{name} on a screen: not measured. {error}")
    head = ["ms on a screen", *(f"{count:,} pages, from the start" for count in OPENED)]
    rows = [
        [name, *(f"{start:,.0f}" for start in of.starts), told(of.changed), told(of.drawn), f"{of.width}"]
        for name, of in seen.items()
    ]
    return table([*head, "next page, first change", "last change", "pixels wide"], rows)


def images(documents: Documents, width: int) -> str:
    """What command-line programs take for images of the same pages."""
    rows = []
    for program, package in commands.PROGRAMS.items():
        if not commands.installed(program):
            print(f"{program}: not measured (Debian: {package})")
            continue
        first = [f"{commands.seconds(program, documents.made[pages], 1, width) * 1e3:,.0f}" for pages in OPENED]
        more = [commands.a_page_more(program, path, 1 + count, width) * count for path, count in documents.papers]
        rows.append([program, *first, f"{sum(more) / sum(count for _, count in documents.papers) * 1e3:,.0f}"])
    head = ["ms to the first image", *(f"{pages:,} pages" for pages in OPENED), "a page more, mean, papers"]
    return table(head, rows) if rows else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("CARREL_PDFJS")
    parser.add_argument(
        "--pdfjs", type=Path, default=Path(default) if default else None, help="where npm put pdfjs-dist"
    )
    parser.add_argument("--papers", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    papers = options.papers or [path for one in PAPERS if (path := CORPUS / one).is_file()]
    chromium, pdfjs = browser(), distribution(options.pdfjs)
    with tempfile.TemporaryDirectory() as folder:
        documents = gather(Path(folder), papers)
        home = Path(folder) / "Carrel"
        ids = make_library(home, documents.all)
        starts: dict[str, Start] = {"Carrel": partial(CarrelWindow, home, ids)}
        with starts["Carrel"]() as program:
            shown = program.open(documents.made[10])
        width, view = round(shown["width"]), (int(shown["view"][0]), int(shown["view"][1]))
        if chromium and pdfjs:
            starts["pdf.js"] = partial(PdfJs, pdfjs, chromium, documents.all, width, view)
            with PdfJs(pdfjs, chromium, documents.all, width, view) as program:
                print(f"pdf.js {program.version}")
        else:
            print("pdf.js: not measured (Debian: chromium; `npm install pdfjs-dist` in a folder that --pdfjs names)")
        print(f"Pages {width} pixels wide, view {view[0]} x {view[1]}; turned over:", end=" ")
        print(", ".join(f"{count} pages of {path.name}" for path, count in documents.papers), end="\n\n", flush=True)
        print(*windows(starts, documents), sep="\n\n", end="\n\n", flush=True)
        print(watched(home, ids, documents, width, view), images(documents, width), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
