"""What a person typed, as queries on the index of words and as places in a text.

Whatever is typed is words, never the index's query language: each is quoted, and the last one, which may not be
typed to its end, is the start of a word. Chinese, Japanese and Korean are written without spaces, or with spaces that part
other things than words: each of their characters is a word of the index, and what is typed in them a phrase.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from carrel.domain.folding import fold
from carrel.domain.plain_words import without_latex
from carrel.domain.query import PassageHit
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import MOST_WORDS
from carrel.storage import id_sets
from carrel.storage.id_sets import IdSet

_UNSPACED = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Characters of Chinese, Japanese and Korean: Han, both kana, and Hangul."""
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")
_BETWEEN = re.compile(rf"(?<=[{_UNSPACED}])(?=[^\W_])|(?<=[^\W_])(?=[{_UNSPACED}])")
_SPACED = rf"[^\W_{_UNSPACED}]"
_TOKEN = re.compile(rf"[{_UNSPACED}]|{_SPACED}+(?:[\u0300-\u036f]+{_SPACED}*)*")
_RUN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_MOST_IN_PHRASE = 16
_PREFIX_LETTERS = 3
_WEIGHTS = "10.0, 6.0, 3.0, 2.0, 2.0, 8.0"

MOST_RANKED = 10_000
"""Of more papers than these BM25's ranks tell nothing, and take long to work out."""

_BEST_FIRST = (
    f"SELECT rowid FROM paper_words WHERE paper_words MATCH ? ORDER BY bm25(paper_words, {_WEIGHTS}), rowid DESC"
)
_MOST_SOME = 1000
_HOLDING = "SELECT coalesce(sum(doc), 0) FROM paper_word_counts WHERE term = ?"
_COUNT_FEW = "SELECT count(*) FROM (SELECT 1 FROM paper_words WHERE paper_words MATCH ? LIMIT ?)"
_COUNT = "SELECT count(*) FROM paper_words WHERE paper_words MATCH ?"
_MATCHING = "SELECT rowid FROM paper_words WHERE paper_words MATCH ?"


def taken(text: str) -> str:
    """Text as SQLite takes it: it has neither halves of characters nor the character that ends a text."""
    return text.encode("utf-8", "ignore").decode().replace("\0", " ")


def indexed(text: str) -> str:
    """Text as the indexes of words take it: without LaTeX, and with spaces around characters that are words by themselves.

    What was put into an index by this is taken out by it, too: a change of what it does needs a migration.
    """
    text = without_latex(text)
    if _UNSPACED_CHARACTER.search(text) is None:
        return text
    return _BETWEEN.sub(" ", unicodedata.normalize("NFC", text))


def words(text: str) -> tuple[str, ...]:
    """The words of what was typed, each once, in order, at most 24; marks alone are none."""
    found = [word for word in _without_marks(text).split() if _TOKEN.search(word)]
    return tuple({word.casefold(): word for word in found}.values())[:MOST_WORDS]


def phrase(text: str) -> str:
    """A word or phrase as the index takes it between quotation marks, "" where it holds no letter or digit.

    Of a phrase that goes on without end, as of a page that was pasted, the first 16 words are looked for.
    """
    usable = indexed(_without_marks(text))
    tokens = list(itertools.islice(_TOKEN.finditer(usable), _MOST_IN_PHRASE))
    return usable[tokens[0].start() : tokens[-1].end()] if tokens else ""


def is_long_beginning(text: str) -> bool:
    """Whether the last word of a phrase is long enough to be looked for as a beginning in passages."""
    return len(_TOKEN.findall(text)[-1]) >= _PREFIX_LETTERS


def quoted(text: str, *, beginning: bool) -> str:
    """A word or phrase as a query, as the beginning of what is found or as a whole."""
    return f'"{indexed(text)}"*' if beginning else f'"{indexed(text)}"'


def description_query(typed: Sequence[str]) -> str:
    """The query for papers whose description holds every word, the last one as a prefix."""
    return " AND ".join(quoted(word, beginning=place == len(typed) - 1) for place, word in enumerate(typed))


