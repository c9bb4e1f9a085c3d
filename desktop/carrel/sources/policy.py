"""Where Carrel may ask, and how often. Light to import: it stands apart from the client that needs the libraries."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from carrel.domain.errors import InputError

ARXIV_HOSTS = frozenset({"arxiv.org", "export.arxiv.org", "rss.arxiv.org"})
HUB = "https://huggingface.co"
# The hub sends on to its hosts of files, which come and go: https://huggingface.co/.well-known/meta.json names them.
HUB_HOSTS = frozenset({"huggingface.co", "hf.co"})
HUB_SUFFIXES = (".huggingface.co", ".hf.co")
# Its limits are counted over five minutes: https://huggingface.co/docs/hub/rate-limits
_HUB_COOL_OFF = 300.0


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """What the client may do. `pause` is seconds between two requests; `state` is the file with the last one's time.

    `service` is who is asked, as messages name it. `hosts` may be asked, and those that end with one of `suffixes`.
    `cool_off` is how many seconds nothing is asked after it asked to be left alone and did not say for how long; it doubles
    each time that this comes again, three times at most.
    `patience` is in how many seconds an answer has to be whole, or a download has to bring something.
    `plain_hosts` may be asked over http with a port: loopback servers of tests and mirrors, nothing else.
    `per_file` says that a 401 or 403 concerns the one file that was asked for, and not all of Carrel's requests.
    `queries` says that the ledger keeps what stands behind the question mark of an address, which may be a signature.
    """

    state: Path
    hosts: frozenset[str] = ARXIV_HOSTS
    plain_hosts: frozenset[str] = field(default=frozenset())
    pause: float = 3.0
    cool_off: float = 3600.0
    patience: float = 60.0
    service: str = "arXiv"
    suffixes: tuple[str, ...] = ()
    per_file: bool = False
    queries: bool = True

    def allows(self, scheme: str, host: str) -> bool:
        """Whether `host` may be asked by this scheme."""
        if scheme == "http":
            return host in self.plain_hosts
        return scheme == "https" and (host in self.hosts or host.endswith(self.suffixes))


@dataclass(frozen=True, slots=True)
class ArxivAddresses:
    """Where arXiv is: the query API, PDFs by `{id}`, feeds by `{categories}`. Tests put a loopback server here."""

    api: str = "https://export.arxiv.org/api/query?{}"
    pdf: str = "https://export.arxiv.org/pdf/{id}"
    rss: str = "https://rss.arxiv.org/rss/{categories}"


@dataclass(frozen=True, slots=True)
class ModelHub:
    """Where models are fetched from: Hugging Face, or a mirror that answers as it does. Tests put a loopback server here.

    `plain_hosts` are as in a policy.
    """

    base: str = HUB
    plain_hosts: frozenset[str] = field(default=frozenset())

    @property
    def name(self) -> str:
        """What messages call it."""
        host = urlsplit(self.base).hostname or ""
        return "Hugging Face" if host in HUB_HOSTS else host

    def mirrored(self, mirror: str) -> ModelHub:
        """The same at the address of a mirror, "" for none.

        Raises:
            InputError: Carrel does not ask such an address.
        """
        base = mirror.strip().rstrip("/")
        if not base:
            return self
        try:
            parts = urlsplit(base)
            host, plain = parts.hostname or "", parts.scheme == "http" and parts.hostname in self.plain_hosts
        except ValueError:
            host, plain = "", False
        if not host or not (plain or parts.scheme == "https") or parts.query or parts.fragment or "@" in parts.netloc:
            raise InputError(
                f"{mirror} is no address that models can be fetched from.",
                "Give the mirror's address in Settings, beginning with https://, or none.",
            )
        return ModelHub(base, self.plain_hosts)

    def address(self, repository: str, revision: str, file: str) -> str:
        """Where a file of a repository is, in one of its revisions."""
        return f"{self.base}/{quote(repository)}/resolve/{quote(revision, safe='')}/{quote(file)}"

    def policy(self, state: Path) -> HttpPolicy:
        """What may be asked: this address, and Hugging Face's own hosts, to which a mirror may send on."""
        return HttpPolicy(
            state,
            hosts=HUB_HOSTS | {urlsplit(self.base).hostname or ""},
            suffixes=HUB_SUFFIXES,
            plain_hosts=self.plain_hosts,
            pause=0.0,
            cool_off=_HUB_COOL_OFF,
            service=self.name,
            per_file=True,
            queries=False,
        )
