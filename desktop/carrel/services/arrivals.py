"""Acts upon what a refresh brought: has it digested, fetches PDFs where that is set, tells of new versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from carrel.domain.errors import CarrelError
from carrel.services import feed_notes
from carrel.services.events import Events, Notice
from carrel.services.fetching import Fetching
from carrel.services.settings import SettingsService
from carrel.storage import files, news, papers
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
            notice = _new_versions(connection, arrived.new_versions)
            wanted = self._wanted(connection, arrived.day)
        if self._settings.current.news_digests > 0:
            try:
                self._digest(arrived.day)
            except CarrelError as error:
                # The refresh went well: what is wrong with the model is no fault of it.
                self._events.publish(Notice(f"No digests were asked for. {error}", problem=True))
        if wanted:
            self._fetching.request(wanted, "schedule")
        if notice:
            self._events.publish(Notice(notice))
        with self._database.write() as connection:
            feed_notes.forget_arrived(connection)

    def _wanted(self, connection: Connection, day: str) -> list[int]:
        """The papers of a day whose PDFs are fetched without being asked for."""
        if self._settings.current.fetch_pdfs != "day":
            return []
        ranked = news.to_digest(connection, day, self._settings.current.news_digests)
        return [paper_id for paper_id in ranked if not files.of_paper(connection, paper_id)]


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
