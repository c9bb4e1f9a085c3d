from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.documents.characters import normalise


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("eﬃcient ﬁlters", "efficient filters"),
        ("Andr´e", "André"),
        ("Schr¨odinger", "Schrödinger"),
        ("na¨ıve", "naïve"),
        ("Erd˝os", "Erdős"),
        ("cafe\u0301", "café"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth\x00", "zerowidth"),
        ("plain text", "plain text"),
    ],
)
def test_characters_come_out_as_people_mean_them(printed: str, meant: str) -> None:
    assert normalise(printed) == meant


@given(st.text())
def test_the_result_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(text))
