from __future__ import annotations

from carrel.domain.passage import Passage, Rectangle
from carrel.domain.web_links import web_address
from carrel.ui.reader.columns import columns
from carrel.ui.reader.copied_text import repaired, running_text
from carrel.ui.reader.find import FoldedPassages, Hit, folded, printed_spans
from carrel.ui.reader.jumps import Jumps


def passage(position: int, text: str, page: int = 0) -> Passage:
    return Passage(position, 0, page, text, (Rectangle(page, 10, 10 + 20 * position, 200, 20 + 20 * position),))


def test_words_cut_at_a_lines_end_are_copied_whole() -> None:
    assert running_text("repre\ufffesentation of\r\nwords") == "representation of words"
    assert running_text("repre\ufffe\r\nsentation") == "representation"
    assert running_text("repre-\r\nsentation") == "representation"
    assert running_text("pre-trained, Mid-\r\nAtlantic") == "pre-trained, Mid- Atlantic"


def test_copied_text_has_no_control_characters() -> None:
    assert running_text("a\x00b\x02c\ufffe") == "abc"


def test_text_that_qt_byte_swapped_is_put_right() -> None:
    page = "repre\ufffesentation of words"
    swapped = "sentation".encode("utf-16-le").decode("utf-16-be")
    assert repaired(swapped, page) == "sentation"
    assert repaired("words", page) == "words"


def test_find_ignores_case_accents_ligatures_and_space() -> None:
    text = FoldedPassages.of([passage(0, "The ﬁrst naïve Bayes"), passage(1, "first, FIRST")])
    assert list(text.find("  First ")) == [Hit(0, 0), Hit(1, 0), Hit(1, 1)]
    assert list(text.find("naive bayes")) == [Hit(0, 0)]
    assert not text.find("   ")


def test_typed_dashes_and_quotes_find_printed_ones() -> None:
    text = FoldedPassages.of(
        [passage(0, "a state\u2010of\u2010the\u2011art \u201cmodel\u201d, \u2019tis said, 1990\u20132000")]
    )
    assert list(text.find('state-of-the-art "model", \'tis SAID, 1990-2000')) == [Hit(0, 0)]
    assert folded("STRASSE") == folded("Stra\u00dfe") == "strasse"


def test_hits_are_counted_by_passage_and_page() -> None:
    over = Passage(2, 0, 1, "a b a", (Rectangle(1, 10, 700, 200, 710), Rectangle(2, 10, 10, 200, 20)))
    hits = FoldedPassages.of([passage(0, "a a"), passage(1, "b", 1), over]).find("a")
    assert len(hits) == 4
    assert [hits[index] for index in range(4)] == [Hit(0, 0), Hit(0, 1), Hit(2, 0), Hit(2, 1)]
    assert [hits.page(index) for index in range(4)] == [0, 0, 1, 1]
    assert [hits.first_from(page) for page in (0, 1, 2)] == [0, 2, 0]
    assert list(hits.on_page(1)) == list(hits.on_page(2)) == [over]
    assert hits.of_passage(2) == [Hit(2, 0), Hit(2, 1)]
    assert hits.of_passage(1) == []
    nothing = FoldedPassages.of([over]).find("z")
    assert not nothing
    assert nothing.first_from(0) == -1


def test_printed_words_are_found_across_lines_and_hyphens() -> None:
    page = "an inter\ufffe\r\nnal covari-\r\nate  Shift"
    (start, length) = printed_spans(page, folded("internal covariate shift"))[0]
    assert page[start : start + length] == page[3:]
    assert printed_spans(page, "") == []


def test_jumps_go_back_and_forward() -> None:
    jumps: Jumps[int] = Jumps()
    assert jumps.back(1) is None
    jumps.jump(1)
    jumps.jump(5)
    assert jumps.back(9) == 5
    assert jumps.back(5) == 1
    assert jumps.forward(1) == 5
    assert jumps.can_go_back
    jumps.jump(5)
    assert not jumps.can_go_forward


def test_only_web_addresses_may_go_to_the_browser() -> None:
    assert web_address("https://arxiv.org/abs/1")
    assert not web_address("file:///etc/passwd")
    assert not web_address("javascript:alert(1)")
    assert not web_address("http://[broken")


def test_each_column_of_a_passage_has_one_stretch() -> None:
    left = [Rectangle(0, 50, 700 + 12 * n, 280, 711 + 12 * n) for n in range(3)]
    right = [Rectangle(0, 310, 70 + 12 * n, 540, 81 + 12 * n) for n in range(2)]
    overleaf = Rectangle(1, 50, 70, 280, 81)
    lines = [*left, *right, overleaf]
    assert columns(lines, lambda page: [line for line in lines if line.page == page]) == (
        Rectangle(0, 50, 700, 280, 735),
        Rectangle(0, 310, 70, 540, 93),
        overleaf,
    )


def test_a_sentence_in_the_middle_of_a_line_stands_in_the_whole_column() -> None:
    lines = [
        Rectangle(0, 50, 100, 280, 111),
        Rectangle(0, 50, 112, 140, 123),
        Rectangle(0, 144, 112, 200, 123),
        Rectangle(0, 204, 112, 280, 123),
        Rectangle(0, 310, 112, 540, 123),
    ]
    assert columns([lines[2]], lambda _page: lines) == (Rectangle(0, 50, 112, 280, 123),)


def test_two_passages_on_neighbouring_lines_make_one_stretch_whatever_their_order() -> None:
    lines = [Rectangle(0, 200, 100, 280, 111), Rectangle(0, 50, 112, 180, 123)]
    page = [*lines, Rectangle(0, 50, 100, 196, 111)]
    for order in (lines, lines[::-1]):
        assert columns(order, lambda _page: page) == (Rectangle(0, 50, 100, 280, 123),)
