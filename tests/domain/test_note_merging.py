from __future__ import annotations

import random

import pytest

from carrel.domain.note_merging import common_end, common_start, merge_notes


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("", "mine", "", "mine"),
        ("One.", "One.", "One. Two.", "One. Two."),
        ("One.\n", "One.\nMine.\n", "One.\nTheirs.\n", "One.\nMine.\nTheirs.\n"),
        ("the cat", "the black cat", "the cat sat", "the black cat sat"),
        ("a b c", "a c", "a b c d", "a c d"),
        ("a b c", "a c", "a B c", "a B c"),
        ("ab", "abc", "abcd", "abcd"),
        ("same", "other", "other", "other"),
        ("", "mine", "theirs", "minetheirs"),
    ],
)
def test_what_either_changed_is_changed(base: str, mine: str, theirs: str, merged: str) -> None:
    assert merge_notes(base, mine, theirs) == merged


def test_no_word_that_anybody_typed_is_lost() -> None:
    dice = random.Random(5)  # noqa: S311 - repeatable, not secret
    for number in range(300):
        base = [f"word{dice.randrange(6)}" for _ in range(dice.randrange(12))]
        sides = []
        for name in ("mine", "theirs"):
            side = list(base)
            for step in range(dice.randrange(1, 4)):
                side.insert(dice.randrange(len(side) + 1), f"{name}{number}x{step}")
            sides.append(side)
        space = dice.choice((" ", "\n"))
        merged = merge_notes(*(space.join(words) for words in (base, *sides)))
        for word in {*sides[0], *sides[1]}:
            assert word in merged


def test_a_long_note_that_is_changed_at_both_ends_is_merged_at_once() -> None:
    base = "".join(f"line {number} of a note\n" for number in range(50_000))
    middle = len(base) // 2
    merged = merge_notes(base, f"{base[:middle]}Mine.{base[middle:]}", f"Theirs.{base}The end.")
    assert merged == f"Theirs.{base[:middle]}Mine.{base[middle:]}The end."


def test_a_long_note_that_repeats_itself_loses_nothing() -> None:
    base = "the same line\n" * 20_000
    middle = len(base) // 2
    merged = merge_notes(base, f"{base[:middle]}Mine.{base[middle:]}", f"Theirs.{base}The end.")
    assert all(words in merged for words in ("Mine.", "Theirs.", "The end."))


def test_ends_that_are_alike_do_not_overlap() -> None:
    assert common_start("aaa", "aa") == 2
    assert common_end("aaa", "aa", 2) == 0
    assert common_end("xab", "yab") == 2
