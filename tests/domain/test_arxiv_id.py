from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2310.06825", ArxivId("2310.06825")),
        (" arXiv:2310.06825v2 ", ArxivId("2310.06825", 2)),
        ("0704.0001", ArxivId("0704.0001")),
        ("cs/0005057v1", ArxivId("cs/0005057", 1)),
        ("math.GT/0309136", ArxivId("math.GT/0309136")),
        ("hep-th/9711200", ArxivId("hep-th/9711200")),
        ("https://arxiv.org/abs/2310.06825v1", ArxivId("2310.06825", 1)),
        ("http://www.arxiv.org/pdf/2310.06825v1.pdf", ArxivId("2310.06825", 1)),
        ("https://export.arxiv.org/pdf/cs/0005057", ArxivId("cs/0005057")),
        ("https://arxiv.org/html/2310.06825?query=x#S2", ArxivId("2310.06825")),
        ("https://www.alphaxiv.org/overview/2310.06825", ArxivId("2310.06825")),
        ("https://huggingface.co/papers/2310.06825", ArxivId("2310.06825")),
        ("10.48550/arXiv.2310.06825", ArxivId("2310.06825")),
        ("doi:10.48550/ARXIV.2310.06825v3", ArxivId("2310.06825", 3)),
        ("https://doi.org/10.48550/arXiv.2310.06825", ArxivId("2310.06825")),
    ],
)
def test_every_form_people_paste_names_the_paper(text: str, expected: ArxivId) -> None:
    assert parse_arxiv_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2313.06825",
        "2310.068",
        "2310.06825v0",
        "paper.pdf",
        "10.1000/182",
        "https://example.org/abs/2310.06825",
        "https://arxiv.org/list/cs.LG/new",
        "http://[broken/2310.06825",
        "2310.06825 and more",
    ],
)
def test_what_names_no_arxiv_paper_is_none(text: str) -> None:
    assert parse_arxiv_id(text) is None


@given(st.integers(0, 99), st.integers(1, 12), st.text("0123456789", min_size=4, max_size=5), st.integers(0, 999))
def test_an_identifier_is_read_back_from_its_own_text(year: int, month: int, number: str, version: int) -> None:
    identifier = ArxivId(f"{year:02}{month:02}.{number}", version)
    assert parse_arxiv_id(str(identifier)) == identifier
    assert parse_arxiv_id(f"https://arxiv.org/pdf/{identifier}") == identifier


@given(st.text())
def test_any_text_is_read_without_an_error_and_makes_a_safe_file_name(text: str) -> None:
    found = parse_arxiv_id(text)
    if found is not None:
        assert "/" not in found.file_stem
