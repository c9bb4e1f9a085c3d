"""Set the sample paper, ``resources/sample/checking-a-summary.pdf``, from its Typst source beside it.

Only the fonts in ``resources/fonts`` are used and the date stands in the source, so the same source always gives
the same bytes. Run ``make sample`` after the text changed.
"""

from __future__ import annotations

from pathlib import Path

import typst

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
SOURCE = RESOURCES / "sample" / "checking-a-summary.typ"


def set_paper(source: Path = SOURCE) -> bytes:
    """Return the paper as PDF.

    Raises:
        typst.TypstError: the source has a mistake; the message says where.
    """
    return typst.compile(source, font_paths=[RESOURCES / "fonts"], ignore_system_fonts=True)


if __name__ == "__main__":
    SOURCE.with_suffix(".pdf").write_bytes(set_paper())
