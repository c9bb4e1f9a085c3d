"""Searches as hypothesis makes them: terms that can be typed, and texts that are nearly searches."""

from __future__ import annotations

from hypothesis import strategies as st

from carrel.domain.query_terms import NAME_FIELDS, TEXT_FIELDS, Ago, Dates, Field, Name, Term, Words, Years
from carrel.domain.query_values import STATES

_TEXT = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["NOT", "year:2020", "-a", "a*", 'a"b', "“x”", "a|b", "深層"]
)
_YEAR = st.integers(1, 9999)
_DATE = st.dates().map(str) | st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])


def _years() -> st.SearchStrategy[Years]:
    closed = st.tuples(_YEAR, _YEAR).map(lambda ends: Years(min(ends), max(ends)))
    return closed | _YEAR.map(lambda year: Years(year, None)) | _YEAR.map(lambda year: Years(None, year))


def _added() -> st.SearchStrategy[Ago | Dates]:
    ago = st.builds(Ago, st.integers(0, 9999), st.sampled_from("dwmy"))
    closed = st.tuples(_DATE, _DATE).map(lambda ends: Dates(min(ends), max(ends)))
    return ago | closed | _DATE.map(lambda day: Dates(day, "")) | _DATE.map(lambda day: Dates("", day))


def _values(field: Field) -> st.SearchStrategy[object]:
    if field in TEXT_FIELDS:
        return st.builds(Words, _TEXT, st.booleans())
    if field in NAME_FIELDS:
        return st.builds(Name, _TEXT, st.booleans())
    if field in STATES:
        return st.sampled_from(sorted(STATES[field].values()))
    return _years() if field is Field.YEAR else _added()


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Any term that a search can hold."""
    field = draw(st.sampled_from(Field))
    most = 1 if field is Field.WORDS else 4
    values = draw(st.lists(_values(field), min_size=1, max_size=most, unique=True))
    return Term(field, tuple(values), draw(st.booleans()))  # type: ignore[arg-type]  # each field's own values


searches = st.lists(terms(), max_size=6)

_FIELDS = [f"{field}:" for field in Field if field]
_HALF = (
    "auther: is:read year:2021.. year:1..x added:7d - -- | * NEAR( ( ) NOT AND OR ^ {title}: ' ; % _ .. “ ” „".split()
)
_OTHERS = ['"', '""', "\0", "\ud800", "\u0301", "🙂", "$x^2$", " ", "\n", "\u3000"]
_WORDS = ["model", "Müller", "深層学習", "שלום", "évidence"]
_PIECES = st.sampled_from([*_FIELDS, *_HALF, *_OTHERS, *_WORDS])
typed = (
    st.text(max_size=40) | st.lists(_PIECES, max_size=12).map("".join) | st.lists(_PIECES, max_size=12).map(" ".join)
)
"""Texts as they are typed, pasted and begun, and such as nobody types."""
