from __future__ import annotations

from carrel.domain.passage import Passage, Section, SectionKind
from carrel.domain.section_changes import SectionChange, VersionText, compare_sections


def text(*sections: tuple[str, tuple[str, ...]]) -> VersionText:
    """A version from headings and their sentences."""
    passages = [(number, sentence) for number, (_, sentences) in enumerate(sections) for sentence in sentences]
    return VersionText(
        tuple(
            Section(number, 1, heading, SectionKind.OTHER, number, 0.0) for number, (heading, _) in enumerate(sections)
        ),
        tuple(Passage(place, number, number, sentence, ()) for place, (number, sentence) in enumerate(passages)),
    )


INTRODUCTION = ("Papers are long.", "Readers have little time.", "We measure both on 12 readers.")
METHOD = ("We read every page twice.", "Each sentence is compared with the abstract.", "No network is used at all.")


def test_the_same_text_has_no_changes_though_its_sections_are_numbered_otherwise() -> None:
    before = text(("1 Introduction", INTRODUCTION), ("2 Method", METHOD))
    after = text(("1. Introduction", INTRODUCTION), ("III. Method", METHOD))
    compared = compare_sections(before, after)
    assert [(one.change, one.share, one.sentences) for one in compared] == [(SectionChange.SAME, 0.0, ())] * 2


def test_sections_are_added_removed_renamed_and_changed() -> None:
    before = text(("1 Introduction", INTRODUCTION), ("2 Method", METHOD), ("3 Limits", ("It fails on scans.",)))
    changed = (*INTRODUCTION[:2], "We measure both on 31 readers.", "All gave consent.")
    after = text(("1 Introduction", changed), ("2 How it works", METHOD), ("3 Results", ("Reading is faster.",)))
    compared = compare_sections(before, after)
    assert [(one.change, one.heading, one.was) for one in compared] == [
        (SectionChange.CHANGED, "1 Introduction", ""),
        (SectionChange.RENAMED, "2 How it works", "2 Method"),
        (SectionChange.ADDED, "3 Results", ""),
        (SectionChange.REMOVED, "3 Limits", ""),
    ]
    introduction = compared[0]
    assert [(pair.before, pair.after) for pair in introduction.sentences] == [
        ("We measure both on 12 readers.", "We measure both on 31 readers."),
        ("", "All gave consent."),
    ]
    # 6 words in each version are worded otherwise and 3 came, of 13 and 16.
    assert introduction.share == (6 + 6 + 3) / (13 + 16)
    assert compared[1].share == 0.0
    assert [pair.passage for pair in introduction.sentences] == [2, 3]


def test_a_section_that_moved_keeps_its_name() -> None:
    before = text(("Method", METHOD), ("Introduction", INTRODUCTION))
    after = text(("Introduction", INTRODUCTION), ("Method", METHOD))
    assert {one.change for one in compare_sections(before, after)} == {SectionChange.SAME}


def test_sections_of_the_same_name_keep_their_order() -> None:
    before = text(("Proof", ("First of all.",)), ("Proof", ("Second of all.",)))
    after = text(("Proof", ("First of all.",)), ("Proof", ("Second of all, again.",)))
    assert [one.change for one in compare_sections(before, after)] == [SectionChange.SAME, SectionChange.CHANGED]


def test_a_text_without_headings_and_an_empty_one_are_compared() -> None:
    one = text(("", INTRODUCTION))
    assert [each.change for each in compare_sections(one, text(("", INTRODUCTION[:2])))] == [SectionChange.CHANGED]
    assert compare_sections(VersionText((), ()), VersionText((), ())) == ()
    [added] = compare_sections(VersionText((), ()), one)
    assert (added.change, len(added.sentences)) == (SectionChange.ADDED, 3)


def test_a_sentence_that_went_stands_before_the_one_that_follows_it() -> None:
    before = text(("A", ("Old words stand alone here.", "The error falls to 3 percent overall.")))
    after = text(("A", ("The error falls to 5 percent overall.", "Brand new remarks come last.")))
    [section] = compare_sections(before, after)
    assert [(pair.before[:9], pair.after[:9]) for pair in section.sentences] == [
        ("Old words", ""),
        ("The error", "The error"),
        ("", "Brand new"),
    ]
