"""What is typed as terms, terms as what is typed, and what is told of the rest."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from carrel.domain.query import Evidence, Has
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import MOST_CHARACTERS, MOST_TERMS, Ago, Dates, Field, Is, Name, Term, Words, Years
from carrel.domain.query_writing import write
from query_strategies import searches, typed


def word(text: str, *, beginning: bool = False, negated: bool = False) -> Term:
    return Term(Field.WORDS, (Words(text, beginning),), negated)


@settings(max_examples=300, deadline=None)
@given(searches)
def test_terms_that_are_written_are_read_back_the_same(terms: list[Term]) -> None:
    assert parse(write(terms)).terms == tuple(terms)


@settings(max_examples=300, deadline=None)
@example('NOT"-')
@given(typed)
def test_any_text_is_a_search_and_means_the_same_when_written_anew(text: str) -> None:
    parsed = parse(text)
    assert parse(write(parsed.terms)).terms == parsed.terms
    ends = [0, *(place for one in parsed.located for place in (one.start, one.end)), len(text)]
    assert ends == sorted(ends)
    assert all(one.start < one.end for one in parsed.located)
    assert parsed.open is None or parsed.open < len(parsed.located)
    for hint in parsed.hints:
        assert 0 <= hint.start < hint.end <= len(text)
        assert hint.message.endswith((".", "?"))
        parse(hint.applied(text))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("sparse  mixtures", [word("sparse"), word("mixtures")]),
        ('"sparse mixtures" mod*', [word("sparse mixtures"), word("mod", beginning=True)]),
        ("“sparse mixtures” -dense", [word("sparse mixtures"), word("dense", negated=True)]),
        ("sparse NOT dense", [word("sparse"), word("dense", negated=True)]),
        ("sparse AND dense", [word("sparse"), word("dense")]),
        ("ATTENTION IS NOT EXPLANATION", [word(one) for one in ("ATTENTION", "IS", "NOT", "EXPLANATION")]),
        ("state-of-the-art GPT-4", [word("state-of-the-art"), word("GPT-4")]),
        ("5-3 - 2", [word("5-3"), word("-"), word("2")]),
        ("author:müller", [Term(Field.AUTHOR, (Words("müller"),))]),
        ("AU:Smith|Jones", [Term(Field.AUTHOR, (Words("Smith"), Words("Jones")))]),
        ('-title:"a b"|c*', [Term(Field.TITLE, (Words("a b"), Words("c", beginning=True)), negated=True)]),
        ('tag:"5"" disk"', [Term(Field.TAG, (Name('5" disk'),))]),
        ("year:2021..2024", [Term(Field.YEAR, (Years(2021, 2024),))]),
        ("year:2024..2021", [Term(Field.YEAR, (Years(2021, 2024),))]),
        (
            "year:2021.. -year:2023",
            [Term(Field.YEAR, (Years(2021, None),)), Term(Field.YEAR, (Years(2023, 2023),), True)],
        ),
        ("year:..2019|２０２１", [Term(Field.YEAR, (Years(None, 2019), Years(2021, 2021)))]),
        ("added:7d", [Term(Field.ADDED, (Ago(7, "d"),))]),
        ("added:2026-03..2026-05-02", [Term(Field.ADDED, (Dates("2026-03", "2026-05-02"),))]),
        (
            "is:unread|Reading -is:starred",
            [Term(Field.IS, (Is.UNREAD, Is.READING)), Term(Field.IS, (Is.STARRED,), True)],
        ),
        ("has:pdf|notes", [Term(Field.HAS, (Has.PDF, Has.NOTES))]),
        ("evidence:partly|notfound", [Term(Field.EVIDENCE, (Evidence.PARTLY, Evidence.NOT_FOUND))]),
        (
            "doi:10.1000/182 arxiv:2310.06825v2",
            [Term(Field.DOI, (Name("10.1000/182"),)), Term(Field.ARXIV, (Name("2310.06825v2"),))],
        ),
        ("cat:cs.LG in:thesis", [Term(Field.CATEGORY, (Name("cs.LG"),)), Term(Field.COLLECTION, (Name("thesis"),))]),
        ("https://example.org/a", [word("https://example.org/a")]),
        ("author: smith", [word("smith")]),
        ('year:soon "', [word("year:soon")]),
        ("", []),
    ],
)
def test_what_is_typed_is_understood(text: str, terms: list[Term]) -> None:
    assert parse(text).terms == tuple(terms)


@pytest.mark.parametrize(
    ("text", "message", "meant"),
    [
        ("auther:smith x", "auther: is no field. Did you mean author:?", "author:smith x"),
        ("read:yes x", "read: is no field. Did you mean is:read?", "is:read x"),
        ("wibble:smith", "wibble: is no field, so this is searched as words.", None),
        (
            "author: smith",
            "A space stands after author: and nothing was read there. Did you mean author:smith?",
            "author:smith",
        ),
        ("is:unred", "is:unred is not known. Did you mean is:unread?", "is:unread"),
        ("-has:bananas", "has:bananas is not known. It can be pdf, code, notes, highlights or hidden.", None),
        ("year:2021-2024", "A range of years is written otherwise. Did you mean year:2021..2024?", "year:2021..2024"),
        ("year:>=2020 x", "A range of years is written otherwise. Did you mean year:2020..?", "year:2020.. x"),
        ("year:soon", "soon is no year. Write year:2021, year:2021.. or year:2021..2024.", None),
        ("added:soon", "soon is no time. Write added:7d, added:2026-01-15.. or added:2026-03.", None),
        ('x "a b', "The quotation mark is not closed, so all that follows is one phrase.", 'x "a b"'),
        ("a OR b", "OR is searched as a word. Alternatives stand in one field, such as tag:thesis|survey.", None),
        ("is:unread is:read", "No paper is both. is:unread|read finds either.", None),
        ("is:", "is: can be unread, reading, read or starred.", None),
    ],
)
def test_what_is_not_understood_is_told_with_a_guess(text: str, message: str, meant: str | None) -> None:
    (hint,) = parse(text).hints
    assert hint.message == message
    assert (hint.applied(text) if hint.replacement else None) == meant
    if meant is not None:
        assert parse(meant).hints == ()


def test_what_is_being_typed_is_unfinished_and_not_wrong() -> None:
    for text in ("author:", "is:unr", "evidence:not", 'x "deep lear'):
        assert [hint.unfinished for hint in parse(text).hints] == [True], text
    assert [hint.unfinished for hint in parse("is:unr x").hints] == [False]


def test_the_last_word_may_go_on_unless_it_is_closed() -> None:
    assert parse("sparse rout").open == 1
    assert parse("sparse rout is:read").open == 1
    assert parse("sparse author:smi").open == 1
    for text in ('sparse "rout"', "sparse rout*", "sparse -rout", "is:read"):
        assert parse(text).open is None, text


def test_more_words_than_are_looked_for_are_told() -> None:
    (hint,) = parse(" ".join(f"w{number}" for number in range(30))).hints
    assert hint.message == "A search looks for 24 words and 64 terms; what comes after them is left out."


@pytest.mark.parametrize(
    "piece", ["model ", "is:read ", "foo:bar ", '"', "author: ", "a|", "year:x ", "a OR ", "(", "-"]
)
def test_a_pasted_page_is_read_to_its_limits_alone(piece: str) -> None:
    parsed = parse(piece * 50_000)
    assert len(parsed.terms) <= MOST_TERMS + 1
    assert all(one.end <= MOST_CHARACTERS for one in parsed.located)
    told = [hint.message for hint in parsed.hints]
    assert "A search looks for 24 words and 64 terms; what comes after them is left out." in told
