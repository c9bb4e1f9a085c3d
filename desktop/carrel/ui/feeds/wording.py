"""The requests that follow from what is followed, in words."""

from __future__ import annotations


def every(hours: int) -> str:
    """How often feeds are read ("every 8 hours"); only when asked where `hours` is 0."""
    if hours == 0:
        return "when you press Refresh"
    return "every hour" if hours == 1 else f"every {hours} hours"


def categories(count: int) -> str:
    """A number of categories in words."""
    return "1 category" if count == 1 else f"{count} categories"


def requests(count: int, hours: int) -> tuple[tuple[str, str], ...]:
    """What Carrel asks of which host while `count` categories are followed, as (host, what)."""
    if not count:
        return (
            ("rss.arxiv.org", "Nothing, while no category is ticked"),
            ("export.arxiv.org", "PDFs and details of the papers you ask for"),
        )
    return (
        ("rss.arxiv.org", f"Announcements of {categories(count)}, {every(hours)}"),
        ("export.arxiv.org", "Dates and comments of what is announced, PDFs you ask for"),
    )


def sentence(count: int, hours: int) -> str:
    """The same in one sentence."""
    if not count:
        return "Nothing is followed, so nothing is asked of arXiv."
    return f"One request to rss.arxiv.org for {categories(count)} {every(hours)}, while Carrel is open."
