"""Where Carrel may ask, and how often. Light to import: it stands apart from the client that needs the libraries."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ARXIV_HOSTS = frozenset({"arxiv.org", "export.arxiv.org", "rss.arxiv.org"})


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """What the client may do. `pause` is seconds between two requests; `state` is the file with the last one's time.

    `cool_off` is how many seconds nothing is asked after arXiv asked to be left alone and did not say for how long; it doubles
    each time that this comes again, three times at most.
    `patience` is in how many seconds an answer has to be whole, or a download has to bring something.
    `plain_hosts` may be asked over http with a port: loopback servers of tests and mirrors, nothing else.
    """

    state: Path
    hosts: frozenset[str] = ARXIV_HOSTS
    plain_hosts: frozenset[str] = field(default=frozenset())
    pause: float = 3.0
    cool_off: float = 3600.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class ArxivAddresses:
    """Where arXiv is: the query API, PDFs by `{id}`, feeds by `{categories}`. Tests put a loopback server here."""

    api: str = "https://export.arxiv.org/api/query?{}"
    pdf: str = "https://export.arxiv.org/pdf/{id}"
    rss: str = "https://rss.arxiv.org/rss/{categories}"
