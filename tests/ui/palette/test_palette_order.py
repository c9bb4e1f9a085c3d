"""The order of what fits."""

from __future__ import annotations

from dataclasses import replace

from carrel.ui.palette.entry import Entry, Group
from carrel.ui.palette.ranking import chosen_lately, fewer, ranked


def entry(text: str, *, possible: bool = True) -> Entry:
    return Entry(text.lower(), Group.COMMANDS, "command", text, lambda: None, possible=possible)


ENTRIES = [
    entry("Go to Library"),
    entry("Open PDF"),
    entry("Print with annotations…"),
    entry("Note"),
    entry("Note on the paper"),
    entry("Export notes as Markdown…"),
    entry("Notes of the impossible", possible=False),
]


def texts(entries: list[Entry]) -> list[str]:
    return [one.text for one in entries]


def test_of_what_fits_as_well_the_shorter_name_comes_first_and_the_impossible_last() -> None:
    assert texts(ranked("note", ENTRIES, ())) == [
        "Note",
        "Note on the paper",
        "Export notes as Markdown…",
        "Notes of the impossible",
    ]


def test_what_was_chosen_lately_comes_before_what_fits_as_well() -> None:
    assert texts(ranked("note", ENTRIES, ("export notes as markdown…", "note on the paper")))[:3] == [
        "Export notes as Markdown…",
        "Note on the paper",
        "Note",
    ]


def test_what_fits_better_comes_first_however_long_ago_it_was_chosen() -> None:
    assert texts(ranked("lib", [*ENTRIES, entry("Later in Bern")], ("later in bern",)))[0] == "Go to Library"


def test_the_letters_that_fit_are_told() -> None:
    (found,) = ranked("lib", ENTRIES, ())
    assert found == replace(ENTRIES[0], spans=((6, 9),))


def test_nothing_typed_leaves_all_as_they_are_what_was_chosen_lately_first() -> None:
    assert texts(ranked("", ENTRIES, ("note",))) == ["Note", *(one.text for one in ENTRIES if one.text != "Note")]


def test_of_the_impossible_few_are_shown() -> None:
    impossible = [entry(str(number), possible=False) for number in range(5)]
    assert texts(fewer([*ENTRIES[:2], *impossible], 6, 2)) == ["Go to Library", "Open PDF", "0", "1"]
    assert len(fewer(ENTRIES, 4, 2)) == 4


def test_what_was_chosen_lately_is_filled_up_without_the_impossible_and_where_one_is() -> None:
    recent = ("notes of the impossible", "gone", "note", "go to library")
    found = chosen_lately(ENTRIES, recent, ("note", "open pdf", "note on the paper"), 3, here="go to library")
    assert texts(found) == ["Note", "Open PDF", "Note on the paper"]
