"""How often a section's role is told rightly, against roles that a person read off the headings of real papers."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from carrel.digesting.source import Source
from carrel.documents.read import read
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, SectionKind
from evaluation.corpus import CORPUS

HALVES = ("development", "report")
_LABELS = Path(__file__).parent / "section_labels.toml"
_ROLES = (
    "introduction",
    "related",
    "method",
    "experiments",
    "results",
    "discussion",
    "conclusion",
    "appendix",
    "other",
)
_JOINED = {"results": "experiments", "discussion": "conclusion"}


def files(half: str) -> list[str]:
    """The labelled papers of one half, as paths in the corpus."""
    return [paper["file"] for paper in _papers() if paper["half"] == half]


def labelled(half: str, *, gold: bool | None = None) -> list[tuple[Document, list[tuple[int, str]], int]]:
    """For each labelled paper: its document, (section, right role) of the headings that were found, how many were not."""
    found = []
    for paper in _papers():
        if paper["half"] != half or (gold is not None and paper["file"].startswith("gold") != gold):
            continue
        document = _read(paper["file"])
        places = {_folded(section.heading): section.position for section in reversed(document.sections)}
        roles = [(places.pop(_folded(text), -1), role) for text, role in paper["headings"]]
        found.append((document, [pair for pair in roles if pair[0] >= 0], sum(place < 0 for place, _ in roles)))
    return found


def told(half: str, *, text: bool, gold: bool | None = None) -> tuple[list[tuple[str, str]], int]:
    """(right role, told role) of every labelled section, told by headings alone or by their `text` too; how many are missing."""
    pairs: list[tuple[str, str]] = []
    missing = 0
    for document, roles, lost in labelled(half, gold=gold):
        headings = {section.position: section.kind for section in document.sections}
        kinds = Source.of(Paper(title=document.title), document).kinds() if text else headings
        pairs += [(role, _told(kinds[place])) for place, role in roles]
        missing += lost
    return pairs, missing


def accuracy(pairs: list[tuple[str, str]], *, joined: bool = False) -> float:
    """The share that is right; `joined` takes experiments with results and discussion with conclusion."""
    if joined:
        pairs = [(_JOINED.get(right, right), _JOINED.get(guess, guess)) for right, guess in pairs]
    return sum(right == guess for right, guess in pairs) / max(len(pairs), 1)


def tables() -> str:
    """Accuracy by headings alone and with text, on both halves, and the confusions of the half that is reported."""
    lines = [
        "Sections of real papers, with roles that one person read off their headings (subsections: their section's, where their",
        "own words say nothing else). Words and weights were chosen on the development half alone. Joined: experiments with results,",
        "discussion with conclusion. Not found: headings that extraction did not give, and that are counted in no other column.",
        "",
        "| papers | sections | not found | headings alone | with text | with text, joined |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, half, gold in (
        ("real papers, development", "development", False),
        ("real papers, report", "report", False),
        ("tex_compiled, development", "development", True),
        ("tex_compiled, report", "report", True),
    ):
        alone, missing = told(half, text=False, gold=gold)
        both, _ = told(half, text=True, gold=gold)
        papers = len(labelled(half, gold=gold))
        shares = f"{accuracy(alone):.1%} | {accuracy(both):.1%} | {accuracy(both, joined=True):.1%}"
        lines.append(f"| {name} ({papers}) | {len(both)} | {missing} | {shares} |")
    lines += ["", "Of the half that is reported, right roles in rows, told roles in columns:", ""]
    pairs, _ = told("report", text=True)
    return "\n".join([*lines, *_confusion(pairs)])


def _confusion(pairs: list[tuple[str, str]]) -> list[str]:
    counts = Counter(pairs)
    rows = [f"| | {' | '.join(_ROLES)} | recall |", "|---|" + "---:|" * (len(_ROLES) + 1)]
    for right in _ROLES:
        total = sum(counts[right, guess] for guess in _ROLES)
        if total:
            numbers = " | ".join(str(counts[right, guess] or "") for guess in _ROLES)
            rows.append(f"| {right} | {numbers} | {counts[right, right] / total:.0%} |")
    columns = [sum(counts[right, guess] for right in _ROLES) for guess in _ROLES]
    shares = (f"{counts[role, role] / total:.0%}" if total else "" for role, total in zip(_ROLES, columns, strict=True))
    return [*rows, f"| precision | {' | '.join(shares)} | |"]


def _told(kind: SectionKind) -> str:
    return kind.value if kind.value in _ROLES else "other"


def _folded(heading: str) -> str:
    """A heading as it compares: without its number, its TeX and its accents."""
    text = unicodedata.normalize("NFKD", heading).casefold()
    text = re.sub(r"^(?:appendix\s+)?(?:\d+(?:\.\d+)*|[a-z](?:\.\d+)*|[ivx]+)[.:)]?\s+(?=\S{2})", "", text)
    return re.sub(r"[^a-z0-9]+", "", text)


@cache
def _papers() -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = tomllib.loads(_LABELS.read_text(encoding="utf-8"))["papers"]
    return papers


@cache
def _read(file: str) -> Document:
    return read(CORPUS / file)


if __name__ == "__main__":
    print(tables())
