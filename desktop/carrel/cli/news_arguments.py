"""What the command line understands of arXiv: feeds, a day, a search there, and the log of requests."""

from __future__ import annotations

import shtab

from carrel.cli.actions import Commands, actions, command
from carrel.cli.numbers import hours, place, positive
from carrel.domain.feed import NewsLane

FORMATS = ("text", "markdown", "html", "mail", "atom", "json")
SORTS = ("relevance", "submitted", "updated")


def add(commands: Commands) -> None:
    """Add the commands to a parser's."""
    _feed(commands)
    _today(commands)
    _arxiv(commands)
    _network(commands)


def _feed(commands: Commands) -> None:
    text = "Follow categories of arXiv, and read what was announced in them."
    action = actions(commands, "feed", text)

    action("list", "List the categories that are followed.")
    follow = action("follow", "Follow categories.")
    follow.add_argument(
        "categories", nargs="+", metavar="CATEGORY", help="cs.LG, stat.ML, or a whole archive such as cs"
    )
    unfollow = action("unfollow", "Follow a category no longer; what was announced stays.")
    unfollow.add_argument("category", metavar="CATEGORY")

    interests = action("interests", "Say what of a category comes first, and what is left out.")
    interests.add_argument("category", metavar="CATEGORY")
    term = "words of title or abstract, author:NAME, cat:CATEGORY"
    interests.add_argument("--include", nargs="*", metavar="TERM", help=f"what is for you: {term}")
    interests.add_argument("--exclude", nargs="*", metavar="TERM", help=f"what is left out: {term}")

    refresh = action("refresh", "Read the feeds, and wait until they are read. Prints nothing where nothing is new.")
    refresh.add_argument("--fill", metavar="DAY", help="put a day together from what was submitted for it: 2026-11-20")
    refresh.add_argument("--digests", action="store_true", help="then write the digests of the newest day")
    refresh.add_argument(
        "--scheduled", action="store_true", help="note in the network log that the schedule asked, not you"
    )

    install = action("install-timer", "Write a timer of systemd that reads the feeds while no window is open.")
    install.add_argument("--every", type=hours, default=8, metavar="HOURS", help="1h to 24h (default: 8h)")
    action("remove-timer", "Delete that timer.")


def _today(commands: Commands) -> None:
    today = command(commands, "today", "Show what arXiv announced on a day.")
    today.add_argument(
        "--day", default="", metavar="DAY", help="such as 2026-11-20 (default: the newest that has papers)"
    )
    lanes = tuple(lane.value for lane in NewsLane)
    today.add_argument("--lane", choices=lanes, default="all", help="only these papers (default: all)")
    today.add_argument("--unread", action="store_true", help="only what is unread")
    today.add_argument("--format", choices=FORMATS, default="text", help="how it is written (default: text)")
    output = today.add_argument("--output", metavar="FILE", help="write it to a file")
    output.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads this attribute
    today.add_argument("--send", action="store_true", help="send it by mail, as set in Settings")
    today.add_argument("--digest", action="store_true", help="write the day's digests first")


def _arxiv(commands: Commands) -> None:
    arxiv = command(commands, "arxiv", "Search arXiv.")
    arxiv.add_argument(
        "query",
        nargs="+",
        metavar="QUERY",
        help='words, author:NAME, title:, abstract:, cat:, "a phrase", -not; or an id',
    )
    arxiv.add_argument("--sort", choices=SORTS, default="relevance", help="order (default: relevance)")
    arxiv.add_argument("--ascending", action="store_true", help="the oldest, or the least relevant, first")
    arxiv.add_argument("--start", type=place, default=0, metavar="N", help="leave out the first N results")
    arxiv.add_argument("--limit", type=positive, default=20, metavar="N", help="at most N (default: 20)")
    arxiv.add_argument("--keep", action="store_true", help="take what is found into the library")
    arxiv.add_argument("--fetch", action="store_true", help="get the PDFs, too; that keeps the papers")
    arxiv.add_argument("--digest", action="store_true", help="write their digests")


def _network(commands: Commands) -> None:
    network = command(commands, "network", "Show every request that Carrel made.")
    network.add_argument("text", nargs="*", metavar="TEXT", help="only requests with these words")
    network.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N (default: 50)")
    export = network.add_argument("--export", metavar="FILE", help="write all requests to a CSV file")
    export.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads this attribute
