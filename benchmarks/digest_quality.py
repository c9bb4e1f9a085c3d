"""How good digests are, measured against people: prints Markdown tables.

``python benchmarks/digest_quality.py`` needs the corpus of papers, summaries and judged sentences ($CARREL_CORPUS,
else ../shared/data beside the checkout). ``--papers N`` also reads N real papers and measures their extractive digests;
``--model`` writes theirs with the starter model too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carrel.digesting.compose import compose
from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground
from carrel.digesting.select import extract
from carrel.digesting.source import Source
from carrel.domain.digest import NO_OPTIONS, Field, Status
from carrel.domain.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.domain.digest import Digest

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a true one scores above a false one."""
    good = [score for label, score in zip(labels, scores, strict=True) if label]
    bad = [score for label, score in zip(labels, scores, strict=True) if not label]
    wins = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
    return wins / (len(good) * len(bad))


def balanced_accuracy(labels: Sequence[bool], said: Sequence[bool]) -> float:
    """The mean of the shares of true ones and of false ones that were told right."""
    right = Counter(label for label, answer in zip(labels, said, strict=True) if label == answer)
    return (right[True] / sum(labels) + right[False] / (len(labels) - sum(labels))) / 2


def evidence() -> str:
    """The evidence check on summary sentences that people judged (QAGS, CNN/DM part), and on sentences of other texts."""
    labels: list[bool] = []
    scores: list[float] = []
    statuses: Counter[tuple[bool, Status]] = Counter()
    others: Counter[Status] = Counter()
    own: Counter[Status] = Counter()
    seconds = 0.0
    rows = _lines(CORPUS / "claims/qags/data/mturk_cnndm.jsonl")
    # The articles' numbers were torn apart when they were tokenised: "235, 000" and "7. 8".
    articles = [re.sub(r"(?<=\d)([.,]) (?=\d)", r"\1", row["article"]) for row in rows]
    indexes = [EvidenceIndex(Source.of(Paper(title="", abstract=article), None)) for article in articles]
    for number, (row, index) in enumerate(zip(rows, indexes, strict=True)):
        for sentence in row["summary_sentences"]:
            votes = [response["response"] == "yes" for response in sentence["responses"]]
            labels.append(2 * sum(votes) > len(votes))
            scores.append(index.find(sentence["sentence"]).score)
            began = time.perf_counter()
            status = ground(sentence["sentence"], Field.SUMMARY, index).status
            seconds += time.perf_counter() - began
            statuses[labels[-1], status] += 1
        for passage in index.passages[:3]:
            own[ground(passage.text, Field.SUMMARY, index).status] += 1
        for passage in indexes[number - 1].passages[3:6]:
            others[ground(passage.text, Field.SUMMARY, index).status] += 1
    best = max(balanced_accuracy(labels, [score >= limit for score in scores]) for limit in sorted(set(scores)))
    lines = [
        "| evidence check (QAGS, CNN/DM) | |",
        "|---|---|",
        f"| sentences | {len(labels)} |",
        f"| AUC | {auc(labels, scores):.3f} |",
        f"| balanced accuracy, best threshold | {best:.3f} |",
        f"| milliseconds a statement | {1000 * seconds / len(labels):.2f} |",
        "",
        "| sentences | supported | partly | not found |",
        "|---|---|---|---|",
        _status_row("judged consistent", Counter({s: statuses[True, s] for s in Status})),
        _status_row("judged inconsistent", Counter({s: statuses[False, s] for s in Status})),
        _status_row("the article's own", own),
        _status_row("another article's", others),
    ]
    return "\n".join(lines)


def _status_row(name: str, counts: Counter[Status]) -> str:
    total = counts.total() or 1
    shares = (counts[status] / total for status in (Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND))
    return f"| {name} | " + " | ".join(f"{100 * share:.0f} %" for share in shares) + " |"


def papers(count: int, *, model: bool) -> str:
    """Digests of real papers: time, fields, and how their statements stand."""
    from carrel.documents.read import read  # noqa: PLC0415 - only where papers are asked for

    sources = []
    for path in sorted((CORPUS / "papers/arxiv_ml").glob("*.pdf"))[:count]:
        document = read(path)
        sources.append(Source.of(Paper(title=document.title or path.stem.replace("_", " ")), document))
    table = [
        "| digest | papers | seconds a paper | statements | supported | partly | not found | fields filled from the paper |",
        "|---|---|---|---|---|---|---|---|",
    ]
    table.append(_digest_row("extractive", [extract(source) for source in sources]))
    if model:
        table.append(_digest_row("starter model", _written(sources)))
    return "\n".join(table)


def _written(sources: Iterable[Source]) -> list[Digest]:
    from carrel.inference.llama import LlamaEngine  # noqa: PLC0415 - only where a model is asked for
    from carrel.inference.starter import starter_model  # noqa: PLC0415 - only where a model is asked for

    path = starter_model()
    if path is None:
        raise SystemExit("The starter model is not installed.")
    engine = LlamaEngine(path, context=4096, threads=None, gpu_layers=0, cancelled=lambda: False)
    try:
        return [compose(source, engine, None, NO_OPTIONS, lambda _: None) for source in sources]
    finally:
        engine.close()


def _digest_row(name: str, digests: Sequence[Digest]) -> str:
    counts = Counter(statement.status for digest in digests for statement in digest.statements)
    total = counts.total() or 1
    shares = " | ".join(
        f"{100 * counts[status] / total:.0f} %" for status in (Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND)
    )
    seconds = sum(digest.provenance.seconds for digest in digests) / max(1, len(digests))
    fallbacks = sum(len(digest.fallbacks) for digest in digests)
    return f"| {name} | {len(digests)} | {seconds:.2f} | {total / max(1, len(digests)):.1f} | {shares} | {fallbacks} of {5 * len(digests)} |"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--papers", type=int, default=0, help="how many real papers")
    parser.add_argument(
        "--model", action="store_true", help="write digests of the papers with the starter model as well"
    )
    chosen = parser.parse_args()
    if not CORPUS.is_dir():
        raise SystemExit("The corpus is not at hand: set CARREL_CORPUS.")
    print(evidence())
    if chosen.papers:
        print("", papers(chosen.papers, model=chosen.model), sep="\n")


if __name__ == "__main__":
    main()
