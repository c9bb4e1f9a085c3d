"""Names in a statement: models, datasets, people, acronyms; where the paper has them, and how it writes acronyms out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.synonyms import kin
from carrel.digesting.words import FRAMING, common, fold, stem, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_PIECE = re.compile(r"[^\W_]+(?:[-'’./+][^\W_]+)*\+*")
_SHORT = re.compile(r"\((?P<short>[A-Z][A-Za-z0-9-]{1,9}?)s?\)")
_LONG_FIRST = re.compile(r"(?P<short>\b[A-Z][A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*) \((?P<long>[A-Za-z][\w -]{5,80})\)")
_INTRODUCED = re.compile(
    r"\b(?:called|named|dub(?:bed)?|term(?:ed)?|call it|introduce|propose|present|introduces|proposes|presents)\s(?:a |the |our )?(?P<name>[^\W_]+(?:-[^\W_]+)*)"
)
_OURS = re.compile(
    r"\b(?:we|our|ours|it|its|this|the proposed|the (?:model|method|approach|system|network|framework|algorithm|toolkit))\b",
    re.IGNORECASE,
)
_OPENS = ".:!?•"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, and its form for comparing: folded, without hyphens, possessive and plural."""

    text: str
    form: str


def form(piece: str) -> str:
    """The form of a piece of text under which names are compared."""
    folded = fold(piece).replace("’", "'").removesuffix("'s")
    bare = "".join(character for character in folded if character.isalnum())
    return bare[:-1] if len(bare) > 2 and bare.endswith("s") and not bare.endswith("ss") else bare


def names(text: str, plain: Collection[str]) -> tuple[Name, ...]:
    """The names of `text`. `plain` are stems that the paper also writes small: a capital alone makes no name of those."""
    found: dict[str, Name] = {}
    opening = True
    end = 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        opening = opening or any(mark in text[end : match.start()] for mark in _OPENS)
        end = match.end()
        if _is_name(piece, plain, opening=opening):
            key = form(piece)
            if key:
                found.setdefault(key, Name(piece.removesuffix("'s").removesuffix("’s"), key))
        opening = False
    return tuple(found.values())


def _is_name(piece: str, plain: Collection[str], *, opening: bool) -> bool:
    letters = [character for character in piece if character.isalpha()]
    if len(letters) < 2 or not any(character.isupper() for character in letters):
        return False
    bare = piece.replace("’", "'").partition("'")[0]
    parts = bare.split("-")
    if any(sum(character.isupper() for character in part) >= 2 or _inner_capital(part) for part in parts):
        return not (bare.isupper() and common(bare.lower()))
    if any(character.isdigit() for character in bare) and not bare[0].isdigit():
        return True
    if not bare[0].isupper() or common(bare.lower()):
        return False
    stems = [stem(word) for word in words(bare)]
    # What opens a sentence has a capital anyway.
    return not all(one in plain or (opening and (one in FRAMING or kin(one))) for one in stems)


def _inner_capital(part: str) -> bool:
    return any(character.isupper() for character in part[1:]) and any(character.islower() for character in part)


def forms(text: str) -> frozenset[str]:
    """Every form under which a name could stand in `text`: its pieces, their parts, and neighbours written as one."""
    found: set[str] = set()
    before = ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        whole = form(piece)
        found.add(whole)
        if before:
            found.add(before + whole)
        if not piece.isalnum():
            found.update(form(part) for part in re.split(r"[^\w]", piece))
            found.update(form(piece[match.start() :]) for match in re.finditer(r"(?<=[-/])\w", piece))
            found.update(form(piece[: match.start()]) for match in re.finditer(r"[-/]", piece))
        before = "".join(character for character in fold(piece) if character.isalnum())
    found.discard("")
    return frozenset(found)


def introduced(texts: Iterable[str]) -> frozenset[str]:
    """The forms of names that the paper gives to what it makes: "we propose StorkNet", "called StorkNet"."""
    return frozenset(
        form(match["name"])
        for text in texts
        for match in _INTRODUCED.finditer(text)
        if any(character.isupper() for character in match["name"])
    )


def speaks_of_its_own(text: str) -> bool:
    """Whether `text` says "we", "our" or "it", where a retelling may put the name of what the paper makes."""
    return _OURS.search(text) is not None


def expansions(text: str) -> dict[str, str]:
    """Acronyms that `text` writes out, with what they stand for: "graph attention network (GAT)".

    After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003).
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = match["short"]
        if sum(character.isupper() for character in short) < 2:
            continue
        before = text[max(0, match.start() - 120) : match.start()].split()
        written = _written_out(short, before[-min(len(short) + 5, 2 * len(short)) :])
        if written:
            found.setdefault(short, written)
    for match in _LONG_FIRST.finditer(text):
        pieces = match["long"].split()
        if _written_out(match["short"], pieces) == match["long"]:
            found.setdefault(match["short"], match["long"])
    return found


def _written_out(short: str, before: list[str]) -> str:
    """The shortest end of `before` whose letters, from the back, spell `short`, its first word with the first letter."""
    letters = [character.lower() for character in short if character.isalnum()]
    text = " ".join(before)
    at = len(text)
    for index in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (text[at].lower() != letters[index] or (index == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    found = text[at:].strip(" ,;:([")
    return found if len(found.split()) <= len(letters) + 3 and len(found) > len(short) else ""
