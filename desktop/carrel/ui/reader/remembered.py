"""Where a person was in a paper, kept as a line of text."""

from __future__ import annotations

import math
from dataclasses import dataclass

from carrel.ui.reader.layout import GREATEST_ZOOM, LEAST_ZOOM, Fit, PagePoint
from carrel.ui.reader.spreads import Spread

_BEGINNING = PagePoint(0, 0.0, -16.0)


@dataclass(frozen=True, slots=True)
class RememberedPlace:
    """The point at the top of the view, the zoom, and how pages lie: `turn` quarters clockwise, in such rows."""

    place: PagePoint = _BEGINNING
    fit: Fit = Fit.WIDTH
    zoom: float = 1.0
    turn: int = 0
    spread: Spread = Spread.SINGLE

    @staticmethod
    def name(paper_id: int) -> str:
        """The name it is kept under."""
        return f"reader.place.{paper_id}"

    def format(self) -> str:
        """As a line: page, x and y in points, fit, zoom, quarter turns, spread."""
        page, x, y = self.place
        return f"{page} {x:.1f} {y:.1f} {self.fit} {self.zoom:.4f} {self.turn} {self.spread}"

    @classmethod
    def parse(cls, line: str) -> RememberedPlace:
        """What `format` wrote, before there were turns and spreads too; the beginning of the paper for anything else."""
        parts = line.split()
        try:
            page, x, y, fit, zoom = int(parts[0]), float(parts[1]), float(parts[2]), Fit(parts[3]), float(parts[4])
            turn, spread = (int(parts[5]), Spread(parts[6])) if len(parts) > 5 else (0, Spread.SINGLE)
        except (IndexError, ValueError):
            return cls()
        if page < 0 or not math.isfinite(x + y) or not LEAST_ZOOM <= zoom <= GREATEST_ZOOM or not 0 <= turn < 4:
            return cls()
        return cls(PagePoint(page, x, y), fit, zoom, turn, spread)
