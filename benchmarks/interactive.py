"""How soon a person's own question is answered while a day's digests are written, and how soon a request ends when told to.

python benchmarks/interactive.py [--model FILE] [--rounds 7]

A question about a paper is asked alone, and again in the middle of six papers' digests; the time until its first words is
compared. Then requests are cancelled at random moments. Prints a markdown table with medians.
"""

from __future__ import annotations

import argparse
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from carrel.domain.errors import Cancelled
from carrel.worker.limits import prepare_environment
from engine import PAPERS_AT_ONCE, abstracts


def first_words(engine: Any, prompt: Any) -> float:
    """Seconds until a person's question has its first words."""
    came = threading.Event()
    client = engine.client(interactive=True, cancelled=lambda: False)
    began = time.monotonic()
    pending = client.submit(prompt, max_tokens=24, on_text=lambda _: came.set())
    came.wait()
    seconds = time.monotonic() - began
    pending.result()
    return seconds


def cancelling(engine: Any, prompt: Any, after: float) -> float:
    """Seconds from a caller's wish to stop until the request has ended."""
    stop = threading.Event()
    pending: Future[Any] = engine.client(interactive=False, cancelled=stop.is_set).submit(prompt, max_tokens=400)
    time.sleep(after)
    began = time.monotonic()
    stop.set()
    try:
        pending.result()
    except (Cancelled, CancelledError):
        return time.monotonic() - began
    raise RuntimeError("it ended by itself")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    prepare_environment()
    from carrel.digesting.compose import compose  # noqa: PLC0415 - after the environment is prepared
    from carrel.digesting.prompts import prompts  # noqa: PLC0415 - as above
    from carrel.digesting.source import Source  # noqa: PLC0415 - as above
    from carrel.domain.digest import NO_OPTIONS, Field  # noqa: PLC0415 - as above
    from carrel.domain.paper import Paper  # noqa: PLC0415 - as above
    from carrel.inference.embedder import Embedder  # noqa: PLC0415 - as above
    from carrel.inference.encoder import bundled_encoder  # noqa: PLC0415 - as above
    from carrel.inference.llama import LlamaEngine  # noqa: PLC0415 - as above
    from carrel.inference.starter import starter_model  # noqa: PLC0415 - as above

    model = given.model or starter_model()
    if model is None:
        raise SystemExit("The starter model is not installed: make setup")
    engine = LlamaEngine(model)
    encoder = Embedder(bundled_encoder() or Path())
    rows, asked = abstracts(126), prompts()
    ask = asked.fields[Field.SUMMARY][0].asks[0]
    # Each question is about a paper of its own, so that nothing of it is in the cache.
    questions = [asked.prompt(asked.paper(f"{row['title']}\n{row['abstract']}"), ask) for row in rows[60:]]
    chosen = random.Random(3)  # noqa: S311 - any moments do

    def measured(one: Callable[[Any], float], prompts_: Sequence[Any]) -> list[float]:
        return [one(prompt) for prompt in prompts_]

    first_words(engine, questions[-1])
    alone = measured(lambda prompt: first_words(engine, prompt), questions[: given.rounds])
    ending = threading.Event()

    def write(row: dict[str, str]) -> None:
        if not ending.is_set():
            source = Source.of(Paper(row["title"], abstract=row["abstract"]), None)
            client = engine.client(interactive=False, cancelled=ending.is_set)
            try:
                compose(source, client, encoder, NO_OPTIONS, lambda _: None)
            except Cancelled:
                return

    with ThreadPoolExecutor(PAPERS_AT_ONCE) as pool:
        for row in rows[:60]:
            pool.submit(write, row)
        time.sleep(8.0)
        beside = []
        for prompt in questions[given.rounds : 2 * given.rounds]:
            beside.append(first_words(engine, prompt))
            time.sleep(2.0)
        cancelled = measured(
            lambda prompt: cancelling(engine, prompt, chosen.uniform(0.05, 4.0)),
            questions[2 * given.rounds : 4 * given.rounds],
        )
        ending.set()
    engine.close()
    print("| | seconds |\n|---|---:|")
    print(f"| first words of a question, alone | {statistics.median(alone):.2f} |")
    print(f"| during six papers' digests | {statistics.median(beside):.2f} |")
    print(f"| ratio | {statistics.median(beside) / statistics.median(alone):.2f} |")
    print(f"| from a wish to stop to the end, of {len(cancelled)}: median | {statistics.median(cancelled):.3f} |")
    print(f"| longest | {max(cancelled):.3f} |")


if __name__ == "__main__":
    main()
