"""What the list of all annotations says. Pure."""

from __future__ import annotations

from carrel.domain.annotation import Annotation, AnnotationQuery, AnnotationRow, PlaceState
from carrel.ui.reader.annotations.words import COLOUR_NAMES, KIND_NAMES, spoken


def place_of(annotation: Annotation) -> str:
    """Where an annotation stands in the newest file that it was looked for in."""
    newest = annotation.places[-1] if annotation.places else None
    if newest is not None and newest.state is PlaceState.LOST:
        return "Not found in the newest version"
    page = newest.page if newest is not None else annotation.anchor.page
    moved = newest is not None and newest.state is PlaceState.MOVED
    return f"Page {page + 1}" + (", moved" if moved else "")


def paper_words(row: AnnotationRow) -> str:
    """The paper with its first author and year."""
    author = row.authors[0].split(",")[0] if row.authors else ""
    more = " and others" if len(row.authors) > 1 else ""
    by = ", ".join(part for part in (f"{author}{more}" if author else "", str(row.year or "")) if part)
    return f"{row.title} ({by})" if by else row.title


def spoken_row(row: AnnotationRow) -> str:
    """A row in words, for screen readers."""
    return f"{spoken(row.annotation, place_of(row.annotation))}. In {row.title}"


def count_words(count: int, query: AnnotationQuery) -> str:
    """How many are listed: "12 annotations", "1 annotation in Trash"."""
    return f"{count:,} annotation{'' if count == 1 else 's'}" + (" in Trash" if query.trash else "")


def filter_words(query: AnnotationQuery) -> str:
    """What the list is limited to, beside what is searched for; "" where it is not."""
    parts = [COLOUR_NAMES[one].lower() for one in query.colours]
    parts += [f"{KIND_NAMES[one].lower()}s" for one in query.kinds]
    if query.tags:
        parts.append(f"tagged {' or '.join(query.tags)}")
    if query.states:
        parts.append("moved or not found")
    if query.with_text:
        parts.append("written on")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]
