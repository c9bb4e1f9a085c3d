"""What is told of a digest besides its statements: how much was read, by what, how a field came about, and translations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from carrel.domain.digest import Coverage, Digest, Field, Note, Status
from carrel.services.events import WritingEvent
from carrel.ui.digest import Arrangement, DigestView
from carrel.ui.digest.bar import EvidenceBar
from carrel.ui.digest.drawer import EvidenceDrawer
from carrel.ui.digest.origin import details_words, foot_words, read_words
from carrel.ui.digest.panel import DigestPanel
from carrel.ui.digest.places import Places
from carrel.ui.digest.sentence import flagged
from carrel.ui.digest.spans import blocks, fragments

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.ui.theme import Theme

GERMAN = "Sie sind 3,2-mal so schwer."


@pytest.fixture
def translated(digest: Digest) -> Digest:
    """The digest with its statement in Results shown in German."""
    statements = list(digest.statements)
    statements[4] = replace(statements[4], status=Status.PARTLY, translation=GERMAN)
    return replace(digest, statements=tuple(statements))


def test_the_whole_a_part_and_the_abstract_alone_are_told_apart(digest: Digest, places: Places) -> None:
    origin = digest.provenance
    whole = "Read: 14 of 14 sections, 11,842 of 11,842 tokens; references left out"
    assert read_words(origin, places) == whole
    part = replace(origin, coverage=Coverage(9, 14, 6000, 11842, ("5 sections", "references")))
    words = "Read in part: 9 of 14 sections, 6,000 of 11,842 tokens; 5 sections, references left out"
    assert read_words(part, places) == words
    alone = replace(origin, engine="extractive", model_file="", coverage=Coverage(1, 1, 182, 182))
    assert read_words(alone, Places.of_abstract("One. Two.")) == "Read: the abstract alone, 182 of 182 words"
    assert read_words(alone, places) == "Read: 1 of 1 section, 182 of 182 words"


def test_the_details_name_model_file_language_prompts_and_what_was_borrowed(digest: Digest, places: Places) -> None:
    made = replace(digest, fallbacks=(Field.SUMMARY,), provenance=replace(digest.provenance, language="de"))
    assert details_words(made, places).split("\n") == [
        "Read: 14 of 14 sections, 11,842 of 11,842 tokens; references left out",
        "Written by Tiny (Q4_0), tiny-Q4_0.gguf, offline",
        "Sentences from the paper: summary",
        "Asked for in German",
        "Prompts: 1",
    ]
    extractive = replace(digest, provenance=replace(digest.provenance, engine="extractive", prompt_version="x-1"))
    assert "Extractive: every sentence is the paper’s own" in details_words(extractive, places)
    assert details_words(extractive, places).endswith("Selection: x-1")


def test_the_panel_says_what_was_read_and_more_in_the_tooltip(
    qtbot: QtBot, theme: Theme, digest: Digest, places: Places
) -> None:
    panel = DigestPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    panel.show_digest(digest, places, None)
    assert panel._coverage.text() == "Read: 14 of 14 sections, 11,842 of 11,842 tokens; references left out"
    panel._coverage.grab()
    assert "Prompts: 1" in panel._coverage.toolTip()


def test_where_a_model_was_asked_in_vain_the_foot_says_so(digest: Digest, places: Places) -> None:
    origin = replace(digest.provenance, engine="extractive", model_file="")
    made = replace(digest, fallbacks=tuple(Field), provenance=origin)
    words = "Read: 14 of 14 sections, 11,842 of 11,842 words; references left out"
    assert foot_words(made, places) == f"The model gave nothing usable, so these are sentences from the paper. {words}"
    assert foot_words(replace(made, fallbacks=()), places) == words
    assert "A model was asked and gave nothing usable" in details_words(made, places)


def test_a_field_of_the_papers_sentences_says_why_it_has_them(
    qtbot: QtBot, theme: Theme, digest: Digest, places: Places
) -> None:
    view = DigestView(theme)
    qtbot.addWidget(view)
    made = replace(digest, fallbacks=(Field.RESULTS,))
    view.show_digest(made, places)
    lines = view.spoken_text().split("\n")
    at = lines.index("Sentences from the paper: the model gave nothing usable here.")
    assert lines[at + 1] == "Implications"
    stopped = "The model repeated itself here and was stopped. These are sentences of the paper."
    view.show_digest(replace(made, notes=(Note(Field.RESULTS, stopped),)), places)
    assert view.spoken_text().split("\n")[at : at + 2] == [stopped, "Implications"]
    extractive = replace(made, id=9, provenance=replace(digest.provenance, engine="extractive"))
    view.show_digest(extractive, places)
    assert "the model gave nothing usable here" not in view.spoken_text()


def test_a_translation_is_shown_and_what_was_checked_is_a_click_away(
    qtbot: QtBot, theme: Theme, translated: Digest, places: Places
) -> None:
    view = DigestView(theme, Arrangement.LIST)
    qtbot.addWidget(view)
    view.show_digest(translated, places)
    assert GERMAN in view.spoken_text()
    assert "They are 3.2 times heavier." not in view.spoken_text()
    red = [
        one.text()
        for block in blocks(view.document())
        for one in fragments(block)
        if one.charFormat().foreground().color() == theme.color("not-found") and one.text() == "3,2"
    ]
    assert red == ["3,2"]
    view.choose(4)
    assert "Checked as: They are 3.2 times heavier." in view.spoken_text()
    drawer = EvidenceDrawer(theme)
    qtbot.addWidget(drawer)
    drawer.resize(700, 136)
    drawer.show_statement(translated.statements[4], places, None)
    assert drawer._checked.isVisible()
    assert "Checked as: They are 3.2 times heavier." in drawer.accessibleDescription()
    drawer.show_statement(translated.statements[0], places, None)
    assert not drawer._checked.isVisible()


@pytest.mark.parametrize(
    ("text", "numbers", "red"),
    [
        ("Es ist 3,2-mal so schnell.", ("3.2",), ["3,2"]),
        ("Es hat 1.200.000 Teile.", ("1,200,000",), ["1.200.000"]),
        ("Il y en a 1\u202f200\u202f000.", ("1,200,000",), ["1\u202f200\u202f000"]),
        ("It has 13.2 parts and 3.25 more.", ("3.2",), []),
        ("It is 3.2× as fast.", ("3.2×",), ["3.2×"]),
    ],
)
def test_a_number_is_flagged_however_the_language_writes_it(
    text: str, numbers: tuple[str, ...], red: list[str]
) -> None:
    assert [piece for piece, missing in flagged(text, numbers) if missing] == red


def test_reading_is_told_quietly_until_the_first_words_come(qtbot: QtBot, theme: Theme, places: Places) -> None:
    panel = DigestPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(700, 500)
    panel.show()
    panel.show_digest(None, places, None)
    panel.begin_writing()
    told: list[int] = []
    panel._live_view.rewritten.connect(lambda: told.append(1))
    for section in range(1, 15):
        panel.apply_writing(WritingEvent("reading", Field.KEY_POINTS, f"Reading section {section} of 14"))
    qtbot.waitUntil(lambda: panel.bar._words.text() == "Reading section 14 of 14")
    assert len(told) == 1
    assert panel._live_view.statements == ()
    assert panel.bar._words.accessibleName() == ""
    panel.apply_writing(WritingEvent("text", Field.KEY_POINTS, "Oak is hard."))
    qtbot.waitUntil(lambda: panel.bar._words.text() == "so far")
    assert panel._live_view.reading == ""


def test_where_there_is_room_the_line_says_what_is_shown_instead(qtbot: QtBot, theme: Theme, digest: Digest) -> None:
    statements = list(digest.statements)
    statements[4] = replace(statements[4], instead="We weighed 12 desks.")
    bar = EvidenceBar(theme)
    qtbot.addWidget(bar)
    bar.resize(1100, 30)
    bar.show()
    bar.show_statements(statements)
    assert bar._words.text() == "supported, 1 partly, 1 not found (the paper’s own sentence is shown)"
    whole = bar._strip.width()
    bar.resize(560, 30)
    qtbot.waitUntil(lambda: bar._words.text() == "supported, 1 partly, 1 not found")
    assert bar._strip.width() == whole
    bar._words.grab()
    assert "the paper’s own sentence is shown" in bar._words.toolTip()
    assert "the paper’s own sentence is shown" in bar._words.accessibleName()
