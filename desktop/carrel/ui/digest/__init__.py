"""The digest as people see it: statements with their evidence, the strip, the drawer, and the words for all of it."""

from carrel.ui.digest.glyphs import StatusGlyph, paint_mark
from carrel.ui.digest.places import Places
from carrel.ui.digest.strip import EvidenceStrip
from carrel.ui.digest.view import Arrangement, DigestView

__all__ = ["Arrangement", "DigestView", "EvidenceStrip", "Places", "StatusGlyph", "paint_mark"]
