from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.digest import Field, Note, Statement, Status
from carrel.domain.feed import AnnounceType, NewsLane
from carrel.domain.paper import PaperVersion
from carrel.interchange.day import DayPage, Lane, Said
from carrel.interchange.html import write as write_html
from carrel.interchange.markdown import write as write_markdown
from carrel.interchange.text import write as write_text
from carrel.interchange.wording import (
    day_words,
    entry,
    instant,
    lane_words,
    mark,
    plain,
    subject,
    totals,
    web,
)
from day_pages import COLOURS, PAPER, STATEMENTS, card, digest, numbered, page, told


def test_five_authors_are_named_and_the_others_counted() -> None:
    assert told().byline == "Ada Lovelace, B. Author, C. Author, D. Author, E. Author and 2 more"
    assert told(replace(PAPER, authors=PAPER.authors[:5])).byline.endswith("E. Author")
    assert told(replace(PAPER, authors=())).byline == ""


def test_a_paper_is_known_by_its_version_at_arxiv() -> None:
    assert told().arxiv.label == "2509.09001v1"
    assert told().arxiv.address == "https://arxiv.org/abs/2509.09001v1"
    old = replace(PAPER, arxiv_id="math.GT/0309136")
    assert told(old).arxiv.address == "https://arxiv.org/abs/math.GT/0309136v1"


def test_a_digest_shows_key_points_and_summary_and_where_it_came_from() -> None:
    made = told()
    assert [point.text for point in made.points] == [STATEMENTS[0].text, STATEMENTS[1].text]
    assert [mark(point) for point in made.points] == ["✓", '◐ partly: The paper says "a class", not most.']
    assert [mark(said) for said in made.summary] == ["✓", "⊘ not found in paper"]
    assert made.provenance == ("SmolLM2 135M Instruct (Q4_0), offline, 3 of 5 supported, 1 partly, 1 not found")


def test_an_extractive_digest_says_so() -> None:
    made = entry(card(), PAPER, digest(engine="extractive"), None)
    assert made.extractive
    assert made.provenance.startswith("Extractive: the paper's own sentences, offline")


def test_a_field_that_the_model_left_empty_is_named() -> None:
    made = entry(card(), PAPER, replace(digest(), fallbacks=(Field.SUMMARY,)), None)
    assert made.provenance.endswith("; summary extractive")


def test_a_sentence_that_was_not_found_gives_way_to_the_papers_own() -> None:
    made = entry(card(), PAPER, digest(replace(STATEMENTS[3], instead="It is faster.", reason="No passage.")), None)
    assert [(said.text, said.quoted) for said in made.summary] == [("It is faster. (from the paper)", True)]
    assert mark(made.summary[0]) == "⊘ in place of a sentence that was not found in paper"
    for form in (write_markdown(page(made)), write_html(page(made), COLOURS, COLOURS), write_text(page(made))):
        assert "faster" in form
        assert "3.2" not in form
        assert "not found in paper" in form.replace("\n", " ")
    assert '<span class="paper" dir="auto">It is faster. (from the paper) ' in write_html(page(made), COLOURS, COLOURS)
    right = replace(STATEMENTS[3], instead="It is faster.", verdict=Status.SUPPORTED)
    made = entry(card(), PAPER, digest(right), None)
    assert [(said.text, mark(said)) for said in made.summary] == [(STATEMENTS[3].text, "✓ supported: your mark")]


def test_no_number_that_was_not_found_stands_without_a_word() -> None:
    number = Statement(Field.SUMMARY, "It runs 3.2 times faster.", Status.PARTLY, (0,), "", ("3.2",))
    made = entry(card(), PAPER, digest(number), None)
    assert mark(made.summary[0]) == "◐ partly: 3.2 not found."
    said = replace(number, reason="The paper says 3.1, not 3.2.")
    assert mark(entry(card(), PAPER, digest(said), None).summary[0]) == "◐ partly: The paper says 3.1, not 3.2."


def test_a_translation_is_what_is_read() -> None:
    german = replace(STATEMENTS[2], translation="Konstante Tiefe reicht.")
    assert entry(card(), PAPER, digest(german), None).summary[0].text == "Konstante Tiefe reicht."


