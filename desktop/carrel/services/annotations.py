"""What a person marks in papers. Every write returns what it changed, tells it, and can be undone.

An annotation keeps a paper that was only announced, as a star or a note does. None is deleted at once: those that are removed
stay in Trash for 30 days. Nothing is written into the PDFs of the library.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from carrel.domain.annotation import Annotation, AnnotationKind, Colour, Place
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.passage import Rectangle
from carrel.services.annotation_lists import AnnotationLists
from carrel.services.clock import now
from carrel.services.events import Events
from carrel.services.typed_text import Typing
from carrel.services.undo import Undo
from carrel.storage import annotation_rows, held_annotations, papers
from carrel.storage.database import Connection, Database

TYPING_SECONDS = 2.0
"""Text that is saved again within so many seconds is one step of undo."""


class Annotations(AnnotationLists):
    """Lists, adds and changes annotations. Safe from any thread."""

    def __init__(self, database: Database, events: Events, undo: Undo, look_for: Callable[[int], object]) -> None:
        """`look_for` is told each paper of which an annotation may have to be looked for in its other files."""
        super().__init__(database)
        self._events = events
        self._undo = undo
        self._look_for = look_for
        self._typing: Typing | None = None

    def add(self, annotation: Annotation) -> Annotation:
        """Keep a new annotation of its `paper_id`, made in its `file_id` at its anchor; return it as it is kept.

        Its id, key, places and instants are given to it here.

        Raises:
            InputError: it stands nowhere, or its paper is not there.
        """
        kind = annotation.kind.value
        return self.add_all([annotation], f"Added {'an' if kind[0] in 'aeiou' else 'a'} {kind}")[0]

    def add_all(self, new: Sequence[Annotation], label: str, *, held_by: int = 0) -> list[Annotation]:
        """Keep new annotations of one paper as one step of undo named `label`; return them as they are kept.

        Keys, authors and instants that they have stay. A file that they are `held_by` is drawn without them until this is undone;
        those of them whose keys the paper has meanwhile are left out.

        Raises:
            InputError: one stands nowhere, or its paper is not there.
        """
        added = [_begun(one) for one in new]
        with self._database.write() as connection:
            if any(papers.get(connection, one) is None for one in {one.paper_id for one in added}):
                raise InputError("This paper is not in the library.", "Add it again.")
            taken = annotation_rows.by_key(connection, added[0].paper_id) if held_by else {}
            added = [one for one in added if one.key not in taken]
            kept = papers.keep(connection, {one.paper_id for one in added})
            added = [replace(one, id=annotation_rows.add(connection, one)) for one in added]
            if held_by:
                held_annotations.put(connection, held_by, [one.id for one in added])

        def take_back(connection: Connection) -> None:
            written = {one.id: (one.text, one.tags) for one in added}
            for one in annotation_rows.these(connection, written):
                # What was written on it since is not thrown away.
                if (one.text, one.tags) != written[one.id]:
                    annotation_rows.delete(connection, [one.id], now())
                else:
                    annotation_rows.forget(connection, one.id)
            held_annotations.forget(connection, held_by, [one.key for one in added])

        self._done(added, label, take_back, kept, listed=True)
        for paper_id in sorted({one.paper_id for one in added}):
            self._look_for(paper_id)
        return added

    def save_text(self, annotation_id: int, text: str) -> Changes:
        """Keep an annotation's text as typed. Saved again within `TYPING_SECONDS` it is one step of undo."""
        with self._database.write() as connection:
            known = annotation_rows.get(connection, annotation_id)
            if known is None or known.text == text:
                return Changes()
            annotation_rows.rewrite(connection, replace(known, text=text, edited=now()))
        typing, moment = self._typing, time.monotonic()
        if typing and typing.goes_on(annotation_id, moment, self._undo.newest, TYPING_SECONDS):
            typing.moment = moment
            changes = _changes([known])
            self._events.publish(changes)
            return changes
        changes = self._done([known], "Wrote on an annotation", self._back([known], "text"))
        self._typing = Typing(annotation_id, self._undo.newest, moment)
        return changes

    def set_colour(self, ids: Sequence[int], colour: Colour) -> Changes:
        """Give annotations a colour."""
        return self._change(ids, lambda one: replace(one, colour=colour), "Coloured {}".format, "colour")

    def set_kind(self, ids: Sequence[int], kind: AnnotationKind) -> Changes:
        """Make highlights underlines, or the other way round; notes and areas stay what they are."""
        lines = (AnnotationKind.HIGHLIGHT, AnnotationKind.UNDERLINE)

        def other(one: Annotation) -> Annotation:
            return replace(one, kind=kind) if one.kind in lines and kind in lines else one

        return self._change(ids, other, "Changed {}".format, "kind")

    def set_tags(self, annotation_id: int, tags: Sequence[str]) -> Changes:
        """Give an annotation these tags in place of those it has. Case tells no tags apart."""
        wanted = _tidy(tags)
        return self._change([annotation_id], lambda one: replace(one, tags=wanted), "Tagged {}".format, "tags")

    def tag(self, ids: Sequence[int], name: str) -> Changes:
        """Give annotations one more tag.

        Raises:
            InputError: the name is empty.
        """
        [name] = _tidy([name]) or [""]
        if not name:
            raise InputError("A tag needs a name.", "Type one.")
        return self._change(
            ids, lambda one: replace(one, tags=_tidy([*one.tags, name])), lambda told: f"Tagged {told} “{name}”", "tags"
        )

    def untag(self, ids: Sequence[int], name: str) -> Changes:
        """Take a tag off annotations."""
        folded = name.casefold()
        return self._change(
            ids,
            lambda one: replace(one, tags=tuple(tag for tag in one.tags if tag.casefold() != folded)),
            lambda told: f"Took tag “{name}” off {told}",
            "tags",
        )

    def move(self, annotation_id: int, file_id: int, rectangles: Sequence[Rectangle]) -> Changes:
        """Have an annotation stand at these rectangles of a file: an area or a note that was moved, or one placed by hand.

        Its quote stays. In the file that it was made in its anchor moves along.

        Raises:
            InputError: there are no rectangles.
        """
        if not rectangles:
            raise InputError("The annotation would stand nowhere.", "Choose a place on a page.")
        place = Place(file_id, rectangles[0].page, tuple(rectangles))

        def moved(one: Annotation) -> Annotation:
            anchor = one.anchor
            if one.file_id == file_id:
                anchor = replace(anchor, page=place.page, rectangles=place.rectangles)
            return replace(one.standing(file_id, place), anchor=anchor)

        def back(one: Annotation, before: Annotation) -> Annotation:
            # Places that were found in other files since stay.
            anchor = before.anchor if one.file_id == file_id else one.anchor
            return replace(one.standing(file_id, before.place_in(file_id)), anchor=anchor)

        return self._change([annotation_id], moved, "Moved {}".format, back)

    def remove(self, ids: Sequence[int]) -> Changes:
        """Move annotations to Trash, where they stay for 30 days."""
        with self._database.write() as connection:
            gone = annotation_rows.delete(connection, ids, now())
        return self._done(
            gone,
            f"Moved {_count(gone)} to Trash",
            lambda c: annotation_rows.restore(c, [one.id for one in gone]),
            listed=True,
        )

    def restore(self, ids: Sequence[int]) -> Changes:
        """Take annotations out of Trash. Their papers are kept, and come out of Trash, too."""
        with self._database.write() as connection:
            back = annotation_rows.restore(connection, ids)
            on = {one.paper_id for one in back}
            kept = papers.keep(connection, on)
            untrashed = papers.restore(connection, on)

        def take_back(connection: Connection) -> None:
            annotation_rows.delete(connection, [one.id for one in back], now())
            papers.trash(connection, untrashed, now())

        changes = self._done(
            back, f"Restored {_count(back)}", take_back, kept, listed=True, untrashed=frozenset(untrashed)
        )
        for paper_id in sorted(on):
            self._look_for(paper_id)
        return changes

    def empty_trash(self) -> Changes:
        """Delete all annotations in Trash. This cannot be undone."""
        with self._database.write() as connection:
            touched = annotation_rows.purge(connection, "9999")
        changes = Changes(annotated=frozenset(touched))
        self._events.publish(changes)
        return changes

    def _change(
        self,
        ids: Sequence[int],
        change: Callable[[Annotation], Annotation],
        label: Callable[[str], str],
        back: str | Callable[[Annotation, Annotation], Annotation],
    ) -> Changes:
        before: list[Annotation] = []
        with self._database.write() as connection:
            for known in annotation_rows.these(connection, ids):
                wanted = change(known)
                if wanted != known:
                    before.append(annotation_rows.rewrite(connection, replace(wanted, edited=now()), known))
        return self._done(before, label(_count(before)), self._back(before, back))

    def _back(
        self, before: Sequence[Annotation], back: str | Callable[[Annotation, Annotation], Annotation]
    ) -> Callable[[Connection], None]:
        """Writes that give the field `back` of annotations the value it had, or make of each and what it was what `back` tells."""

        def write(connection: Connection) -> None:
            old = {one.id: one for one in before}
            for known in annotation_rows.these(connection, old):
                was = old[known.id]
                one = replace(known, **{back: getattr(was, back)}) if isinstance(back, str) else back(known, was)
                annotation_rows.rewrite(connection, replace(one, edited=was.edited), known)

        return write

    def _done(
        self,
        touched: Sequence[Annotation],
        label: str,
        inverse: Callable[[Connection], object],
        kept: Collection[int] = (),
        *,
        listed: bool = False,
        untrashed: frozenset[int] = frozenset(),
    ) -> Changes:
        """Tell a write that changed something, and how it is taken back.

        `kept` and `untrashed` are papers that it brought into the library and out of Trash; `listed` where papers may have
        got their first annotation or lost their last.
        """
        if not touched:
            return Changes()
        changes = _changes(touched, listed=listed)

        def take_back() -> None:
            with self._database.write() as connection:
                inverse(connection)
                left = frozenset(papers.unkeep(connection, kept))
            self._events.publish(replace(changes, papers_removed=left | untrashed, news=bool(kept)))

        changes_done = replace(changes, papers_added=frozenset(kept) | untrashed, news=bool(kept), undo=label)
        self._undo.record(label, take_back)
        self._events.publish(changes_done)
        return changes_done


def _begun(annotation: Annotation) -> Annotation:
    """A new annotation with what is given to it when it is kept."""
    anchor = annotation.anchor
    if not anchor.rectangles:
        raise InputError("The annotation would stand nowhere.", "Choose a place on a page.")
    at = annotation.created or now()
    places = (Place(annotation.file_id, anchor.page, anchor.rectangles),) if annotation.file_id is not None else ()
    return replace(
        annotation,
        tags=_tidy(annotation.tags),
        places=places,
        created=at,
        edited=annotation.edited or at,
        key=annotation.key or uuid.uuid4().hex,
        deleted="",
        id=0,
    )


def _changes(touched: Sequence[Annotation], *, listed: bool = False) -> Changes:
    on = frozenset(one.paper_id for one in touched)
    return Changes(papers=on if listed else frozenset(), annotations=frozenset(one.id for one in touched), annotated=on)


def _count(touched: Collection[Annotation]) -> str:
    return "1 annotation" if len(touched) == 1 else f"{len(touched)} annotations"


def _tidy(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags without superfluous spaces, each once whatever its case, in their order."""
    names = [name for tag in tags if (name := " ".join(tag.split()))]
    return tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]
