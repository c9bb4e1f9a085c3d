"""What the evidence check measures of many statements at once, and the judged sentences it is measured on."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import examine
from carrel.digesting.source import Source
from carrel.digesting.support import MEASURES
from carrel.domain.digest import Status
from carrel.domain.paper import Paper
from evaluation.corpus import CORPUS, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.inference.encoder import Encoder

_NOTHING = (0.0,) * len(MEASURES)


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one statement: its measures, its score, and its status."""

    measures: tuple[float, ...]
    score: float
    status: Status


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, and sentences about it with what people say: whether they are consistent with it."""

    source: Source
    sentences: tuple[tuple[str, bool], ...]


def measured(
    sources: Sequence[Source], statements: Sequence[tuple[int, str]], encoder: Encoder | None
) -> list[Measured]:
    """Measure statements, each about the source at its index. A statement that stands in it is measured like any other."""
    places: dict[int, list[int]] = defaultdict(list)
    for at, (number, _) in enumerate(statements):
        places[number].append(at)
    found: dict[int, Measured] = {}
    for number, ats in places.items():
        index = EvidenceIndex(sources[number], encoder)
        for at, result in zip(ats, examine([statements[at][1] for at in ats], index), strict=True):
            if result is None:
                found[at] = Measured(_NOTHING, 0.0, Status.NOT_FOUND)
            else:
                found[at] = Measured(result.measures, result.score, result.status)
    return [found[at] for at in range(len(statements))]


def summaries() -> tuple[list[Judged], list[Judged]]:
    """The QAGS articles (CNN/DM) of the development half and of the report half, with their judged summary sentences."""
    rows = lines(CORPUS / "claims/qags/data/mturk_cnndm.jsonl")
    found = []
    for row in rows:
        # The articles' numbers were torn apart when they were tokenised: "235, 000" and "7. 8".
        article = re.sub(r"(?<=\d)([.,]) (?=\d)", r"\1", row["article"])
        judged = [
            (
                one["sentence"],
                2 * sum(response["response"] == "yes" for response in one["responses"]) > len(one["responses"]),
            )
            for one in row["summary_sentences"]
        ]
        found.append(Judged(Source.of(Paper(title="", abstract=article), None), tuple(judged)))
    return found[::2], found[1::2]


def health_claims() -> list[tuple[Source, str, str]]:
    """HealthVer's development set: a scientific text, a claim, and whether it "Supports", "Refutes" or is "Neutral"."""
    with (CORPUS / "claims/healthver/data/healthver_dev.csv").open(encoding="utf-8", newline="") as file:
        return [
            (Source.of(Paper(title="", abstract=row["evidence"]), None), row["claim"], row["label"])
            for row in csv.DictReader(file)
        ]
