"""Days as an Atom feed (RFC 4287) in a file that feed readers can subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from carrel import __version__
from carrel.interchange.day import DayPage, Entry
from carrel.interchange.html import put, text_of, told
from carrel.interchange.wording import INDEPENDENT, THANKS, instant

_ATOM = "http://www.w3.org/2005/Atom"
_SCHEME = "http://arxiv.org/schemas/atom"


def write(pages: Sequence[DayPage], identity: str, address: str = "") -> str:
    """The feed of these days, newest first. `identity` names this feed for ever, `address` is where it will be, if known.

    A version of a paper is one entry, known by its address at arXiv; it is changed when its digest is written.
    """
    entries: dict[str, Entry] = {}
    for page in sorted(pages, key=lambda one: one.day, reverse=True):
        for entry in page.entries:
            entries.setdefault(entry.arxiv.address, entry)
    feed = Element("feed", xmlns=_ATOM)
    put(feed, "id", identity)
    put(feed, "title", "Carrel: papers from arXiv")
    put(feed, "subtitle", f"{THANKS} {INDEPENDENT}")
    changed = [entry.changed for entry in entries.values()] or [instant(page.day) for page in pages]
    put(feed, "updated", max(changed))
    put(SubElement(feed, "author"), "name", "Carrel")
    if address:
        SubElement(feed, "link", rel="self", type="application/atom+xml", href=address)
    put(feed, "generator", "Carrel").set("version", __version__)
    for entry in entries.values():
        _entry(feed, entry)
    indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _entry(feed: Element, entry: Entry) -> None:
    element = SubElement(feed, "entry")
    put(element, "id", entry.arxiv.address)
    put(element, "title", entry.title)
    put(element, "updated", entry.changed)
    for name in entry.authors:
        put(SubElement(element, "author"), "name", name)
    for category in entry.categories:
        SubElement(element, "category", term=category, scheme=_SCHEME)
    SubElement(element, "link", rel="alternate", type="text/html", href=entry.arxiv.address)
    for link in entry.links:
        SubElement(element, "link", rel="related", href=link.address)
    put(element, "summary", entry.abstract or entry.title)
    # HTML as text: escaped once as HTML, and once more as it is written into the feed.
    put(element, "content", "".join(map(text_of, told(entry)))).set("type", "html")
