"""Terms as they are typed: what is written is read back as the same terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from carrel.domain.query_reading import OPERATORS, parse
from carrel.domain.query_terms import Name, Term, Value, Words
from carrel.domain.query_values import write_value


def write(terms: Iterable[Term]) -> str:
    """The terms as a search that can be typed, in their order."""
    return " ".join(write_term(term) for term in terms)


def write_term(term: Term) -> str:
    """One term; quotation marks stand only where it would be read otherwise without them."""
    sign = "-" if term.negated else ""
    name = f"{term.field}:" if term.field else ""
    return f"{sign}{name}{'|'.join(_written(term, sign + name, value) for value in term.values)}"


def _written(term: Term, before: str, value: Value) -> str:
    text = write_value(term.field, value)
    if not isinstance(value, Words | Name):
        return text
    star = "*" if value.beginning else ""
    bare = text + star
    alone = parse(f"{before}{bare}")
    if alone.terms == (replace(term, values=(value,)),) and not alone.hints and text not in OPERATORS:
        return bare
    doubled = text.replace('"', '""')
    return f'"{doubled}"{star}'
