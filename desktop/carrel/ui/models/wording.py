"""A model's facts in words."""

from __future__ import annotations

from carrel.services.models import ModelChoice
from carrel.ui.shell.wording import size

_NO_MODEL = "Digests are made of the paper’s own sentences, at once and without a model."


def facts(choice: ModelChoice) -> str:
    """Size, quantization, context and licence, as far as the file tells."""
    info = choice.info
    if info is None:
        return "" if choice.key else _NO_MODEL
    parts = [info.quantization, size(info.bytes)]
    if info.parameters:
        parts.insert(0, f"{info.parameters / 1e9:.1f}B" if info.parameters >= 1e9 else f"{info.parameters / 1e6:.0f}M")
    if info.context:
        parts.append(f"context {info.context:,} tokens")
    parts.append(info.licence or "licence not named in the file")
    return ", ".join(part for part in parts if part)
