"""The pure parts of writing: thoughts, stop strings, loops, penalties, prefixes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.errors import ModelError
from carrel.inference.answer import Answer
from carrel.inference.choosing import PENALTY_WINDOW, choose, repeated
from carrel.inference.thinking import ThinkingFilter, without_thinking


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("plain", "plain"),
        ("<think>a\nb</think>\n\nThe answer.", "The answer."),
        ("Before <think>x</think> after", "Before after"),
        ("<think>never closed", ""),
        ("<think></think>", ""),
        ("a <thin b", "a <thin b"),
        ("a <think", "a <think"),
        ("x < y and </think> z", "x < y and </think> z"),
    ],
)
def test_thoughts_are_taken_out(text: str, visible: str) -> None:
    assert without_thinking(text) == visible


PIECES = st.lists(st.sampled_from(["<think>", "</think>", "<th", "ink>", "a", " ", "\n", "STOP", "ST", "OP", "é", "🜁"]))


@given(PIECES)
def test_thoughts_are_taken_out_however_the_text_is_cut(pieces: list[str]) -> None:
    visible = ThinkingFilter()
    assert "".join([*map(visible.feed, pieces), visible.finish()]) == without_thinking("".join(pieces))


@given(PIECES, st.sampled_from([(), ("STOP",), ("\n", "a a"), ("OPST", "")]))
def test_what_was_given_out_is_the_text_and_ends_before_the_first_stop(
    pieces: list[str], stop: tuple[str, ...]
) -> None:
    answer = Answer(stop)
    before = ""
    for byte in "".join(pieces).encode():
        answer.feed(bytes([byte]))
        assert answer.text.startswith(before)
        before = answer.text
    answer.finish()
    assert answer.text.startswith(before)
    whole = without_thinking("".join(pieces))
    ends = [whole.find(mark) for mark in stop if mark and mark in whole]
    assert answer.text == (whole[: min(ends)] if ends else whole)
    assert answer.stopped == bool(ends)


def test_the_text_is_given_out_before_the_answer_is_over() -> None:
    answer = Answer(("STOP",))
    answer.feed("naïve S".encode())
    assert answer.text == "naïve "


def test_half_a_character_at_the_end_is_dropped_and_bad_bytes_are_replaced() -> None:
    answer = Answer(())
    answer.feed(b"a\xff")
    answer.feed("é".encode()[:1])
    answer.finish()
    assert answer.text == "a\ufffd"


def test_a_loop_is_seen_and_measured() -> None:
    assert repeated([1, 2, 3, 4]) == 0
    assert repeated([7] * 23) == 0
    assert repeated([7] * 24) == 23
    phrase = list(range(30))
    assert repeated([99, *phrase, *phrase]) == 0
    assert repeated([99, *phrase, *phrase, *phrase]) == 60
    assert repeated([*phrase, 5, *phrase, 6, *phrase]) == 0


@given(st.lists(st.integers(0, 3), max_size=150))
def test_what_is_called_a_loop_repeats(tokens: list[int]) -> None:
    count = repeated(tokens)
    if count:
        assert any(tokens[-count:] == tokens[-count - size : -size] for size in range(1, len(tokens) - count + 1))


def test_only_what_the_answer_said_lately_is_penalised() -> None:
    scores = np.array([5.0, 4.9, -1.0], dtype=np.float32)
    assert choose(scores.copy(), []) == 0
    assert choose(scores.copy(), [0]) == 1
    assert choose(scores.copy(), [0] + [2] * PENALTY_WINDOW) == 0
    assert choose(np.array([-1.0, -1.05], dtype=np.float32), [0]) == 1


def test_a_model_that_computes_nothing_usable_is_called_damaged() -> None:
    with pytest.raises(ModelError, match="damaged"):
        choose(np.array([np.nan, 1.0], dtype=np.float32), [])
