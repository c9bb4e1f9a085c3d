"""The sample paper and the icons that come with Carrel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from pypdf import PdfReader


def test_the_sample_paper_is_what_its_source_says(script: Callable[[str], ModuleType]) -> None:
    sample = script("sample.py")
    kept = sample.SOURCE.with_suffix(".pdf").read_bytes()
    assert sample.set_paper() == kept, "the source or the fonts changed: run `make sample`"


def test_the_sample_paper_has_four_pages_and_a_title(checkout: Path) -> None:
    reader = PdfReader(checkout / "resources" / "sample" / "checking-a-summary.pdf")
    assert len(reader.pages) == 4
    assert reader.metadata is not None
    assert reader.metadata.title == "Checking a summary against its source"


def test_fonts_icons_and_sample_stand_beside_their_licences(checkout: Path) -> None:
    resources = checkout / "resources"
    for font in (resources / "fonts").glob("*-Regular.ttf"):
        assert (resources / "fonts" / f"{font.stem.removesuffix('-Regular')}-OFL.txt").is_file()
    assert (resources / "icons" / "Lucide-LICENSE.txt").is_file()
    assert (resources / "sample" / "LICENSE.txt").is_file()
