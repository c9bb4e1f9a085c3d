"""How well the first key point tells what a paper contributes: against the one-sentence summaries that people wrote (SciTLDR).

What chooses it was learned from SciTLDR's training part (`train_selector`); this measures on the development part, which nothing
was learned from. ``--model`` has the starter model write digests of some of the abstracts too.
"""

from __future__ import annotations

import argparse
import random
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rouge_score.rouge_scorer import RougeScorer

from carrel.digesting.cues import CUES
from carrel.digesting.select import extract
from carrel.digesting.source import Source
from carrel.digesting.words import content
from carrel.domain.digest import NO_OPTIONS, Field
from carrel.domain.paper import Paper
from carrel.inference.static_encoder import static_encoder
from evaluation.corpus import CORPUS, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.domain.digest import Digest

DEVELOPMENT = CORPUS / "summaries/scitldr/SciTLDR-Data/SciTLDR-A/dev.jsonl"
SEED = 5
WRITTEN = 60
_AT_ONCE = 4
MEASURES = ("rouge1", "rouge2", "rougeL")
PUBLISHED = (
    ("BERTSUMEXT (extractive)", 38.5, 16.6, 30.5),
    ("MatchSum (extractive)", 42.7, 20.0, 34.0),
    ("BART (writes)", 43.3, 20.8, 35.0),
    ("CATTS (writes)", 43.8, 20.9, 35.5),
)
"""From abstracts alone, as Cachola et al. (2020) report it for the test part, which is not at hand here."""

_SCORER = RougeScorer(list(MEASURES), use_stemmer=True)


@dataclass(frozen=True, slots=True)
class Case:
    """One abstract: its sentences, and the summaries that people wrote."""

    title: str
    sentences: tuple[str, ...]
    summaries: tuple[str, ...]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Case:
        """One line of the data."""
        texts = tuple(text.strip() for text in row["source"] if text.strip())
        return cls(row["title"], texts, tuple(row["target"]))

    @property
    def source(self) -> Source:
        """The abstract as Carrel gets it: running text."""
        return Source.of(Paper(title=self.title, abstract=" ".join(self.sentences)), None)

    def rouge(self, text: str) -> tuple[float, ...]:
        """ROUGE-1, -2 and -L (F) with the summary that `text` is nearest to by ROUGE-1."""
        scored = (_SCORER.score(summary, text) for summary in self.summaries)
        return max(tuple(scores[name].fmeasure for name in MEASURES) for scores in scored)

    def new_words(self, text: str) -> float:
        """The share of the content words of `text` that the abstract lacks."""
        words = set(content(text))
        return len(words.difference(content(" ".join(self.sentences)))) / max(1, len(words))


def _announcing(case: Case) -> str:
    return next((text for text in case.sentences if CUES["announces"].search(text)), case.sentences[0])


def _nearest_centre(case: Case) -> str:
    vectors = static_encoder().embed(case.sentences)
    return case.sentences[int((vectors @ vectors.sum(axis=0)).argmax())]


def _first_key_point(case: Case) -> str:
    return extract(case.source).of(Field.KEY_POINTS)[0].text


def _best(case: Case) -> str:
    return max(case.sentences, key=case.rouge)


WAYS: tuple[tuple[str, Callable[[Case], str]], ...] = (
    ("the first sentence", lambda case: case.sentences[0]),
    ("the sentence nearest to all (static vectors)", _nearest_centre),
    ("the first “we propose” sentence, else the first", _announcing),
    ("the title", lambda case: case.title),
    ("**first key point of the extractive digest**", _first_key_point),
    ("the best sentence", _best),
)


def tables(*, model: bool = False, written: int = WRITTEN) -> str:
    """How near each way comes to people's summaries; with `model` the starter's digests of `written` of the abstracts too."""
    cases = [Case.of(row) for row in lines(DEVELOPMENT)]
    references = sum(len(case.summaries) for case in cases) / len(cases)
    parts = [
        (
            f"SciTLDR-A, development part: {len(cases)} abstracts with {references:.1f} summaries each. ROUGE (F, stemmed, "
            "`rouge-score`) with the nearest of them."
        ),
        _table([(name, [way(case) for case in cases]) for name, way in WAYS], cases),
        "Published, on the test part of the same data:",
        "\n".join(
            ["| system | ROUGE-1 | ROUGE-2 | ROUGE-L |", "|---|--:|--:|--:|"]
            + [f"| {name} | {one} | {two} | {longest} |" for name, one, two, longest in PUBLISHED]
        ),
    ]
    if model:
        some = random.Random(SEED).sample(cases, written)  # noqa: S311 - which abstracts are measured is no secret
        digests = _written(some)
        ways = [
            ("key points of the starter's digest, the first", [_shown(digest) for digest in digests]),
            ("first key point of the extractive digest", [_first_key_point(case) for case in some]),
            ("the best sentence", [_best(case) for case in some]),
        ]
        fallbacks = sum(Field.KEY_POINTS in digest.fallbacks for digest in digests)
        parts += [
            f"{written} of these abstracts (seed {SEED}); of {fallbacks} the starter's key points were given up for the paper's own:",
            _table(ways, some),
        ]
    return "\n\n".join(parts)


def _table(ways: Sequence[tuple[str, Sequence[str]]], cases: Sequence[Case]) -> str:
    rows = ["| key point | ROUGE-1 | ROUGE-2 | ROUGE-L | words that the abstract lacks |", "|---|--:|--:|--:|--:|"]
    for name, texts in ways:
        scores = [case.rouge(text) for case, text in zip(cases, texts, strict=True)]
        means = (100 * sum(score[at] for score in scores) / len(scores) for at in range(len(MEASURES)))
        new = 100 * sum(case.new_words(text) for case, text in zip(cases, texts, strict=True)) / len(cases)
        rows.append(f"| {name} | {' | '.join(f'{mean:.1f}' for mean in means)} | {new:.0f} % |")
    return "\n".join(rows)


def _shown(digest: Digest) -> str:
    return next((re.sub(r"\s+", " ", statement.shown) for statement in digest.of(Field.KEY_POINTS)), "")


def _written(cases: Sequence[Case]) -> list[Digest]:
    from carrel.digesting.compose import compose  # noqa: PLC0415 - only where a model is asked for
    from carrel.inference.embedder import Embedder  # noqa: PLC0415 - as above
    from carrel.inference.encoder import bundled_encoder  # noqa: PLC0415 - as above
    from carrel.inference.llama import LlamaEngine  # noqa: PLC0415 - as above
    from carrel.inference.starter import starter_model  # noqa: PLC0415 - as above

    path, encoder_path = starter_model(), bundled_encoder()
    if path is None or encoder_path is None:
        raise SystemExit("The starter model is not installed: make setup")
    encoder, engine = Embedder(encoder_path), LlamaEngine(path, gpu_layers=0)
    try:
        client = engine.client(interactive=False, cancelled=lambda: False)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda case: compose(case.source, client, encoder, NO_OPTIONS, lambda _: None), cases))
    finally:
        engine.close()
        encoder.close()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", action="store_true", help="write digests with the starter model too")
    parser.add_argument("--written", type=int, default=WRITTEN, help="of how many abstracts")
    chosen = parser.parse_args()
    print(tables(model=chosen.model, written=chosen.written))


if __name__ == "__main__":
    main()
