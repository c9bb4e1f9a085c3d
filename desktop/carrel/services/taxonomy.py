"""What arXiv's categories are called."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property

from carrel.domain.interests import fold
from carrel.paths import bundled


@dataclass(frozen=True, slots=True)
class Category:
    """A category, or a whole archive: its id ("cs.LG", "cs") and arXiv's name for it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """An archive that can be followed as a whole, and its categories; one without any is a category itself."""

    id: str
    name: str
    categories: tuple[Category, ...]


class Taxonomy:
    """arXiv's archives and active categories, from the list that comes with Carrel; read when first asked for."""

    def groups(self) -> tuple[Group, ...]:
        """All of them, the archives in the order in which they are shown."""
        return self._groups

    def name(self, category: str) -> str:
        """What arXiv calls a category or archive; its id where it is not known."""
        return self._names.get(category, category)

    def known(self, category: str) -> bool:
        """Whether arXiv has such a category or archive."""
        return category in self._names

    def find(self, text: str) -> list[Category]:
        """Categories and archives by id, name or words of the name, the closest first; all of them for ""."""
        wanted = fold(text).split()
        found = [
            (rank, number, one) for number, one in enumerate(self._all) if (rank := _rank(one, wanted)) is not None
        ]
        return [one for _, _, one in sorted(found, key=lambda entry: entry[:2])]

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        archives = tomllib.loads(bundled("resources/arxiv/categories.toml").read_text(encoding="utf-8"))
        return tuple(
            Group(
                archive,
                names["name"],
                tuple(Category(f"{archive}.{part}", name) for part, name in names.items() if part != "name"),
            )
            for archive, names in archives.items()
        )

    @cached_property
    def _all(self) -> tuple[Category, ...]:
        return tuple(one for group in self._groups for one in (Category(group.id, group.name), *group.categories))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in self._all}


def _rank(category: Category, wanted: list[str]) -> int | None:
    """How close a category is to the words typed, 0 the closest; None where it lacks one of them."""
    identifier, name = fold(category.id), fold(category.name)
    whole = " ".join(wanted)
    if whole == identifier:
        return 0
    if whole in (identifier.partition(".")[2], name):
        return 1
    if identifier.startswith(whole):
        return 2
    words = [*name.replace("-", " ").split(), *identifier.split("."), identifier]
    if all(any(word.startswith(one) for word in words) for one in wanted):
        return 3
    return 4 if all(one in f"{identifier} {name}" for one in wanted) else None
