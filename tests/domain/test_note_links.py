from __future__ import annotations

import pytest

from carrel.domain.note_links import NoteLink, Stretch, being_typed, quotation, stretches


def links(note: str) -> list[NoteLink]:
    return [part.link for line in stretches(note) for part in line if part.link is not None]


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("[[vaswani2017attention]]", NoteLink("vaswani2017attention", label="vaswani2017attention")),
        ("[[Deep sets]]", NoteLink("Deep sets", label="Deep sets")),
        ("[[1706.03762#p. 4]]", NoteLink("1706.03762", 3, label="1706.03762, p. 4")),
        ("[[key|what it says]]", NoteLink("key", label="what it says")),
        ("[[#p. 12]]", NoteLink("", 11, label="p. 12")),
        ("[[#^carrel-abc12|p. 3]]", NoteLink("", annotation="abc12", label="p. 3")),
    ],
)
def test_a_link_says_paper_place_and_words(typed: str, link: NoteLink) -> None:
    assert links(f"See {typed} there.") == [link]


@pytest.mark.parametrize(
    "typed", ["[[]]", "[[#]]", "[[#p. 0]]", "[[#elsewhere]]", "[[a\nb]]", "[x](y)", "`[[key]]`", "~~~\n[[key]]\n~~~"]
)
def test_what_leads_nowhere_or_is_code_is_no_link(typed: str) -> None:
    assert links(typed) == []


def test_the_parts_give_the_note_again() -> None:
    note = "# Head\n\n```\n[[a]]\n```\nText `[[b]]` and [[c#p. 2]], ``a ` b`` [[d|e]].\n> q\n"
    assert "\n".join("".join(part.text for part in line) for line in stretches(note)) == note


def test_a_link_knows_the_quote_before_it() -> None:
    note = "> One sentence\n> over two lines.\n\n[[#p. 2]], and [[#p. 3]]\n\n[[#p. 4]]"
    assert [link.quote for link in links(note)] == ["One sentence over two lines."] * 2 + [""]


def test_quotes_in_turn_are_told_apart() -> None:
    note = quotation("First.", 0) + "\n\n" + quotation("Second.", 1, remark="partly supported")
    assert [(link.page, link.quote) for link in links(note)] == [(0, "First."), (1, "Second.")]


def test_an_open_link_is_being_typed() -> None:
    assert being_typed("see [[vasw") == "vasw"
    assert being_typed("see [[vasw]]") == being_typed("see [[a#p") == being_typed("see [") == ""


def test_a_quotation_says_what_whence_and_how_sure() -> None:
    made = quotation("A quote\nof two lines.", 2, said="It says so.", remark="partly supported")
    assert made == "It says so.\n\n> A quote of two lines.\n\n[[#p. 3]], partly supported"
    assert quotation("From the abstract.", -1, remark="abstract") == "> From the abstract.\n\nabstract"


def test_plain_text_stays_in_one_piece() -> None:
    assert list(stretches("no links")) == [[Stretch("no links")]]
