"""Acts upon what a refresh brought: has it digested, fetches PDFs where that is set, tells of new versions and saved searches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from carrel.domain.errors import CarrelError
from carrel.domain.feed import SavedSearch
from carrel.services import feed_notes
from carrel.services.events import Events, Notice
from carrel.services.fetching import Fetching
from carrel.services.settings import SettingsService
from carrel.storage import files, news, papers, searches
from carrel.storage.database import Connection, Database

_NAMED = 3


class Arrivals:
    """What came is noted in the library until it was acted upon, so that no end of the process loses it."""

    def __init__(
        self,
        database: Database,
        events: Events,
        settings: SettingsService,
        digest: Callable[[str], object],
        fetching: Fetching,
    ) -> None:
        """`digest` asks for a day's digests."""
        self._database = database
        self._events = events
        self._settings = settings
        self._digest = digest
        self._fetching = fetching

    def act(self) -> None:
        """Do what is due for all that came."""
        with self._database.read() as connection:
            arrived = feed_notes.arrived(connection)
            if arrived is None:
                return
            versions = _new_versions(connection, arrived.new_versions)
            matched = searches.to_tell(connection)
            wanted = self._wanted(connection, arrived.day)
        if self._settings.current.news_digests > 0:
            try:
                self._digest(arrived.day)
            except CarrelError as error:
                # The refresh went well: what is wrong with the model is no fault of it.
                self._events.publish(Notice(f"No digests were asked for. {error}", problem=True))
        if wanted:
            self._fetching.request(wanted, "schedule")
        # One notice of all: another would take its place before it is read.
        told = ". ".join(part for part in (_matches(matched), versions) if part)
        if told:
            self._events.publish(Notice(told, search=matched[0].id if matched else 0))
        with self._database.write() as connection:
            feed_notes.forget_arrived(connection)
            searches.note_told(connection)

    def _wanted(self, connection: Connection, day: str) -> list[int]:
        """The papers of a day whose PDFs are fetched without being asked for."""
        if self._settings.current.fetch_pdfs != "day":
            return []
        ranked = news.to_digest(connection, day, self._settings.current.news_digests)
        return [paper_id for paper_id in ranked if not files.of_paper(connection, paper_id)]


def _matches(matched: Sequence[SavedSearch]) -> str:
    """How many papers match which searches, "" where there are none."""
    if not matched:
        return ""
    first, *others = matched
    words = [f"{first.new:,} new {'paper matches' if first.new == 1 else 'papers match'} “{first.name}”"]
    words += [f"{one.new:,} “{one.name}”" for one in others[: _NAMED - 1]]
    more = len(matched) - len(words)
    return f"{', '.join(words)}{f', and {more} more' if more else ''}"


def _new_versions(connection: Connection, versions: Sequence[tuple[int, int, int]]) -> str:
    """The one notice about all new versions, "" where there are none."""
    ids = dict.fromkeys(paper_id for paper_id, _, _ in versions)
    titles = [paper.title for paper in (papers.get(connection, paper_id) for paper_id in ids) if paper is not None]
    if not titles:
        return ""
    if len(titles) == 1:
        return f"1 paper in your library has a new version: {titles[0]}"
    named = titles if len(titles) <= _NAMED else titles[: _NAMED - 1]
    rest = f" and {len(titles) - len(named)} more" if len(named) < len(titles) else ""
    return f"{len(titles)} papers in your library have a new version: {', '.join(named)}{rest}"
