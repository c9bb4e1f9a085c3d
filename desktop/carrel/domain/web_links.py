"""Web addresses that papers name: which may be opened, and which lead to code."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

CODE_HOSTS = (
    "github.com",
    "github.io",
    "gitlab.com",
    "bitbucket.org",
    "codeberg.org",
    "sr.ht",
    "huggingface.co",
    "zenodo.org",
)


def web_address(address: str) -> bool:
    """Whether an address may be offered to the browser: a paper can also name programs and files."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def is_code(address: str) -> bool:
    """Whether an address is at a host that keeps code, models or data."""
    if not web_address(address):
        return False
    host = urlsplit(address).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in CODE_HOSTS)


def code_of(links: Iterable[str]) -> list[str]:
    """Those of a paper's links that lead to code, each once."""
    return list(dict.fromkeys(link for link in links if is_code(link)))


def without_scheme(address: str) -> str:
    """An address as it is shown ("github.com/ada/lantern"): what counts is the host."""
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
