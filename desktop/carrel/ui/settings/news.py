"""The settings of the news: what is followed, how often arXiv is asked, what is done with what it announces."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from carrel.domain.changes import Changes
from carrel.domain.feed import Feed
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.group import SettingGroup
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button

_HOURS = ((4, "4 h"), (8, "8 h"), (24, "24 h"), (0, "Never"))
_DIGESTS = ((0, "None"), (20, "20"), (70, "70"), (200, "200"))
_PDFS = (("asked", "I ask"), ("starred", "I star it"), ("day", "It gets a digest"))
_NAMED = 4


class NewsSettings(SettingGroup):
    """`choose` leads to the page where categories are followed."""

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, choose: Callable[[], object]
    ) -> None:
        super().__init__(theme, carrel, background, "News")
        self._followed = self.row("What you follow", "", Button(theme, "Choose categories", "rss", clicked=choose))
        self.refresh = self.choice("Refresh every", "refresh_hours", _with(_HOURS, self.settings.refresh_hours, " h"))
        self.row(
            "Refresh every",
            "While Carrel is open, one request to rss.arxiv.org for all that is followed. Never: only when you press Refresh.",
            self.refresh,
        )
        self.digests = self.choice("Digests of a day", "news_digests", _with(_DIGESTS, self.settings.news_digests))
        self.row(
            "Digests of a day",
            "How many of a day’s papers get a digest of their abstract, the most interesting first.",
            self.digests,
        )
        self.pdfs = self.choice("Get a paper’s PDF when", "fetch_pdfs", _PDFS)
        self.row(
            "Get a paper’s PDF when",
            "From export.arxiv.org, one at a time. Only what you ask for, star or keep stands in the library.",
            self.pdfs,
        )
        bridge.changes.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.news:
            self._read()

    def _read(self) -> None:
        self.background.latest("feeds", self.carrel.news.feeds, self._show)

    def _show(self, feeds: list[Feed]) -> None:
        names = [feed.category for feed in feeds]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        self._followed.note.set_text(f"{', '.join(names[:_NAMED])}{more}." if names else "Nothing yet.")


def _with(choices: Sequence[tuple[int, str]], value: int, unit: str = "") -> list[tuple[str, str]]:
    """The choices, and among them a value that was set elsewhere."""
    known = dict(choices)
    if value not in known:
        known = dict(
            sorted({**known, value: f"{value}{unit}"}.items(), key=lambda one: (one[0] == 0 and bool(unit), one[0]))
        )
    return [(str(key), words) for key, words in known.items()]
