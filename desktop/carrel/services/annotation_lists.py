"""Questions about annotations: those of a paper, of a file, and of the whole library. Each is answered from one snapshot."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from carrel.domain.annotation import Annotation, AnnotationCounts, AnnotationQuery, AnnotationRow, Place, PlaceState
from carrel.storage import annotation_listing, annotation_rows, files
from carrel.storage.database import Database


class AnnotationLists:
    """Answers them. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, annotation_id: int) -> Annotation | None:
        """An annotation, also of one in Trash; None where there is none."""
        with self._database.read() as connection:
            return annotation_rows.get(connection, annotation_id)

    def of_paper(self, paper_id: int) -> list[Annotation]:
        """A paper's annotations outside Trash, in the order of the file they were made in."""
        with self._database.read() as connection:
            return annotation_rows.of_paper(connection, paper_id)

    def of_file(self, file_id: int) -> list[Annotation]:
        """The annotations of a file's paper, in the order in which they stand in this file.

        Where each stands is `Annotation.place_in(file_id)`: None where it was not looked for in this file yet, without
        rectangles where it is lost. Those two kinds come last.
        """
        with self._database.read() as connection:
            file = files.get(connection, file_id)
            found = annotation_rows.of_paper(connection, file.paper_id) if file is not None else []
        return sorted(found, key=lambda one: _order(one.place_in(file_id)))

    def ids(self, query: AnnotationQuery) -> array[int]:
        """Ids of the annotations of the library that a query asks for, in its order."""
        with self._database.read() as connection:
            return annotation_listing.ids(connection, query)

    def rows(self, ids: Sequence[int]) -> list[AnnotationRow]:
        """Rows of these annotations in this order; those that are gone are left out."""
        with self._database.read() as connection:
            return annotation_listing.rows(connection, ids)

    def counts(self, query: AnnotationQuery) -> AnnotationCounts:
        """How many annotations a query asks for, and how they fall into kinds, colours and tags."""
        with self._database.read() as connection:
            return annotation_listing.counts(connection, query)

    def tags(self) -> list[str]:
        """The tags that annotations carry, by name."""
        with self._database.read() as connection:
            return annotation_listing.tags(connection)


def _order(place: Place | None) -> tuple[int, int, float]:
    if place is None or place.state is PlaceState.LOST:
        return 1, place.page if place else 0, 0.0
    return 0, place.page, min((one.top for one in place.rectangles if one.page == place.page), default=0.0)