def holding_some(connection: sqlite3.Connection, typed: Sequence[str]) -> list[int]:
    """Papers whose description holds some of the words, best first by BM25, at most 1,000.

    Of words that many papers hold only those are looked for that are rare enough for the rank to be worked out quickly.
    Of a text without spaces every two characters that follow each other are a word.
    """
    pieces = {piece for word in typed for match in _RUN.finditer(word) for piece in _pieces(match.group())}
    counted = sorted((_holding(connection, piece), piece) for piece in pieces)
    rare: list[str] = []
    papers = 0
    for count, piece in counted:
        papers += count
        if papers > MOST_RANKED:
            break
        if count:
            rare.append(quoted(piece, beginning=False))
    if not rare:
        return []
    return [row[0] for row in connection.execute(f"{_BEST_FIRST} LIMIT {_MOST_SOME}", (" OR ".join(rare),))]


def best_first(connection: sqlite3.Connection, query: str) -> list[int]:
    """The papers in whose description `query` is found, best first by BM25, in which a title weighs most."""
    return [row[0] for row in connection.execute(_BEST_FIRST, (query,))]


def holds_few(connection: sqlite3.Connection, query: str) -> bool:
    """Whether `query` is found in the descriptions of at most as many papers as are ranked."""
    (count,) = connection.execute(_COUNT_FEW, (query, MOST_RANKED + 1)).fetchone()
    return bool(count <= MOST_RANKED)


def by_title_first(connection: sqlite3.Connection, query: str, described: IdSet, among: Sequence[int]) -> list[int]:
    """The papers of `among`: those with `query` in their title, then those `described`, then all others, each in their order."""
    titles = id_sets.read(connection, _MATCHING, (f"title : ({query})",))
    by_title, others = titles.parted(among)
    by_description, by_text = described.parted(others)
    return [*by_title, *by_description, *by_text]


def anywhere(text: str) -> tuple[str, ...]:
    """The words and phrases of a search that may stand anywhere, as many as are looked for."""
    return tuple(filter(None, map(phrase, parse(text).words)))[:MOST_WORDS]


def best(typed: Sequence[str], texts: Iterable[PassageHit], limit: int, *, whole: bool) -> list[PassageHit]:
    """Those of `texts` that hold words, or with `whole` all of them, which are marked: those with most come first, `limit` of them."""
    ranked = []
    for hit in texts:
        found = places(hit.text, typed)
        if len(found) >= (len(typed) if whole else 1):
            matches = tuple(sorted({place for of_word in found.values() for place in of_word}))
            ranked.append((len(found), replace(hit, matches=matches)))
    ranked.sort(key=lambda one: -one[0])
    return [hit for _, hit in ranked[:limit]]


def word_places(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand: (start, end) offsets."""
    return [match.span() for match in _TOKEN.finditer(text)]


def places(text: str, typed: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
    """Where in `text` each of the typed words stands: its index → (start, end) offsets, absent words left out."""
    tokens = [(match.start(), match.end(), fold(match.group())) for match in _TOKEN.finditer(text)]
    found: dict[int, list[tuple[int, int]]] = {}
    for index, word in enumerate(typed):
        wanted = [fold(match.group()) for match in _TOKEN.finditer(word)]
        prefix = index == len(typed) - 1
        for start in range(len(tokens) - len(wanted) + 1):
            part = [token for _, _, token in tokens[start : start + len(wanted)]]
            ends = part[-1].startswith(wanted[-1]) if prefix else part[-1] == wanted[-1]
            if ends and part[:-1] == wanted[:-1]:
                found.setdefault(index, []).append((tokens[start][0], tokens[start + len(wanted) - 1][1]))
    return found


def _pieces(run: str) -> list[str]:
    """The words in letters that stand together, or pairs of characters of a text without spaces."""
    if _UNSPACED_CHARACTER.search(run) is None:
        return [fold(run)]
    tokens = _TOKEN.findall(run)
    return [f"{one}{other}" for one, other in itertools.pairwise(tokens)] or tokens


def _holding(connection: sqlite3.Connection, piece: str) -> int:
    """How many papers hold a word in their description."""
    one = _TOKEN.fullmatch(piece) is not None
    [count] = connection.execute(
        *((_HOLDING, (piece,)) if one else (_COUNT, (quoted(piece, beginning=False),)))
    ).fetchone()
    return int(count)


def _without_marks(text: str) -> str:
    return taken(text).replace('"', " ")
