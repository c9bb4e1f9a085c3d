"""What annotations are called, for tooltips, lists and screen readers. Pure."""

from __future__ import annotations

from carrel.domain.annotation import Annotation, AnnotationKind, Colour, PlaceState

COLOUR_NAMES = {
    Colour.YELLOW: "Yellow",
    Colour.GREEN: "Green",
    Colour.BLUE: "Blue",
    Colour.PINK: "Pink",
    Colour.VIOLET: "Violet",
}
KIND_NAMES = {
    AnnotationKind.HIGHLIGHT: "Highlight",
    AnnotationKind.UNDERLINE: "Underline",
    AnnotationKind.NOTE: "Note",
    AnnotationKind.AREA: "Area",
}
STATE_WORDS = {PlaceState.MOVED: "moved", PlaceState.LOST: "not found in this version"}


def plain(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def heading_of(annotation: Annotation) -> str:
    """What an annotation is known by: its quote, else what was written, else its kind."""
    return annotation.anchor.quote or plain(annotation.text) or KIND_NAMES[annotation.kind]


def place_words(annotation: Annotation, page: int, state: PlaceState | None) -> str:
    """Where it stands: "Page 3", "Page 3, moved", "Not found in this version"; `page` counts from 0."""
    if state is PlaceState.LOST:
        return "Not found in this version"
    if state is None:
        return f"Page {annotation.anchor.page + 1}, still looked for in this version"
    return f"Page {page + 1}" + (f", {STATE_WORDS[state]}" if state in STATE_WORDS else "")


def spoken(annotation: Annotation, place: str) -> str:
    """An annotation in words, for screen readers."""
    name = f"{COLOUR_NAMES[annotation.colour]} {KIND_NAMES[annotation.kind].lower()}"
    parts = [name, annotation.anchor.quote, plain(annotation.text), place]
    if annotation.tags:
        parts.append(f"tags {', '.join(annotation.tags)}")
    return ". ".join(part for part in parts if part)
