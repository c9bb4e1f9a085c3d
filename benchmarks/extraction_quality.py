"""How well Carrel reads papers whose content is known: titles, abstracts, headings, paragraphs.

    python benchmarks/extraction_quality.py [CORPUS] [--misses]

The corpus is not part of the project: `CARREL_CORPUS`, else ../shared/data beside the checkout. It holds
`papers/titles.csv` (titles typed by people), `gold/tex_compiled` (papers built from their own TeX) and
`gold/science_parse` (papers with expected titles and years).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from carrel.documents.read import read
from carrel.domain.errors import CarrelError
from carrel.domain.passage import Document

CHECKOUT = Path(__file__).resolve().parents[1]
_NUMBER = re.compile(
    r"^(?:(?:appendix|chapter|section)\s+)?(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)*|[IVX]+)[.:]?\s+", re.IGNORECASE
)


@dataclass
class Score:
    """Shares, collected one by one, and what missed."""

    name: str
    good: float = 0.0
    total: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, good: float, total: float, miss: str = "") -> None:
        self.good += good
        self.total += total
        if miss and good < total:
            self.misses.append(miss)


def same(text: str) -> str:
    """Casefolded letters and digits alone, after NFKD."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def tokens(text: str) -> Counter[str]:
    text = unicodedata.normalize("NFKD", text).casefold()
    return Counter(re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", text)))


def overlap(expected: Counter[str], found: Counter[str]) -> tuple[float, float]:
    """Recall and precision."""
    common = sum((expected & found).values())
    return common / max(expected.total(), 1), common / max(found.total(), 1)


def document(path: Path) -> Document | None:
    try:
        return read(path)
    except CarrelError as error:
        print(f"{path.name}: {error}")
        return None


def typed_titles(corpus: Path) -> list[Score]:
    every, printed = Score("titles, typed by people"), Score("titles, those printed on page 1")
    identifiers = Score("arXiv identifiers")
    with (corpus / "papers" / "titles.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            read_document = document(corpus / "papers" / row["file"])
            if not read_document:
                continue
            right = same(read_document.title) == same(row["title"])
            miss = f"{row['file']}: {read_document.title!r}"
            every.add(right, 1, miss)
            if row["verbatim_on_p1"] == "True":
                printed.add(right, 1, miss)
            if row["arxiv"]:
                identifiers.add(read_document.arxiv_id == row["arxiv"], 1, f"{row['file']}: {read_document.arxiv_id!r}")
    return [every, printed, identifiers]


def from_tex(corpus: Path) -> list[Score]:
    names = (
        "titles",
        "abstracts, recall of words",
        "abstracts, precision",
        "headings, recall",
        "headings, precision",
        "paragraphs' words, recall",
    )
    titles, recall, precision, found_headings, true_headings, words = scores = [Score(f"TeX: {name}") for name in names]
    for gold_path in sorted((corpus / "gold" / "tex_compiled").glob("*.gold.json")):
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        read_document = document(gold_path.with_name(gold_path.name.replace(".gold.json", ".pdf")))
        if not read_document:
            continue
        name = gold["id"]
        if gold["title"]:
            titles.add(same(gold["title"]) == same(read_document.title), 1, f"{name}: {read_document.title!r}")
        if gold["abstract_tex"]:
            parts = overlap(tokens(gold["abstract_tex"]), tokens(read_document.abstract))
            recall.add(parts[0], 1, f"{name}: {parts[0]:.3f}")
            precision.add(parts[1], 1, f"{name}: {parts[1]:.3f}")
        expected = Counter(same(heading["text"]) for heading in gold["headings"])
        # A bibliography's and an abstract's headings are made by the class, not written in the paper's source.
        made = {"references", "bibliography", "abstract", "contents"}
        got = Counter(same(_NUMBER.sub("", section.heading)) for section in read_document.sections if section.heading)
        right = expected & got
        missing, extra = expected - got, got - expected
        found_headings.add(right.total(), expected.total(), f"{name}: missing {sorted(missing)}")
        surplus = Counter({text: count for text, count in extra.items() if text not in made})
        true_headings.add(right.total(), right.total() + surplus.total(), f"{name}: extra {sorted(surplus)}")
        body = tokens(" ".join(p.text for p in read_document.passages))
        for paragraph in gold["plain_paragraphs"]:
            share = overlap(tokens(paragraph), body)[0]
            words.add(share, 1, f"{name}: {share:.2f} {paragraph[:60]}")
    return scores


def science_parse(corpus: Path) -> list[Score]:
    titles, years, abstracts = (
        Score("Science Parse: titles"),
        Score("Science Parse: years"),
        Score("Science Parse: has abstract"),
    )
    for gold_path in sorted((corpus / "gold" / "science_parse").glob("*.extraction.json")):
        pdf = gold_path.with_name(gold_path.name.replace(".extraction.json", ".pdf"))
        if not pdf.exists():
            continue
        read_document = document(pdf)
        if not read_document:
            continue
        rows = json.loads(gold_path.read_text(encoding="utf-8-sig"))
        for kind, value in rows:
            if kind == "title":
                titles.add(same(value) == same(read_document.title), 1, f"{pdf.name}: {read_document.title!r}")
            elif kind == "year":
                years.add(read_document.year == value, 1, f"{pdf.name}: {read_document.year} for {value}")
            elif str(value).casefold() == "abstract":
                abstracts.add(len(read_document.abstract) > 200, 1, f"{pdf.name}: {read_document.abstract[:80]!r}")
    return [titles, years, abstracts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("CARREL_CORPUS", CHECKOUT.parent / "shared" / "data"))
    parser.add_argument("corpus", nargs="?", type=Path, default=default)
    parser.add_argument("--misses", action="store_true", help="name what missed")
    options = parser.parse_args()
    scores = [*typed_titles(options.corpus), *from_tex(options.corpus), *science_parse(options.corpus)]
    print("| what | right | of | share |\n|---|---:|---:|---:|")
    for score in scores:
        share = score.good / score.total if score.total else 0.0
        print(f"| {score.name} | {score.good:.1f} | {score.total:.0f} | {share:.1%} |")
    if options.misses:
        for score in scores:
            for miss in score.misses:
                print(f"- {score.name}: {miss}")


if __name__ == "__main__":
    main()
