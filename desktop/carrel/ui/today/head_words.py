"""What the head of the list and the banner over it say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.feed import NewsLane
from carrel.ui.shell.wording import clock_time
from carrel.ui.today.card_words import long_day

if TYPE_CHECKING:
    from carrel.ui.today.finder import NewsAnswer


def head_words(answer: NewsAnswer, shown: int) -> tuple[str, str]:
    """The title and the line beside it; `shown` is how many papers the list has."""
    search, query = answer.wanted.search, answer.query
    if search is not None:
        new = f", {search.new:,} new" if search.new else ""
        return search.name, _papers(shown) + new
    whole = answer.counts.lanes.get(NewsLane.ALL, 0)
    count = _papers(whole) if whole else ""
    if not query.day:
        return query.feed or "Unread", f"All nine days, {_papers(shown)}"
    day = long_day(query.day)
    today = query.day == answer.strip[-1].day
    if query.feed:
        return query.feed, ", ".join(filter(None, (day, count)))
    if not answer.followed:
        return "Today", ""
    return ("Today", ", ".join(filter(None, (day, count)))) if today else (day, count)


def banner_words(answer: NewsAnswer) -> tuple[str, str]:
    """Of which kind the banner is ("", "offline", "problem"), and what it says."""
    status = answer.status
    checked = clock_time(status.checked)
    if answer.wanted.search is not None or not answer.followed:
        return "", ""
    if answer.offline:
        kept = f"Papers are from {checked}, and everything" if checked else "Everything"
        return "offline", f"Work offline is on. {kept} on this computer still works."
    if not status.problem or status.busy:
        return "", ""
    due = clock_time(status.due)
    kept = f"Papers are from {checked}." if checked else ""
    words = (status.problem, kept, f"Next try at {due}." if due else status.advice)
    return "problem", " ".join(filter(None, words))


def _papers(count: int) -> str:
    return f"{count:,} {'paper' if count == 1 else 'papers'}"
