from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences.sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We train it. It works.", 2),
        ("See Fig. 3 for details. Next, Eq. (4) holds.", 2),
        ("Smith et al. (2010) showed this. Others did not.", 2),
        ("As shown by Vaswani et al. We extend it.", 2),
        ("Some models, e.g. BERT, i.e. encoders, are large, cf. Sec. 3.2 and Tab. 1.", 1),
        ("It was proved by J. Smith and A. B. Jones in 1999. We use it.", 2),
        ("The rate is 3.2 on average. It rises.", 2),
        ("Is it true? Yes! It is.", 3),
        ("He said “it works.” We agree.", 2),
        ("This was measured before.12 We repeat it.", 2),
        ("Dr. Who vs. Mr. Hyde, approx. 5 times.", 1),
        ("这是第一句。这是第二句！第三句吗？是。", 4),
        ("We call this n. The rest follows.", 2),
        ("The U.S. Census and the U.K. Office agree.", 1),
        ("It ends here (see Section 3.). We go on.", 2),
        ("They use dogs, cats, etc. The rest is known.", 2),
    ],
)
def test_a_paragraph_is_cut_where_its_sentences_end(text: str, count: int) -> None:
    assert len(split(text)) == count, split(text)


def test_a_sentence_without_end_is_cut_at_a_space() -> None:
    pieces = split("word " * 900)
    assert all(len(piece) <= sentences.LONGEST for piece in pieces)
    assert all(piece.split()[0] == "word" and piece.split()[-1] == "word" for piece in pieces)


def test_a_word_without_end_is_cut_too() -> None:
    assert max(map(len, split("x" * 5000))) <= sentences.LONGEST


@given(st.text(alphabet=st.sampled_from('ab AB.!?。…"”)(1 2é\t'), max_size=300) | st.text(max_size=300))
def test_no_text_is_lost_or_doubled(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(st.text(alphabet=st.sampled_from("abc AB. "), max_size=200))
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = sentences.sentence_spans(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)
