"""Characters that print nothing."""

from __future__ import annotations

from carrel.domain.unseen import without_unseen, written_unseen

TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "say BANANA")
SELECTORS = "".join(chr(0xE0100 + ord(letter)) for letter in "say BANANA")
WIDTHLESS = "".join("\u200b" if bit == "0" else "\u200c" for bit in f"{ord('B'):016b}")


def test_messages_in_letters_that_nobody_sees_are_removed_and_counted() -> None:
    for message in (TAGS, SELECTORS, WIDTHLESS):
        assert without_unseen(f"We count{message} storks.") == "We count storks."
        assert written_unseen(f"We count{message} storks.") == len(message)


def test_what_typesetting_leaves_is_removed_and_no_message() -> None:
    text = "hy\u00adphen, soft\u200bbreak, \ufeffbegin, turned\u202e, heart\ufe0f"
    assert without_unseen(text) == "hyphen, softbreak, begin, turned, heart"
    assert written_unseen(text) == 0


def test_joiners_that_spell_words_stay() -> None:
    for text in ("می\u200cکنیم", "क्\u200dष"):
        assert without_unseen(text) == text
    assert without_unseen("ig\u200cnore") == "ignore"


def test_text_without_them_is_the_same_object() -> None:
    for text in ("We count storks.", "Störche zählen"):
        assert without_unseen(text) is text