def test_what_is_to_be_known_of_a_field_is_told_in_one_quiet_line() -> None:
    notes = (Note(Field.SUMMARY, "The model repeated itself and was stopped."), Note(Field.RESULTS, "Not shown here."))
    made = entry(card(), PAPER, replace(digest(), notes=notes), None)
    assert made.notes == "Summary: The model repeated itself and was stopped."
    assert f"*{made.notes}*" in write_markdown(page(made))
    assert f'<p class="provenance">{made.notes}</p>' in write_html(page(made), COLOURS, COLOURS)
    assert f"({made.notes})" in write_text(page(made))
    assert told().notes == ""


def test_a_model_that_was_asked_in_vain_is_told() -> None:
    made = entry(card(), PAPER, replace(digest(engine="extractive"), fallbacks=(Field.SUMMARY,)), None)
    assert made.provenance.endswith("; the model gave nothing usable")


def test_the_persons_own_mark_counts() -> None:
    marked = replace(STATEMENTS[0], verdict=Status.NOT_FOUND)
    made = entry(card(), PAPER, digest(marked), None)
    assert mark(made.points[0]) == "⊘ not found in paper: your mark"


def test_a_replaced_paper_says_what_it_replaces() -> None:
    before = PaperVersion(1, "Attention, fast", "", "2025-08-01T10:00:00Z")
    made = entry(card(AnnounceType.REPLACE_CROSS, version=2), PAPER, None, before)
    assert made.kind == "Replaced, cross-list"
    assert made.notices == ("Version 2 replaces version 1 of 1 August 2025. Its title was: Attention, fast",)
    unknown = entry(card(AnnounceType.REPLACE, version=3), PAPER, None, None)
    assert unknown.notices == ("Version 3 replaces version 2.",)
    assert told().notices == ()


def test_a_withdrawn_paper_says_so_with_its_comment() -> None:
    paper = replace(PAPER, comment="Withdrawn by the authors: an error in Lemma 3")
    made = entry(card(withdrawn=True), paper, None, None)
    assert made.notices == ("This paper was withdrawn. Its comment: Withdrawn by the authors: an error in Lemma 3",)


def test_links_lead_to_the_web_or_nowhere() -> None:
    assert [(link.label, link.address) for link in told().links] == [
        ("github.com/example/anna", "https://github.com/example/anna")
    ]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:secret@evil.example",
        "//evil.example",
        "https://[",
        "",
    ],
)
def test_an_address_that_is_not_of_the_web_is_none(address: str) -> None:
    assert web(address) == ""


@given(st.text())
def test_an_address_holds_nothing_that_could_end_it(rest: str) -> None:
    address = web(f"https://example.org/{rest}")
    assert not set(address) & set('<>"\\ `\n\r\t{}|^')


@given(st.text())
def test_plain_text_is_one_line_without_control_characters(text: str) -> None:
    made = plain(text)
    assert made == " ".join(made.split())
    assert all(char.isprintable() or not char.isascii() for char in made)
    assert not set(made) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert plain(made) == made


def test_a_day_is_named_in_english_and_begins_at_midnight_in_the_east() -> None:
    assert day_words("2025-09-12") == "Friday 12 September 2025"
    assert instant("2025-09-12") == "2025-09-12T04:00:00Z"
    assert instant("2025-12-12") == "2025-12-12T05:00:00Z"


def test_a_mail_is_called_by_its_day_and_what_it_holds() -> None:
    def holding(papers: int, mine: int) -> DayPage:
        return DayPage("2025-09-12", papers, (Lane(NewsLane.FOR_YOU, mine, ()),))

    assert subject(holding(84, 12)) == "Carrel: Friday 12 September, 84 papers, 12 for you"
    assert subject(holding(1, 0)) == "Carrel: Friday 12 September, 1 paper"
    assert totals(holding(0, 0)) == "no papers"


def test_a_lane_says_how_many_of_its_papers_stand_above() -> None:
    first, second = page(numbered(1), numbered(2)).lanes[:2]
    assert (lane_words(first), lane_words(second)) == ("1 paper", "2 papers, 1 of them above")
    assert lane_words(Lane(NewsLane.NEW, 3, ())) == "3 papers, all of them above"


def test_a_paper_changes_when_its_digest_is_written() -> None:
    assert told(digested=False).changed == "2025-09-12T04:00:00Z"
    assert told().changed == "2025-09-12T06:14:00Z"


def test_a_mark_that_is_not_simply_good_says_what_it_is() -> None:
    assert mark(Said("x", Status.CHECKING)) == "… not checked yet"
