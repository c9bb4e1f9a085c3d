"""What changed between two versions of a text."""

from __future__ import annotations

from carrel.ui.library.text_changes import Change, Piece, changed, pieces_of, spoken


def test_words_that_came_and_went_stand_in_their_places() -> None:
    assert pieces_of("Fast attention is slow.", "Fast nearest attention is not slow.") == (
        Piece(Change.SAME, "Fast"),
        Piece(Change.ADDED, "nearest"),
        Piece(Change.SAME, "attention is"),
        Piece(Change.ADDED, "not"),
        Piece(Change.SAME, "slow."),
    )


def test_what_is_replaced_is_struck_before_what_comes_in_its_place() -> None:
    pieces = pieces_of("a sub-quadratic bound", "a linear bound")
    assert [piece.change for piece in pieces] == [Change.SAME, Change.REMOVED, Change.ADDED, Change.SAME]
    assert spoken(pieces) == "removed “sub-quadratic”; added “linear”"


def test_other_line_breaks_are_no_change() -> None:
    pieces = pieces_of("one two\nthree", "one  two three")
    assert not changed(pieces)
    assert spoken(pieces) == "unchanged"


def test_either_text_may_be_empty() -> None:
    assert pieces_of("", "") == ()
    assert pieces_of("", "new") == (Piece(Change.ADDED, "new"),)
    assert pieces_of("old", "") == (Piece(Change.REMOVED, "old"),)


def test_both_texts_can_be_put_together_again() -> None:
    old = "We prove that ANNA retains the power of standard attention in matching the capabilities of MPC algorithms."
    new = "We show that ANNA keeps the power of attention, and match the capabilities of parallel algorithms."
    pieces = pieces_of(old, new)
    assert " ".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == new
    assert " ".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == old
