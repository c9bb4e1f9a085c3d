"""A model's facts in words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from carrel.services.models import STARTER, ModelChoice
from carrel.ui.shell.wording import size

_LICENCES = {"apache-2.0": "Apache-2.0", "mit": "MIT"}
_NO_MODEL = "Digests are made of the paper’s own sentences, at once and without a model."


def name_of(choice: ModelChoice) -> str:
    """A model's name. The starter's file names it better than its header, which tells of a training run."""
    if choice.key != STARTER or choice.path is None:
        return choice.name
    return re.sub(r"[-_.]+(I?Q\d\w*|F16|BF16|F32)$", "", choice.path.stem, flags=re.IGNORECASE).replace("-", " ")


def licence_of(choice: ModelChoice) -> str:
    """The licence as its authors write it, or that the file names none."""
    named = choice.info.licence if choice.info is not None else ""
    return licence_words(named) or "licence not named in the file"


def licence_words(named: str) -> str:
    """A licence as its authors write it."""
    return _LICENCES.get(named.lower(), named)


def host_of(mirror: str) -> str:
    """The host that models are fetched from, where `mirror` is the address set in its place, or ""."""
    return urlsplit(mirror).hostname or "huggingface.co"


def rate_words(speed: float) -> str:
    """Tokens a second: whole ones from a hundred on ("1,120", "46.8")."""
    return f"{speed:,.0f}" if speed >= 100 else f"{speed:.1f}".removesuffix(".0")


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
    parts.append(licence_of(choice))
    return ", ".join(part for part in parts if part)
