"""How good digests are: every table of docs/evaluation.md, part by part.

``python benchmarks/evaluate.py`` needs the corpus of papers, summaries and judged claims ($CARREL_CORPUS, else
``shared/data`` beside the checkout). ``--only PART`` measures one part; ``--model`` has the starter model write the digests
of real papers too, which takes long.
"""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path

from evaluation.corpus import CORPUS

PARTS = ("sections", "key_points", "evidence", "topics", "readers", "search", "related")


def main() -> None:
    """Print the tables of the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone; may be given again")
    parser.add_argument("--model", action="store_true", help="also digests by the starter model")
    parser.add_argument("--labels", type=Path, help="the folder of CSFCube's labels, for the part related")
    chosen = parser.parse_args()
    if not CORPUS.is_dir():
        raise SystemExit("The corpus is not at hand: set CARREL_CORPUS.")
    for part in chosen.only or PARTS:
        began = time.monotonic()
        module = importlib.import_module(f"evaluation.{part}")
        asked: dict[str, object] = {"model": chosen.model} if part in {"key_points", "readers"} else {}
        if part == "related":
            asked = {"labels": chosen.labels}
        print(f"## {part.replace('_', ' ').capitalize()}\n\n{module.tables(**asked)}\n", flush=True)
        print(f"({time.monotonic() - began:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
