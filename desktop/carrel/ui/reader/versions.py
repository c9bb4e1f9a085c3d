"""Two versions of a paper beside one another: which files, what changed where, and which place answers to which. Pure but for `open_versions`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from carrel.domain.paper import FileState, PaperFile
from carrel.domain.passage import Passage, Rectangle
from carrel.domain.section_changes import ComparedSection, SectionChange
from carrel.services.reading import DocumentText, Reading
from carrel.ui.reader.layout import PagePoint


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """A version whose PDF is on this computer and was read."""

    version: int
    path: Path
    document: DocumentText


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A sentence that changed: its lines in the older and in the newer version, () where it is not in that one.

    `passages` are its positions in both, None where it is not there.
    """

    older: tuple[Rectangle, ...]
    newer: tuple[Rectangle, ...]
    passages: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class OpenedVersions:
    """All that is needed to show two versions beside one another; `changes` are in the newer one's reading order."""

    older: ReadVersion
    newer: ReadVersion
    changes: tuple[ChangedPlace, ...]
    matches: Matches


class Matches:
    """Places in one version that say the same as places in another."""

    def __init__(self, older: Sequence[Passage], newer: Sequence[Passage]) -> None:
        pairs: list[tuple[PagePoint, PagePoint]] = []
        texts = [one.text for one in older], [one.text for one in newer]
        for first, second, size in SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks():
            for step in range(size):
                there, here = older[first + step].rectangles, newer[second + step].rectangles
                if there and here:
                    pairs.append((_top(there), _top(here)))
        self._onwards = _in_order(pairs)
        self._backwards = _in_order([(here, there) for there, here in pairs])

    def answer(self, place: PagePoint, *, backwards: bool = False) -> PagePoint:
        """The newer version's place for one of the older, or the other way round; the same place where nothing matches."""
        ways = self._backwards if backwards else self._onwards
        if not ways:
            return place
        at = bisect_right(ways, (place.page, place.y), key=lambda way: (way[0].page, way[0].y))
        here, there = ways[max(0, at - 1)]
        # Between two places that match, one page goes on as the other does.
        down = place.y - here.y if place.page == here.page else 0.0
        return PagePoint(there.page, 0.0, max(0.0, there.y + down))


def open_versions(reading: Reading, paper_id: int, wanted: tuple[int, int] | None = None) -> OpenedVersions | None:
    """Gather two versions: the `wanted` ones, else the two newest. None where they were not both read. Safe from any thread."""
    files = readable(reading.files(paper_id))
    pair = wanted or tuple(sorted(files)[-2:])
    if len(pair) < 2 or any(one not in files for one in pair):
        return None
    older, newer = (_version(reading, files[one]) for one in pair)
    sections = reading.section_changes(files[pair[0]].id, files[pair[1]].id)
    changes = changed_places(sections, older.document.passages, newer.document.passages)
    return OpenedVersions(older, newer, changes, Matches(older.document.passages, newer.document.passages))


def readable(files: Sequence[PaperFile]) -> dict[int, PaperFile]:
    """The newest file of each version whose text was read, by version."""
    return {file.version: file for file in files if file.state is FileState.READY and file.version}


def changed_places(
    sections: Sequence[ComparedSection], older: Sequence[Passage], newer: Sequence[Passage]
) -> tuple[ChangedPlace, ...]:
    """Where the sentences stand that differ."""
    there, here = _by_text(older), {one.position: one for one in newer}
    found: list[ChangedPlace] = []
    for section in sections:
        if section.change is SectionChange.SAME:
            continue
        for pair in section.sentences:
            waiting = there.get(pair.before, []) if pair.before else []
            # Without its newer form a sentence is known by its place; of the same words elsewhere the first come first.
            gone = next((one for one in waiting if pair.after or one.position == pair.passage), None)
            if gone is not None:
                waiting.remove(gone)
            came = here.get(pair.passage) if pair.after else None
            if gone is not None or came is not None:
                found.append(_place(gone, came))
    return tuple(found)


def _place(gone: Passage | None, came: Passage | None) -> ChangedPlace:
    return ChangedPlace(
        gone.rectangles if gone is not None else (),
        came.rectangles if came is not None else (),
        (gone.position if gone is not None else None, came.position if came is not None else None),
    )


def _by_text(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.text, []).append(passage)
    return found


def _in_order(ways: list[tuple[PagePoint, PagePoint]]) -> list[tuple[PagePoint, PagePoint]]:
    return sorted(ways, key=lambda way: (way[0].page, way[0].y))


def _top(rectangles: Sequence[Rectangle]) -> PagePoint:
    return PagePoint(rectangles[0].page, 0.0, rectangles[0].top)


def _version(reading: Reading, file: PaperFile) -> ReadVersion:
    return ReadVersion(file.version, reading.shown_path(file), reading.document(file.id))
