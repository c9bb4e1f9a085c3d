"""Files that print two columns row by row."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from annotated_papers import print_row_by_row
from carrel.documents.page_characters import characters_of
from carrel.documents.read import read

LEFT = (
    "Zebras live in herds and know each other by",
    "their stripes, which differ from one animal to",
    "the next. Thus a foal finds its mother ani-",
    "mals like her in thick grass, where nothing but",
    "a back is seen of her. The wind carries no",
    "smell to the foals that look for her all day.",
)
RIGHT = (
    "Lions sleep for most of the day under trees",
    "and hunt when the air is cool, in groups whose",
    "members know their places. They keep to them",
    "for years, while the males guard the land from",
    "others who come from far away to take it with",
    "all that lives there and eats of the grass.",
)


@pytest.fixture(params=["lines", "words"])
def by_row(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    over = "This line goes over the full width of the page and stands over both of its columns of print."
    return print_row_by_row(tmp_path / "rows.pdf", over, (LEFT, RIGHT), words=request.param == "words")


def test_sentences_stay_in_their_column_with_their_rectangles(by_row: Path) -> None:
    passages = read(by_row).passages
    texts = [one.text for one in passages]
    assert (
        texts[1]
        == "Zebras live in herds and know each other by their stripes, which differ from one animal to the next."
    )
    assert texts[2].startswith("Thus a foal finds its mother animals like her in thick grass")
    assert texts[4] == (
        "Lions sleep for most of the day under trees and hunt when the air is cool, in groups whose members know their places."
    )
    assert [round(box.left) for box in passages[4].rectangles] == [320, 320, 320]
    assert max(box.right for box in passages[2].rectangles) < 300


def test_characters_stay_in_their_column_too(by_row: Path) -> None:
    document = pypdfium2.PdfDocument(by_row)
    with characters_of(document, 0) as characters:
        text = " ".join(characters.text().split())
        boxes = characters.boxes([characters.text().index("Lions")])
    document.close()
    assert "animal to the next. Thus a foal" in text
    assert "under trees and hunt when" in text
    assert round(boxes[0, 0]) == 320
