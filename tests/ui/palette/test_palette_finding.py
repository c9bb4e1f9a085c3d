"""What the palette finds: papers, notes, places, and what can be done with any text."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import announced
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.lookup import Found
from carrel.domain.passage import Rectangle
from carrel.services.lookup import Lookup
from carrel.ui.navigation import Place
from carrel.ui.reader.second_window import ReaderWindow
from carrel.ui.settings.group import SettingGroup
from carrel.ui.settings.page import SettingsPage
from carrel.ui.settings.titles import GROUP_TITLES
from palette_desk import CONTROL, Desk, paper


def test_what_was_chosen_and_read_lately_comes_first_the_next_time(desk: Desk) -> None:
    desk.open()
    desk.type("starr")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("starred")
    fast = paper(desk.carrel, "2509.09001")
    desk.window.navigation.go(Place("reader", fast))
    desk.window.navigation.go(Place("today"))
    desk.open()
    assert desk.texts[0] == "Go to Starred"
    desk.wait(lambda: f"paper {fast}" in [one.key for one in desk.entries])
    papers = [one.key for one in desk.entries if one.key.startswith("paper ")]
    assert papers[0] == f"paper {fast}"


def test_papers_are_found_as_one_types_and_enter_reads_one(desk: Desk) -> None:
    desk.open()
    desk.type("mech")
    fast = "Fast attention mechanisms: a tale of parallelism"
    desk.wait(lambda: desk.current == fast)
    found = desk.entry(fast)
    assert [fast[start:end] for start, end in found.spans] == ["mech"]
    assert found.beside == "Library"
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2509.09001"))


def test_enter_waits_for_the_papers_of_what_was_typed_last(desk: Desk) -> None:
    desk.open()
    desk.type("merge")
    desk.wait(lambda: desk.current.startswith("Merge"))
    # The loop does not turn between these two: what is shown still belongs to the text before.
    desk.panel.field.setText("mech")
    assert desk.current == ""
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: not desk.shown())
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2509.09001"))


def test_an_enter_before_the_answer_uses_no_network(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("2310.06825")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.current == "Add 2310.06825 from arXiv")
    assert desk.shown()
    assert not desk.carrel.jobs.open_jobs()
    desk.press(Qt.Key.Key_Return)
    assert not desk.shown()
    desk.wait(lambda: bool(desk.carrel.jobs.open_jobs()))


def test_an_answer_to_an_older_text_is_not_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    find, later, late = Lookup.find, threading.Event(), threading.Event()

    def slow(lookup: Lookup, typed: str) -> Found:
        found = find(lookup, typed)
        if typed == "mech":
            later.wait(30)
            late.set()
        return found

    monkeypatch.setattr(Lookup, "find", slow)
    desk.open()
    desk.panel.field.setText("mech")
    desk.panel.field.setText("note on rea")
    desk.wait(lambda: desk.current == "A note on reading")
    later.set()
    desk.wait(late.is_set)
    answered: list[None] = []
    desk.window.background.run(lambda: None, answered.append)
    desk.wait(lambda: bool(answered))
    assert [one.text for one in desk.entries if one.key.startswith("paper ")] == ["A note on reading"]


def test_authors_find_their_papers(desk: Desk) -> None:
    desk.open()
    desk.type("hopper")
    desk.wait(lambda: desk.current.startswith("Merge"))
    assert desk.entries[-1].author == "Grace Hopper"


def test_control_enter_reads_a_paper_in_a_window_of_its_own(desk: Desk) -> None:
    place = desk.window.navigation.current
    desk.open()
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    assert desk.panel.foot.elsewhere.isEnabled()
    desk.press(Qt.Key.Key_Return, CONTROL)
    assert desk.window.navigation.current == place
    tops = [one for one in QApplication.topLevelWidgets() if isinstance(one, ReaderWindow) and one.isVisible()]
    (window,) = tops
    desk.wait(lambda: window.windowTitle().startswith("Fast attention"))
    window.close()


def test_control_enter_does_nothing_where_there_is_no_window_to_open(desk: Desk) -> None:
    desk.open()
    desk.type("starred")
    assert not desk.panel.foot.elsewhere.isEnabled()
    desk.press(Qt.Key.Key_Return, CONTROL)
    assert desk.shown()
    assert desk.window.navigation.current == Place("library")


def test_notes_and_annotations_are_found_by_their_words_with_their_place(desk: Desk) -> None:
    fast = paper(desk.carrel, "2509.09001")
    desk.carrel.organising.save_note(fast, "compare the permutation step")
    anchor = Anchor(2, (Rectangle(2, 72, 100, 300, 112),), "a permutation of rows")
    made = desk.carrel.annotations.add(Annotation(fast, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor))
    desk.open()
    desk.type("permut")
    desk.wait(lambda: "“a permutation of rows”" in desk.texts)
    note, marked = desk.entry("“compare the permutation step”"), desk.entry("“a permutation of rows”")
    assert note.beside == "Fast attention mechanisms"
    assert marked.beside == "page 3, Fast attention mechanisms"
    while desk.current != marked.text:
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", fast, annotation=made.id)


def test_a_note_opens_its_paper_with_the_note(desk: Desk) -> None:
    fast = paper(desk.carrel, "2509.09001")
    desk.carrel.organising.save_note(fast, "compare the permutation step")
    desk.open()
    desk.type("permut")
    desk.wait(lambda: desk.current == "“compare the permutation step”")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", fast)
    note = desk.window.pages.currentWidget().inspector.note  # type: ignore[union-attr]  # it is the reader
    desk.wait(lambda: note.isVisible() and note.toPlainText() == "compare the permutation step")


def test_announced_papers_say_so(desk: Desk) -> None:
    announced.follow(desk.carrel.database)
    announced.announce(desk.carrel.database, announced.paper(0), day=announced.BEFORE)
    announced.announce(desk.carrel.database, announced.paper(1), day=announced.DAY)
    desk.open()
    desk.type("lantern")
    desk.wait(lambda: len([one for one in desk.entries if one.key.startswith("paper ")]) == 2)
    where = {one.text[:9]: (one.beside, one.icon) for one in desk.entries if one.key.startswith("paper ")}
    assert where == {"Lantern 0": ("Today, 19 Nov", "newspaper"), "Lantern 1": ("Today", "newspaper")}


def test_places_are_gone_to_by_their_names(desk: Desk) -> None:
    collection = desk.carrel.organising.create_collection("Efficient attention", None)
    desk.carrel.organising.create_collection("Old", collection)
    desk.carrel.organising.tag([1], "thesis")
    search = desk.carrel.news.save_search("Proofs about depth", "depth proofs")
    announced.follow(desk.carrel.database)
    for typed, text, place in (
        ("eff att", "Go to collection Efficient attention", Place("collection", collection)),
        ("thes", "Go to tag thesis", Place("tag", name="thesis")),
        ("proofs", "Go to saved search Proofs about depth", Place("search", search)),
        ("machine learning", "Go to feed cs.LG, Machine Learning", Place("feed", name="cs.LG")),
        ("settings network", "Settings: Network", Place("settings", name="Network")),
        ("models", "Go to Models", Place("models")),
    ):
        desk.open()
        desk.type(typed)
        desk.wait(lambda text=text: desk.current == text)  # type: ignore[misc]
        if place.kind == "collection":
            assert desk.entry(text).icon == "folder"
        desk.press(Qt.Key.Key_Return)
        assert desk.window.navigation.current == place


def test_a_collection_says_which_one_it_is_in(desk: Desk) -> None:
    outer = desk.carrel.organising.create_collection("Efficient attention", None)
    desk.carrel.organising.create_collection("Old", outer)
    desk.open()
    desk.type(">old")
    desk.wait(lambda: "Go to collection Old" in desk.texts)
    assert desk.entry("Go to collection Old").beside == "in Efficient attention"


def test_the_groups_of_the_settings_are_those_that_there_are(desk: Desk) -> None:
    desk.window.navigation.go(Place("settings", name="Library"))
    page = desk.window.pages.currentWidget()
    assert isinstance(page, SettingsPage)
    assert tuple(one.title for one in page.findChildren(SettingGroup)) == GROUP_TITLES
    desk.wait(lambda: page._scroll.verticalScrollBar().value() > 0)


def test_any_text_can_be_searched_for(desk: Desk) -> None:
    desk.window.navigation.go(Place("settings"))
    desk.open()
    desk.type("quantum zebra")
    desk.wait(lambda: desk.current == "Search the library for “quantum zebra”")
    arxiv = desk.entry("Search arXiv for “quantum zebra”")
    assert arxiv.network
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("library")
    assert desk.window.toolbar.search.text() == "quantum zebra"


def test_an_identifier_that_is_unknown_can_be_added_and_says_that_this_uses_the_network(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("https://arxiv.org/abs/2310.06825v1")
    desk.wait(lambda: desk.current == "Add 2310.06825v1 from arXiv")
    assert desk.panel.current is not None
    assert desk.panel.current.network
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: "2310.06825" in "".join(job.key + job.title for job in desk.carrel.jobs.open_jobs()))
    assert desk.window.overlays._memory.commands == [], "there is no such command another time"


def test_an_identifier_that_is_known_opens_its_paper(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("arXiv:2310.01334")
    desk.wait(lambda: desk.current.startswith("Merge"))
    assert not any(one.network for one in desk.entries)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2310.01334"))
