"""What a person marks in a paper: highlights, underlines, notes stuck to a page, and areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from carrel.domain.passage import Rectangle

CONTEXT = 64
"""So many characters of text are kept before and after a quote."""


class AnnotationKind(StrEnum):
    """What an annotation looks like. A *note* sticks to a point of the page, an *area* is one rectangle of it."""

    HIGHLIGHT = "highlight"
    UNDERLINE = "underline"
    NOTE = "note"
    AREA = "area"


class Colour(StrEnum):
    """The five colours, in the order of the keys 1 to 5; each is `mark-` and its value in the themes."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PINK = "pink"
    VIOLET = "violet"


class PlaceState(StrEnum):
    """How sure it is that an annotation stands where it is shown in a file.

    *Placed*: it was made there, or its words are there unchanged. *Moved*: they are on another page or changed, or there were
    no words to go by. *Lost*: they were not found; it has no rectangles there.
    """

    PLACED = "placed"
    MOVED = "moved"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an annotation was made: rectangles (one a line of print) on `page`, counted from 0, and the words in them.

    A quote that runs over a page break has rectangles on both pages; `page` is where it starts. `before` and `after` are up to
    `CONTEXT` characters of the text around the quote, so that it is told from the same words elsewhere. A note and an area may
    have no quote; their context then is what is printed around them, or "".
    """

    page: int
    rectangles: tuple[Rectangle, ...]
    quote: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotation stands in one of its paper's files; `page` counts from 0, that of a lost one is where it was looked for."""

    file_id: int
    page: int
    rectangles: tuple[Rectangle, ...]
    state: PlaceState = PlaceState.PLACED


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a paper. `id` is 0 and `key` "" until it is kept.

    `key` names it among those of its paper, for ever: in PDFs (`/NM`) and Markdown (`^carrel-…`). `text` is the person's own, Markdown as
    typed, "" where there is none. `file_id` is the file it was made in, None where that is gone; `anchor` is how it was made
    there. `places` are the files it was looked for in. `author` is whom an imported one names, "" for the person.
    `created`, `edited` and `deleted` are ISO 8601 instants in UTC; `deleted` is "" unless it is in Trash.
    """

    paper_id: int
    kind: AnnotationKind
    colour: Colour
    anchor: Anchor
    text: str = ""
    tags: tuple[str, ...] = ()
    file_id: int | None = None
    places: tuple[Place, ...] = ()
    author: str = ""
    created: str = ""
    edited: str = ""
    deleted: str = ""
    key: str = ""
    id: int = 0

    def place_in(self, file_id: int) -> Place | None:
        """Where it stands in a file; None where it was not looked for there yet."""
        return next((place for place in self.places if place.file_id == file_id), None)

    def standing(self, file_id: int, place: Place | None) -> Annotation:
        """It with this place in a file, or with none that is known; those in other files stay."""
        places = [one for one in self.places if one.file_id != file_id]
        if place is not None:
            places.append(place)
        return replace(self, places=tuple(sorted(places, key=lambda one: one.file_id)))


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """One row of the list of all annotations: the annotation, and what is told of its paper."""

    annotation: Annotation
    title: str
    authors: tuple[str, ...]
    year: int | None


class AnnotationSort(StrEnum):
    """Orders of the list: last edited or made first, or paper by paper in the order of pages."""

    EDITED = "edited"
    CREATED = "created"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
    """Which annotations. Values of one tuple are alternatives, different fields are all required.

    `text` is what the person typed; every word must occur in the quote, the text or the tags. `paper` limits it to one paper.
    `states` are those in any of the paper's files. `trash` asks for those in Trash alone.
    """

    text: str = ""
    kinds: tuple[AnnotationKind, ...] = ()
    colours: tuple[Colour, ...] = ()
    tags: tuple[str, ...] = ()
    states: tuple[PlaceState, ...] = ()
    paper: int | None = None
    with_text: bool = False
    trash: bool = False
    sort: AnnotationSort = AnnotationSort.EDITED


@dataclass(frozen=True, slots=True)
class AnnotationCounts:
    """How many annotations of a query fall under each value; values without any are left out."""

    total: int
    kinds: dict[AnnotationKind, int]
    colours: dict[Colour, int]
    tags: dict[str, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """An annotation to be looked for in another file of its paper, by its anchor.

    The rectangles of a `whole` one (a note, an area) keep their shape; those of others follow the words. `pages` is how many
    pages the file has that it was made in, 0 where that is not known.
    """

    anchor: Anchor
    whole: bool = False
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where something sought is in a file, as `Place` has it."""

    page: int
    rectangles: tuple[Rectangle, ...]
    state: PlaceState
