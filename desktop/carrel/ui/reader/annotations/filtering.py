"""Which annotations "Your marks" lists: by colour, tag, and whether they moved or were lost. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from carrel.domain.annotation import Annotation, Colour
from carrel.ui.reader.annotations.on_pages import AnnotationsOnPages
from carrel.ui.reader.annotations.words import COLOUR_NAMES


@dataclass(frozen=True, slots=True)
class MarkFilter:
    """Colours are alternatives, tags too; `unsure` asks for those that moved, were lost or are still looked for."""

    colours: frozenset[Colour] = field(default_factory=frozenset)
    tags: frozenset[str] = field(default_factory=frozenset)
    unsure: bool = False

    def __bool__(self) -> bool:
        return bool(self.colours or self.tags or self.unsure)

    def takes(self, annotation: Annotation, here: AnnotationsOnPages) -> bool:
        """Whether an annotation is listed."""
        if self.colours and annotation.colour not in self.colours:
            return False
        if self.tags and not self.tags & {tag.casefold() for tag in annotation.tags}:
            return False
        return not self.unsure or here.unsure(annotation)

    @property
    def words(self) -> str:
        """What is listed, in words: "Yellow, green, tagged method"."""
        parts = [COLOUR_NAMES[one].lower() for one in Colour if one in self.colours]
        if self.tags:
            parts.append(f"tagged {' or '.join(sorted(self.tags))}")
        if self.unsure:
            parts.append("moved or not found")
        text = ", ".join(parts)
        return text[:1].upper() + text[1:]


def tags_of(annotations: Iterable[Annotation]) -> list[str]:
    """The tags that annotations carry, each once whatever its case, by name."""
    names: dict[str, str] = {}
    for one in annotations:
        for tag in one.tags:
            names.setdefault(tag.casefold(), tag)
    return sorted(names.values(), key=str.casefold)
