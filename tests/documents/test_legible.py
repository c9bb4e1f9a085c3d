from __future__ import annotations

import random
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from carrel.documents.legible import legible
from carrel.documents.read import read

GIBBERISH = "!#$%&*+,0123456789:;<=>?@[]^_`{|}~KLMNab"


def tokens(count: int) -> list[str]:
    chance = random.Random(3)  # noqa: S311 - made text, no secret
    return ["".join(chance.choices(GIBBERISH, k=chance.randrange(4, 30))) for _ in range(count)]


def long_tokens(text: str) -> list[str]:
    """Those that are long enough to tell by."""
    return [token for token in text.split() if len(token) >= 8]


def test_gibberish_is_told_from_words() -> None:
    assert not legible([" ".join(tokens(80)) for _ in range(3)])


@pytest.mark.parametrize(
    "text",
    [
        "Researchers demonstrate “state-of-the-art” improvements, 3.2 times as many as previously; measured (again). "
        * 15,
        "인공지능연구개발에서는 초거대언어모델기반의 정보검색시스템을 다시 연구한다. " * 25,
        "本論文研究圖書館中的每一張書桌。 " * 70,
        "האוניברסיטאות חוקרות באלגוריתמים הסתברותיים. " * 25,
        "Σ_{1}^{10}(2·3)^2/{0,1}≤[1.5,2.5]·x measured ∫_{0}^{100}(1+y)^2/(1+2)^{0.5} smoothness. " * 25,
    ],
)
def test_words_of_any_script_are_legible(text: str) -> None:
    assert len(long_tokens(text)) >= 60
    assert legible([text])


def test_numbers_however_long_are_no_gibberish() -> None:
    table = "12.500±0.001 33.1002345 [1,234.56] (14.000001) " * 40 + "Table of results " * 4
    assert len(long_tokens(table)) >= 60
    assert legible([table])


def test_formulas_and_a_few_tokens_are_too_little_to_tell() -> None:
    assert legible(["x = y + z , f ( x ) ≤ ∑ i = 1 n a i b i ⇒ g ( x ) ∈ L p . Hence w = v . " * 20])
    odd = [token for token in long_tokens(" ".join(tokens(200))) if any(map(str.isalpha, token))]
    assert legible(odd[:59])
    assert not legible(odd[:60])


def test_a_file_whose_letters_cannot_be_told_has_pages_and_no_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "odd.pdf"))
    canvas.setTitle("A paper in odd fonts")
    canvas.setAuthor("Ada Lovelace and Emmy Noether")
    made = tokens(300)
    for line in range(50):
        canvas.drawString(72, 780 - 14 * line, " ".join(made[6 * line : 6 * line + 6])[:90])
    canvas.showPage()
    canvas.save()
    document = read(tmp_path / "odd.pdf")
    assert (document.pages, document.passages, document.sections) == (1, (), ())
    assert document.title == "A paper in odd fonts"
    assert document.authors == ("Ada Lovelace", "Emmy Noether")
    assert "do not say which letters" in document.problems[-1]


@pytest.mark.parametrize(
    ("told", "title"), [("paper.dvi", ""), ("Draft 3.DOC", ""), ("On desks. A survey", "On desks. A survey")]
)
def test_a_files_name_in_the_metadata_is_no_title(tmp_path: Path, told: str, title: str) -> None:
    canvas = Canvas(str(tmp_path / "empty.pdf"))
    canvas.setTitle(told)
    canvas.rect(10, 10, 50, 50)
    canvas.showPage()
    canvas.save()
    assert read(tmp_path / "empty.pdf").title == title


@pytest.mark.corpus
def test_of_real_papers_only_the_one_without_letters_is_illegible(corpus: Path) -> None:
    odd = sorted(corpus.glob("papers/older_or_venue/A_Polynomial-time_Nash*.pdf"))
    fine = sorted(corpus.glob("papers/non_english/*.pdf"))[:6]
    assert odd
    assert fine
    assert [read(path).passages for path in odd] == [()] * len(odd)
    assert all(read(path).passages for path in fine)
