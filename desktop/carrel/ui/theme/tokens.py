"""The design's values, read from ``resources/themes/tokens.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass

from carrel.paths import bundled


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One type style at 100 %: `px` and `line` in pixels, `weight` as in CSS."""

    family: str
    px: float
    line: int
    weight: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by name for the light and the dark theme, and type styles by name."""

    light: dict[str, str]
    dark: dict[str, str]
    type: dict[str, TypeStyle]


def load_tokens() -> Tokens:
    """Read the bundled tokens."""
    data = json.loads(bundled("resources/themes/tokens.json").read_text("utf-8"))
    styles = {
        style["name"]: TypeStyle(style["family"], style["px"], style["line"], style["weight"]) for style in data["type"]
    }
    return Tokens(data["light"], data["dark"], styles)
