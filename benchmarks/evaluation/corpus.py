"""Where the real papers, summaries and judged claims are that quality is measured on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "data"))
"""`$CARREL_CORPUS`, else ``shared/data`` beside the checkout."""


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
