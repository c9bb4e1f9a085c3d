"""What is found by a few typed words at once: papers by title or author, and what the person wrote or marked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper. `day` is the newest one (ISO 8601) that announces a paper which is not in the library, "" for one that is.

    `author` is the first author whose name has one of the words, where the title alone has not all of them.
    """

    id: int
    title: str
    day: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A few words of a note on a paper, or of an annotation (`annotation` is its id, `page` counts from 0; 0 and -1 for a note)."""

    paper: int
    title: str
    text: str
    annotation: int = 0
    page: int = -1


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `words` are those that were looked for, folded."""

    words: tuple[str, ...] = ()
    papers: tuple[FoundPaper, ...] = ()
    notes: tuple[FoundNote, ...] = ()
    newest_day: str = ""


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """What the person gave names to, or follows: collections and saved searches by id, tags, and feeds by category.

    A collection comes with the name of the one that it is in, "" where it is in none.
    """

    collections: tuple[tuple[int, str, str], ...] = ()
    searches: tuple[tuple[int, str], ...] = ()
    tags: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
