"""What a write changed. Views redraw from it; there is no "refresh everything"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids that a write touched.

    `papers_added` and `papers_removed` change which rows a list holds; `papers` changes what a row shows. `news` tells of
    announcements, feeds and saved searches, `topics` of topics of the person's own, `vectors` of what is searched by meaning,
    `duplicates` of pairs of papers that may be one. `annotations` are those
    that were added, changed, moved to Trash or back, `annotated` their papers. `undo` names what can be undone ("Moved 3 papers to Trash"), or "".
    """

    papers: frozenset[int] = frozenset()
    papers_added: frozenset[int] = frozenset()
    papers_removed: frozenset[int] = frozenset()
    digests: frozenset[int] = frozenset()
    jobs: frozenset[int] = frozenset()
    annotations: frozenset[int] = frozenset()
    annotated: frozenset[int] = frozenset()
    collections: bool = False
    tags: bool = False
    settings: bool = False
    network: bool = False
    news: bool = False
    topics: bool = False
    vectors: bool = False
    duplicates: bool = False
    undo: str = ""

    def __or__(self, other: Changes) -> Changes:
        """Both changes together; the later undo text stands."""
        return Changes(
            papers=self.papers | other.papers,
            papers_added=self.papers_added | other.papers_added,
            papers_removed=self.papers_removed | other.papers_removed,
            digests=self.digests | other.digests,
            jobs=self.jobs | other.jobs,
            annotations=self.annotations | other.annotations,
            annotated=self.annotated | other.annotated,
            collections=self.collections or other.collections,
            tags=self.tags or other.tags,
            settings=self.settings or other.settings,
            network=self.network or other.network,
            news=self.news or other.news,
            topics=self.topics or other.topics,
            vectors=self.vectors or other.vectors,
            duplicates=self.duplicates or other.duplicates,
            undo=other.undo or self.undo,
        )

    @property
    def touches_searches(self) -> bool:
        """Whether searches of the library may find other papers than before."""
        papers = self.papers or self.papers_added or self.papers_removed or self.digests or self.annotated
        return bool(papers or self.collections or self.tags)

    def __bool__(self) -> bool:
        return self != Changes()
