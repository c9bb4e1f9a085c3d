"""Formulas that a model wrote as LaTeX, as people read them: Unicode, with raised and lowered letters."""

from __future__ import annotations

import re

from carrel.sources.math_text import math_text
from carrel.sources.paper_text import readable

_SIGN = re.compile(r"[\\$^_]")
_RAISED_OR_LOWERED = r"(?:[_^](?:\{[^{}\s]{1,16}\}|[-+−]?\d{1,3}|[A-Za-z*+-](?![A-Za-z])))+"
# Macros outside dollar signs, with their arguments: \mathbb{R}^d, \frac{1}{2}.
_MACRO = re.compile(rf"\\[A-Za-z]+(?:\{{[^{{}}]{{0,60}}\}}){{0,2}}(?:{_RAISED_OR_LOWERED})?")
# A single letter, a number or a closed bracket; longer names (x_train, my_file) are no formulas.
_SCRIPT = re.compile(
    rf"(?:(?<![\w\\/.@#-])(?:[^\W\d_]|\d+(?:\.\d+)?)|(?<=[)\]]))(?P<scripts>{_RAISED_OR_LOWERED})(?![\w{{])"
)
_BARE = re.compile(r"([_^])([-+−]?\d{2,3}|[-+−]\d)")


def unicode_formulas(text: str) -> str:
    """`text` with its simple LaTeX as Unicode: $O(n^2)$ and O(n^2) become O(n²), x_i becomes xᵢ.

    What cannot be told in one line without loss stays as it is written.
    """
    if not _SIGN.search(text):
        return text
    told = readable(text)
    told = _MACRO.sub(lambda match: math_text(match.group()) or match.group(), told)
    return _SCRIPT.sub(lambda match: math_text(_BARE.sub(r"\1{\2}", match.group())) or match.group(), told)
