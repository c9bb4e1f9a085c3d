"""What is in the library: every question a list, a detail pane or the reader asks. Safe from any thread."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from carrel.digesting.source import abstract_sha256
from carrel.domain.digest import Digest
from carrel.domain.grouping import GroupBy, Grouped
from carrel.domain.paper import (
    Collection,
    FileState,
    Paper,
    PaperFile,
    PaperRow,
    PaperState,
    PaperVersion,
    ReadingState,
)
from carrel.domain.passage import Passage, Section
from carrel.domain.query import Facets, LibraryQuery, PassageHit, SearchBy, SidebarCounts, Sort
from carrel.domain.query_editing import meant
from carrel.domain.section_changes import ComparedSection, VersionText, compare_sections
from carrel.services import best_match
from carrel.services.events import Events
from carrel.services.meaning import Meaning
from carrel.services.near_papers import NearPapers
from carrel.services.shown_files import ShownFiles
from carrel.storage import (
    annotation_words,
    digests,
    files,
    grouping,
    listing,
    notes,
    organising,
    papers,
    passages,
    settings,
    version_digests,
)
from carrel.storage.database import Connection, Database
from carrel.storage.store import FileStore


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What was read from a kept file; sizes of pages are (width, height) in points as displayed."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    page_sizes: tuple[tuple[float, float], ...]


class Reading:
    """Questions to the library. Each is answered from one snapshot."""

    def __init__(
        self, database: Database, store: FileStore, shown_files: ShownFiles, events: Events, meaning: Meaning
    ) -> None:
        self._database = database
        self._near = NearPapers(database, meaning, events)
        self._meaning = meaning
        self._store = store
        self._shown_files = shown_files

    def ids(self, query: LibraryQuery) -> array[int]:
        """Ids of the papers a query asks for, in its order."""
        return self.grouped(query, GroupBy.NONE).ids

    def grouped(self, query: LibraryQuery, by: GroupBy) -> Grouped:
        """The papers a query asks for in groups, those of each in the query's order."""
        best_of_both = query.by is SearchBy.BOTH and query.sort is Sort.BEST
        beside = self._near.begin(query) if best_of_both else None
        near = None if best_of_both else self._near.of(query)
        with self._database.read() as connection:
            if beside is not None:
                found = best_match.of_both(connection, query, beside)
            elif near is not None and query.sort is Sort.BEST:
                found = array("q", best_match.close(connection, query, near))
            else:
                found = listing.ids(connection, query, near)
            return grouping.grouped(connection, found, query, by)

    def close(self) -> None:
        """End what works beside the questions."""
        self._near.close()

    def waits_for_meanings(self, query: LibraryQuery) -> bool:
        """Whether a search finds by words alone what it could find by meaning, too, once there are vectors."""
        return self._near.waits(query)

    def rows(self, ids: Sequence[int]) -> list[PaperRow]:
        """Rows of these papers in this order; those that are gone are left out."""
        with self._database.read() as connection:
            return papers.rows(connection, ids)

    def facets(self, query: LibraryQuery) -> Facets:
        """How many papers of a query fall under each value."""
        near = self._near.of(query)
        with self._database.read() as connection:
            return listing.facets(connection, query, near)

    def sidebar(self) -> SidebarCounts:
        """The numbers beside the sidebar's places."""
        with self._database.read() as connection:
            return listing.sidebar(connection)

    def collections(self) -> list[Collection]:
        """All collections with their counts."""
        with self._database.read() as connection:
            return listing.collections(connection)

    def tags(self) -> list[tuple[str, int]]:
        """All tags with how many papers carry them."""
        with self._database.read() as connection:
            return listing.tags(connection)

    def paper(self, paper_id: int) -> Paper | None:
        """A paper's metadata, or None where there is no such paper."""
        with self._database.read() as connection:
            return papers.get(connection, paper_id)

    def find(self, arxiv_id: str) -> int | None:
        """The paper with this arXiv identifier (without version), or None."""
        with self._database.read() as connection:
            return papers.find(connection, arxiv_id=arxiv_id)

    def state(self, paper_id: int) -> PaperState:
        """What the person decided about a paper.

        Raises:
            KeyError: there is no such paper.
        """
        with self._database.read() as connection:
            return papers.state(connection, paper_id)

    def all_starred(self, ids: Sequence[int]) -> bool:
        """Whether every one of some papers, however many, has a star."""
        with self._database.read() as connection:
            return papers.all_starred(connection, ids)

    def all_in(self, ids: Sequence[int], state: ReadingState) -> bool:
        """Whether every one of some papers, however many, is in this state."""
        with self._database.read() as connection:
            return papers.all_in(connection, ids, state)

    def shared_tags(self, ids: Sequence[int]) -> set[str]:
        """The tags that all of some papers have."""
        with self._database.read() as connection:
            return organising.shared_tags(connection, ids)

    def shared_collections(self, ids: Sequence[int]) -> set[int]:
        """The collections that all of some papers stand in."""
        with self._database.read() as connection:
            return organising.shared_collections(connection, ids)

    def note(self, paper_id: int) -> str:
        """The note on a paper as it was typed, "" where there is none."""
        with self._database.read() as connection:
            return notes.get(connection, paper_id)

    def versions(self, paper_id: int) -> list[PaperVersion]:
        """The versions that were seen, oldest first."""
        with self._database.read() as connection:
            return papers.versions(connection, paper_id)

    def files(self, paper_id: int) -> list[PaperFile]:
        """A paper's files, oldest first."""
        with self._database.read() as connection:
            return files.of_paper(connection, paper_id)

    def readable_file(self, paper_id: int) -> PaperFile | None:
        """The newest file that a window may open: one that a limited child has opened, walked and drawn before."""
        safe = (FileState.READY, FileState.NO_TEXT)
        return next((file for file in reversed(self.files(paper_id)) if file.state in safe), None)

    def file_path(self, file: PaperFile) -> Path:
        """Where a file is."""
        return self._store.path(file.name)

    def shown_path(self, file: PaperFile) -> Path:
        """What is drawn of a file: itself, or a copy without what was taken from it, as far as one is there already."""
        return self._shown_files.path(file)

    def document(self, file_id: int) -> DocumentText:
        """Sections, passages and page sizes of a file."""
        with self._database.read() as connection:
            return DocumentText(
                passages.sections(connection, file_id),
                passages.of_file(connection, file_id),
                files.page_sizes(connection, file_id),
            )

    def outline(self, file_id: int) -> DocumentText:
        """What `document` tells without its passages, which take seconds where a file has tens of thousands of them."""
        with self._database.read() as connection:
            return DocumentText(passages.sections(connection, file_id), (), files.page_sizes(connection, file_id))

    def digest(self, paper_id: int) -> Digest | None:
        """The paper's current digest."""
        with self._database.read() as connection:
            return digests.current(connection, paper_id)

    def abstract_for(self, paper_id: int, digest: Digest) -> str:
        """The abstract whose sentences are the digest's passages: that of the version it was made from.

        Where no version is known to fit, because the digest was made from a PDF for example, it is the newest one.
        """
        text = digest.provenance.text_sha256
        with self._database.read() as connection:
            paper = papers.get(connection, paper_id)
            newest = paper.abstract if paper is not None else ""
            known = [newest, *(version.abstract for version in reversed(papers.versions(connection, paper_id)))]
        return next((abstract for abstract in known if abstract_sha256(abstract) == text), newest)

    def digest_versions(self, paper_id: int) -> dict[int, int]:
        """Which version of the paper each of its digests (by id) was made from; left out where that is not known."""
        with self._database.read() as connection:
            texts = {
                file.text_sha256: file.version for file in files.of_paper(connection, paper_id) if file.text_sha256
            }
            for version in papers.versions(connection, paper_id):
                texts[abstract_sha256(version.abstract)] = version.version
            made = {one.id: texts.get(one.provenance.text_sha256, 0) for one in digests.history(connection, paper_id)}
        return {digest: version for digest, version in made.items() if version}

    def digest_history(self, paper_id: int) -> list[Digest]:
        """All digests of a paper, newest first."""
        with self._database.read() as connection:
            return digests.history(connection, paper_id)

    def earlier_digest(self, paper_id: int) -> Digest | None:
        """The digest of the paper's earlier version that its current one can be compared with: made in the same way."""
        with self._database.read() as connection:
            found = version_digests.earlier(connection, [paper_id]).get(paper_id)
            return digests.get(connection, found[1]) if found else None

    def section_changes(self, older_file: int, newer_file: int) -> tuple[ComparedSection, ...]:
        """What changed between the texts of two files, section by section; some 10 to 50 ms for papers of 1,000 sentences."""
        with self._database.read() as connection:
            older, newer = (
                VersionText(passages.sections(connection, one), passages.of_file(connection, one))
                for one in (older_file, newer_file)
            )
        return compare_sections(older, newer)

    def hits(self, paper_id: int, text: str, limit: int = 3, by: SearchBy = SearchBy.WORDS) -> list[PassageHit]:
        """The passages of a paper that match what was typed, best first, where none does what the person wrote on its pages.

        By meaning it is the closest one; by both, that stands in for passages that hold some of the words alone.
        """
        meaning = meant(text) if by is not SearchBy.WORDS else ""
        found: list[PassageHit] = []
        if by is not SearchBy.MEANING:
            with self._database.read() as connection:
                found = _hits(connection, paper_id, text, limit, whole=bool(meaning))
        if not found and meaning and (hit := self._meaning.hit(paper_id, meaning)) is not None:
            return [hit]
        if not found and by is SearchBy.BOTH:
            with self._database.read() as connection:
                found = _hits(connection, paper_id, text, limit)
        return found

    def value(self, name: str, default: str = "") -> str:
        """A small state that a view keeps, such as a window's geometry or a paper's page."""
        with self._database.read() as connection:
            return settings.value(connection, name) or default

    def set_value(self, name: str, value: str) -> None:
        """Keep a small state of a view."""
        with self._database.write() as connection:
            settings.set_value(connection, name, value)


def _hits(connection: Connection, paper_id: int, text: str, limit: int, *, whole: bool = False) -> list[PassageHit]:
    return passages.hits(connection, paper_id, text, limit, whole=whole) or annotation_words.hits(
        connection, paper_id, text, limit, whole=whole
    )
