"""Notes as Markdown: whatever the person writes around Carrel's blocks stays, and blocks hold whatever there is to say."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.citation_key import citation_key
from carrel.domain.paper import Paper
from carrel.domain.passage import Rectangle
from carrel.interchange import front_matter, managed_blocks, notes_markdown
from carrel.interchange.notes_markdown import EvidenceQuote, NotesStyle, PaperNotes

PAPER = Paper(
    "Attention: all you *need*?",
    ("Ashish Vaswani", "Noam Shazeer"),
    arxiv_id="1706.03762",
    version=5,
    doi="10.48550/arXiv.1706.03762",
    year=2017,
    id=3,
)


def annotation(
    key: str = "0123456789abcdef0123456789abcdef", quote: str = "A <quote> with #1 *star*", **fields: object
) -> Annotation:
    made = Annotation(3, AnnotationKind.HIGHLIGHT, Colour.GREEN, Anchor(2, (Rectangle(2, 1, 2, 3, 4),), quote), key=key)
    return replace(made, **fields)  # type: ignore[arg-type]


def notes(note: str = "", *annotations: Annotation, evidence: tuple[EvidenceQuote, ...] | None = None) -> PaperNotes:
    return PaperNotes(PAPER, note, annotations, evidence)


def test_obsidian_gets_front_matter_quotes_ids_tags_and_the_persons_text() -> None:
    one = annotation(text="Compare **this**\n\n- a list", tags=("to read", "2024", "ML/attention"))
    said = EvidenceQuote("It is fast.", "supported", "We measure that it is fast.", 4)
    text = notes_markdown.write(notes("My note, see [[Other]].", one, evidence=(said,)), NotesStyle.OBSIDIAN)
    assert text == (
        '---\ntitle: "Attention: all you *need*?"\nauthors:\n  - "Ashish Vaswani"\n  - "Noam Shazeer"\nyear: 2017\n'
        'arxiv: "1706.03762"\ndoi: "10.48550/arXiv.1706.03762"\nciteket: "vaswani2017attention"\n---\n'.replace(
            "citeket", "citekey"
        )
        + "\n# Attention: all you \\*need\\*?\n\n## Note\n\n<!-- carrel:note arxiv:1706.03762 -->\n\nMy note, see [[Other]].\n\n"
        "<!-- /carrel:note -->\n\n## Annotations\n\n<!-- carrel:annotations arxiv:1706.03762 -->\n\n"
        "> A \\<quote\\> with \\#1 \\*star\\*\n>\n> p. 3 · green highlight #to-read #2024_ #ML/attention\n\n"
        "^carrel-0123456789abcdef0123456789abcdef\n\nCompare **this**\n\n- a list\n\n<!-- /carrel:annotations -->\n\n"
        "## Evidence\n\n<!-- carrel:evidence arxiv:1706.03762 -->\n\n- It is fast. (supported, p. 5)\n"
        "  > We measure that it is fast.\n\n<!-- /carrel:evidence -->\n"
    )


def test_logseq_gets_properties_and_blocks_with_ids() -> None:
    one = annotation(text="Compare\nthis", tags=("to read", "b"))
    text = notes_markdown.write(notes("First\n\nSecond", one), NotesStyle.LOGSEQ)
    assert text == (
        "title:: Attention: all you *need*?\nauthors:: Ashish Vaswani, Noam Shazeer\nyear:: 2017\narxiv:: 1706.03762\n"
        "doi:: 10.48550/arXiv.1706.03762\ncitekey:: vaswani2017attention\n- ## Note\n- <!-- carrel:note arxiv:1706.03762 -->\n"
        "- First\n\n  Second\n- <!-- /carrel:note -->\n- ## Annotations\n- <!-- carrel:annotations arxiv:1706.03762 -->\n"
        "- A \\<quote\\> with \\#1 \\*star\\*\n  id:: 01234567-89ab-cdef-0123-456789abcdef\n  page:: 3\n  colour:: green\n"
        "  tags:: to read, b\n  - Compare\n    this\n- <!-- /carrel:annotations -->\n"
    )


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40)
OWN = st.lists(LINES, max_size=5).map("\n".join)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "<!-- carrel:note x -->",
        "<!-- /carrel:annotations -->",
        "- <!-- /carrel:note -->\n---\n",
        "%% ^carrel-1",
        "\r\n\r\n",
    ]
)


@st.composite
def paper_notes(draw: st.DrawFn) -> PaperNotes:
    keys = draw(st.lists(st.integers(0, 2**128 - 1), max_size=3, unique=True))
    made = [
        annotation(
            f"{key:032x}",
            draw(ANYTHING),
            text=draw(ANYTHING),
            tags=tuple(draw(st.lists(ANYTHING, max_size=2))),
            kind=draw(st.sampled_from(AnnotationKind)),
        )
        for key in keys
    ]
    evidence = draw(
        st.none() | st.lists(st.builds(EvidenceQuote, ANYTHING, ANYTHING, ANYTHING, st.integers(0, 99)), max_size=2)
    )
    paper = replace(
        PAPER,
        title=draw(ANYTHING),
        authors=tuple(draw(st.lists(ANYTHING, max_size=2))),
        year=draw(st.none() | st.integers(1900, 2100)),
    )
    return PaperNotes(paper, draw(ANYTHING), tuple(made), evidence)


@given(first=paper_notes(), second=paper_notes(), style=st.sampled_from(NotesStyle))
def test_a_file_written_again_is_as_a_new_one_and_a_third_time_changes_nothing(
    first: PaperNotes, second: PaperNotes, style: NotesStyle
) -> None:
    old = notes_markdown.write(first, style)
    again = notes_markdown.update(old, second, style)
    assert notes_markdown.update(again, second, style) == again
    back = notes_markdown.update(again, first, style)
    for name in ("note", "annotations"):
        assert managed(back, name) == managed(old, name)
        assert managed(again, name) == managed(notes_markdown.write(second, style), name)


def managed(text: str, name: str) -> str:
    [found] = re.findall(
        rf"^[- ]*<!-- carrel:{name} \S+ -->\n(.*?)^[- ]*<!-- /carrel:{name} -->$", text, re.DOTALL | re.MULTILINE
    )
    return str(found)


@given(
    old=paper_notes(),
    new=paper_notes(),
    pieces=st.lists(OWN, min_size=3, max_size=3),
    windows=st.booleans(),
    bullet=st.sampled_from(["", "- ", "\t- "]),
)
def test_what_the_person_wrote_around_the_blocks_stays_to_the_letter(
    old: PaperNotes, new: PaperNotes, pieces: list[str], windows: bool, bullet: str
) -> None:
    assume(not any("carrel:" in piece for piece in pieces))
    before, between, after = pieces

    def file(notes: PaperNotes) -> str:
        contents = notes_markdown._contents(notes, NotesStyle.OBSIDIAN)
        blocks = [
            managed_blocks.block(name, notes.identity, contents[name], bullet=bullet)
            for name in ("note", "annotations")
        ]
        text = f"x{before}\n{blocks[0]}{between}\n{blocks[1]}{after}"
        return text.replace("\n", "\r\n") if windows else text

    merged = managed_blocks.merge(file(old), new.identities, notes_markdown._contents(new, NotesStyle.OBSIDIAN))
    assert merged == file(new)


@given(text=st.text(st.characters(exclude_categories=["Cs"])), new=paper_notes(), style=st.sampled_from(NotesStyle))
def test_a_file_without_blocks_and_front_matter_is_left_alone(text: str, new: PaperNotes, style: NotesStyle) -> None:
    assume("carrel:" not in text)
    assume(not re.match(r"\ufeff?---|[A-Za-z_][\w-]*:: ", text))
    assert notes_markdown.update(text, new, style) == text


@pytest.mark.parametrize(
    "text",
    [
        "<!-- carrel:note arxiv:1706.03762 -->\nno end",
        "<!-- /carrel:note -->\nwrong way round\n<!-- carrel:note arxiv:1706.03762 -->\n",
        "<!-- carrel:note other -->\nanother paper's\n<!-- /carrel:note -->\n",
        "<!-- carrel:note arxiv:1706.03762 -->\n<!-- carrel:note arxiv:1706.03762 -->\n<!-- /carrel:note -->\n",
        "text <!-- carrel:note arxiv:1706.03762 -->\nin a line\n<!-- /carrel:note -->\n",
    ],
)
def test_a_block_that_is_not_whole_is_left_alone(text: str) -> None:
    assert notes_markdown.update(text, notes("new"), NotesStyle.OBSIDIAN) == text


def test_a_block_that_the_person_removed_stays_away() -> None:
    old = notes_markdown.write(notes("old", annotation()), NotesStyle.OBSIDIAN)
    cut = old[: old.index("<!-- carrel:annotations")]
    new = notes_markdown.update(cut, notes("new", annotation()), NotesStyle.OBSIDIAN)
    assert new == cut.replace("\nold\n", "\nnew\n")


def test_a_file_is_its_papers_also_once_that_got_an_identifier() -> None:
    bare = PaperNotes(Paper("Attention", id=3), "old", (), pdf="ab" * 32)
    text = notes_markdown.write(bare, NotesStyle.OBSIDIAN)
    assert "<!-- carrel:note pdf:abababababababab -->" in text
    named = replace(notes("new"), pdf="ab" * 32)
    assert "\nnew\n" in notes_markdown.update(text, named, NotesStyle.OBSIDIAN)
    assert "\nold\n" in notes_markdown.update(text, notes("new"), NotesStyle.OBSIDIAN)


def test_properties_without_a_value_are_properties() -> None:
    text = "title:: old\nschlagwörter::\nalias:: \nyear:: 1999\n- body\n"
    assert front_matter.merge_properties(text, {"title": "new", "year": 2020}) == (
        "title:: new\nschlagwörter::\nalias:: \nyear:: 2020\n- body\n"
    )


def test_what_the_person_knows_and_the_library_does_not_stays() -> None:
    text = '---\ntitle: "old"\nyear: 1999\ndoi: 10.1/mine\nauthors:\n  - Ann\n---\n'
    values: dict[str, front_matter.Value] = {"title": "new", "authors": [], "year": 0, "doi": ""}
    assert front_matter.merge_yaml(text, values) == text.replace("old", "new")
    properties = "title:: old\nyear:: 1999\ndoi:: 10.1/mine\n- body\n"
    assert front_matter.merge_properties(properties, values) == properties.replace("old", "new")


def test_names_that_the_person_added_to_the_front_matter_stay() -> None:
    text = "---\naliases: [one]\nauthors:\n  - Old\n  - Older\nrating: 5\nnested:\n  year: 3\ntitle: old\n# a remark\n---\nBody\n---\n"
    assert front_matter.merge_yaml(text, {"title": "new", "authors": ["A"], "year": 2020, "doi": ""}) == (
        '---\naliases: [one]\nauthors:\n  - "A"\nrating: 5\nnested:\n  year: 3\ntitle: "new"\n# a remark\nyear: 2020\n---\nBody\n---\n'
    )
    properties = "title:: old\nmine:: kept\n- body\n  year:: 3\n"
    assert front_matter.merge_properties(properties, {"title": "new", "year": 2020}) == (
        "title:: new\nmine:: kept\nyear:: 2020\n- body\n  year:: 3\n"
    )
    for left in ("no front matter", "---\nnever closed\n", ""):
        assert front_matter.merge_yaml(left, {"title": "new"}) == left


@given(title=st.text(), authors=st.lists(st.text(), max_size=3))
def test_front_matter_holds_any_text_on_its_line(title: str, authors: list[str]) -> None:
    written = front_matter.yaml({"title": title, "authors": authors})
    lines = written.split("\n")
    assert lines[0] == lines[-2] == "---"
    assert len(lines) == 3 + bool(title) + (1 + len(authors) if authors else 0)
    for line in lines[1:-2]:
        if '"' in line:
            assert isinstance(json.loads(line.split(": " if line.startswith("title") else "- ", 1)[1]), str)


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        (PAPER, "vaswani2017attention"),
        (Paper("The Übersicht of 3 things", ("Gödel, Kurt",), year=1931), "godel1931ubersicht"),
        (Paper("On A", ("Sammy Davis Jr.", "X"), year=2001), "davis2001"),
        (Paper("深度学习", ("李 明",), id=7), "paper7"),
        (Paper("", (), id=9), "paper9"),
        (Paper("A/B ../testing", ("O'Neil Ørsted",)), "orstedb"),
    ],
)
def test_citation_keys_are_plain(paper: Paper, key: str) -> None:
    assert citation_key(paper) == key
