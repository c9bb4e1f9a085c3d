"""Opens a library, follows, refreshes, fetches and ends, in a process that a test kills (see `forked`)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.sources import arxiv_api, arxiv_feed, download, http
from carrel.sources.policy import ArxivAddresses, HttpPolicy
from forked import serve

HEAVY = (arxiv_api, arxiv_feed, download, http)
"""What a real process imports at its first request."""


def work(home: str, base: str, moment: str, followed: list[str], wanted: list[str], *, only_own: bool = False) -> None:
    """Refresh at `moment`, then fetch the PDFs of the arXiv ids `wanted`, as a window does, or as a command (`only_own`)."""
    desk = open_library(
        Paths(Path(home)),
        only_own_jobs=only_own,
        digest_on_import=False,
        addresses=ArxivAddresses(
            api=f"{base}/api/query?{{}}", pdf=f"{base}/pdf/{{id}}", rss=f"{base}/rss/{{categories}}"
        ),
        policy=HttpPolicy(state=Path(home, "last-request"), plain_hosts=frozenset({"127.0.0.1"}), pause=0.0),
        clock=lambda: datetime.fromisoformat(moment),
    )
    desk.settings.change(welcomed=True, news_digests=0)
    desk.jobs.start()
    desk.following.follow(followed)
    refresh = desk.following.refresh()
    assert refresh is not None
    desk.jobs.wait([refresh])
    known = [paper_id for one in wanted if (paper_id := desk.reading.find(one)) is not None]
    desk.following.fetch([paper_id for paper_id in known if desk.reading.readable_file(paper_id) is None])
    desk.jobs.wait(desk.jobs.open_jobs())
    desk.close()


if __name__ == "__main__":
    serve(work)
