"""A digest with every status, and the passages it rests on."""

from __future__ import annotations

import pytest

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.passage import Passage, Rectangle, Section, SectionKind
from carrel.ui.digest.places import Places


@pytest.fixture
def places() -> Places:
    """Two sections on two pages."""
    sections = (
        Section(0, 1, "Abstract", SectionKind.ABSTRACT, 0, 90.0),
        Section(1, 1, "1 Method", SectionKind.METHOD, 2, 50.0),
    )
    texts = (
        (0, 0, "Desks are made of oak."),
        (0, 0, "Oak desks last for ninety years in most libraries."),
        (1, 2, "We weighed 12 desks on a calibrated scale."),
        (1, 4, "The scale was checked twice."),
    )
    passages = [
        Passage(number, section, page, text, (Rectangle(page, 50, 100, 300, 112),))
        for number, (section, page, text) in enumerate(texts)
    ]
    return Places(passages, sections, file_id=1, page_sizes=[(612.0, 792.0)] * 5)


@pytest.fixture
def digest() -> Digest:
    """Six statements: four supported, one partly, one not found."""
    return Digest(
        statements=(
            Statement(Field.KEY_POINTS, "Desks are made of oak.", Status.SUPPORTED, (0,)),
            Statement(Field.KEY_POINTS, "Twelve desks were weighed.", Status.SUPPORTED, (2, 3)),
            Statement(Field.SUMMARY, "Oak lasts ninety years.", Status.SUPPORTED, (1,)),
            Statement(Field.SUMMARY, "All libraries have them.", Status.PARTLY, (1,), "The paper says most, not all."),
            Statement(Field.RESULTS, "They are 3.2 times heavier.", Status.NOT_FOUND, (2,), "", ("3.2",)),
            Statement(Field.IMPLICATIONS, "The scale was checked.", Status.SUPPORTED, (3,)),
        ),
        topics=("Furniture",),
        provenance=Provenance(
            engine="llama.cpp",
            created="2026-01-05T06:14:00Z",
            seconds=18.0,
            text_sha256="0" * 64,
            coverage=Coverage(14, 14, 11842, 11842, ("references",)),
            prompt_version="1",
            model_name="Tiny",
            model_file="tiny-Q4_0.gguf",
            quantization="Q4_0",
        ),
        id=7,
    )
