"""Whether the child of the models keeps more and more memory: many digests by one engine, its memory looked at in between.

python benchmarks/memory.py [--digests 2000] [--together 6] [--tokens 0] [--model FILE]

The abstracts are the corpus's ($CARREL_CORPUS, else ../shared/data beside the checkout), again and again. With whole answers 2,000
digests take long; ``--tokens 20`` ends each answer after so many tokens, for a shorter run: every digest still reads its
paper, makes its sequences and gives them back; the table says so, and how long one digest took. Memory is the child's resident set (RSS), of which the model's file, where it is mapped, is a part from the first
digest on. Growth is counted from the 200th digest. Prints a markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import psutil

from carrel.digesting.source import Source
from carrel.domain.paper import Paper
from carrel.inference.starter import starter_model
from carrel.worker.model import ModelWorker

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
LOOKS = (20, 200, 500, 1000, 2000)
WARM = 200
MOST_GROWTH = 5.0
_MB = 1e6

# The child as it is, but for prompts whose answers may be no longer.
SHORT = """
    import sys
    from dataclasses import replace
    from carrel.digesting import compose, prompts
    from carrel.worker.serve import main

    most = int(sys.argv[1])
    asked = prompts.prompts()
    short = {
        field: tuple(replace(part, tokens=min(part.tokens, most)) for part in parts) for field, parts in asked.fields.items()
    }
    asked = replace(asked, fields=short)
    compose.prompts = lambda _family="": asked

    main("model")
"""


def sources(count: int) -> list[Source]:
    rows = json.loads((CORPUS / "digests" / "abstracts.json").read_text(encoding="utf-8"))
    made = [Source.of(Paper(row["title"], abstract=row["abstract"]), None) for row in rows]
    return list(islice(cycle(made), count))


def measure(model: Path, count: int, together: int, tokens: int) -> list[tuple[int, float, float]]:
    """(digests, seconds so far, memory in MB) at each look and at the end."""
    command = [sys.executable, "-P", "-c", textwrap.dedent(SHORT), str(tokens)] if tokens else None
    worker = ModelWorker(command=command)
    found: list[tuple[int, float, float]] = []
    began = time.monotonic()
    with ThreadPoolExecutor(together) as pool:
        digests = pool.map(lambda source: worker.digest(source, model), sources(count))
        for done, _ in enumerate(digests, 1):
            if done in LOOKS or done == count:
                pid = worker.pid
                if pid is None:
                    sys.exit("The child ended in between, so nothing can be said of its memory.")
                found.append((done, time.monotonic() - began, psutil.Process(pid).memory_info().rss / _MB))
                print(f"{done} digests, {found[-1][2]:.0f} MB", file=sys.stderr)
    worker.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--digests", type=int, default=2000)
    parser.add_argument("--together", type=int, default=6)
    parser.add_argument("--tokens", type=int, default=0)
    parser.add_argument("--model", type=Path, default=None)
    given = parser.parse_args()
    model = given.model or starter_model()
    if model is None:
        sys.exit("The starter model is not installed: make setup")
    found = measure(model, given.digests, given.together, given.tokens)
    length = f"answers of at most {given.tokens} tokens" if given.tokens else "whole answers"
    print(f"{model.name}, {given.together} digests at a time, {length}\n")
    print("| Digests | Seconds | Seconds a digest | Memory, MB |\n|---:|---:|---:|---:|")
    for done, seconds, memory in found:
        print(f"| {done:,} | {seconds:,.0f} | {seconds / done:.2f} | {memory:.1f} |")
    warm = next((memory for done, _, memory in found if done >= min(WARM, given.digests)), 0.0)
    growth = 100 * (max(memory for done, _, memory in found if done >= min(WARM, given.digests)) / warm - 1)
    print(f"\nMost growth after the first {min(WARM, given.digests)}: {growth:.1f} % (at most {MOST_GROWTH:.0f} %)")
    if growth > MOST_GROWTH:
        sys.exit(1)


if __name__ == "__main__":
    main()
