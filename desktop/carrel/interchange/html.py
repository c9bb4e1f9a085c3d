"""A day as one HTML file: readable in light and dark and on paper, without scripts and without anything remote.

It is built as a tree, so that every text is escaped when it is written; only the style, which is ours, is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from carrel.domain.digest import Status
from carrel.interchange.day import DayPage, Entry, Lane, Link, Said
from carrel.interchange.wording import (
    INDEPENDENT,
    LANES,
    LEGEND,
    THANKS,
    day_words,
    lane_words,
    mark,
    mark_words,
    totals,
)

Colours = Mapping[str, str]

_TOKENS = "canvas surface line text text-2 text-3 accent supported partly partly-soft not-found not-found-soft".split()
_CLASSES = {Status.SUPPORTED: "supported", Status.PARTLY: "partly", Status.NOT_FOUND: "not-found"}
# Nothing can be fetched or run, also where an escape were forgotten.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; %(light)s }
@media (prefers-color-scheme: dark) { :root { %(dark)s } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text);
  font: 15px/1.5 Inter, system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.0625rem; margin: 2.5rem 0 .75rem; }
.count, .meta, .authors, .provenance, .foot { color: var(--text-3); font-weight: 400; }
h3 { font: 600 1.1875rem/1.3 "Source Serif 4", Georgia, "Times New Roman", serif; margin: .125rem 0 .25rem; }
.title { color: inherit; text-decoration: none; }
p { margin: 0 0 .5rem; }
ul { margin: 0 0 .5rem; padding-left: 1.125rem; }
li { margin: .125rem 0; }
a { color: var(--accent); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
nav a { margin-right: 1rem; }
article { background: var(--surface); border: 1px solid var(--line); border-radius: 8px;
  padding: 1rem 1.25rem; margin: 0 0 .75rem; }
.meta, .provenance, .foot, nav { font-size: .8125rem; }
.meta a { color: inherit; }
.authors { color: var(--text-2); }
.paper { font-family: "Source Serif 4", Georgia, "Times New Roman", serif; }
.notice { border-left: 3px solid var(--line); padding-left: .75rem; color: var(--text-2); }
.mark { font-family: Inter, system-ui, sans-serif; font-size: .8125rem; white-space: nowrap; border-radius: 4px; }
.supported { color: var(--supported); }
.partly { color: var(--partly); background: var(--partly-soft); padding: 0 .25rem; white-space: normal; }
.not-found { color: var(--not-found); background: var(--not-found-soft); padding: 0 .25rem; white-space: normal; }
.provenance { margin: 0; }
.foot { margin-top: 2.5rem; }
@media print {
  :root { color-scheme: light; %(light)s }
  body { background: none; font-size: 10pt; }
  main { max-width: none; padding: 0; }
  article { break-inside: avoid; border-width: 0 0 1px; border-radius: 0; padding: .5rem 0; }
  h2 { break-after: avoid; }
  nav { display: none; }
}
"""


def write(page: DayPage, light: Colours, dark: Colours) -> str:
    """The whole file; `light` and `dark` are the themes' colours by their tokens' names."""
    document = Element("html", lang="en")
    head = SubElement(document, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "meta", name="color-scheme", content="light dark")
    SubElement(head, "meta", name="referrer", content="no-referrer")
    put(head, "title", f"{day_words(page.day)}, {totals(page)}")
    put(head, "style", _STYLE % {"light": _properties(light), "dark": _properties(dark)})
    SubElement(document, "body").append(body(page, contents=True))
    return f"<!DOCTYPE html>\n{text_of(document)}\n"


def body(page: DayPage, *, contents: bool = False) -> Element:
    """What the page says, with classes; `contents` puts links to its parts at the top."""
    main = Element("main")
    put(main, "h1", day_words(page.day))
    put(main, "p", totals(page).capitalize(), "meta")
    if page.note:
        put(main, "p", page.note, "notice")
    lanes = [lane for lane in page.lanes if lane.papers]
    if contents and len(lanes) > 1:
        nav = SubElement(main, "nav")
        for lane in lanes:
            put(nav, "a", f"{LANES[lane.lane]} {lane.papers:,}").set("href", f"#{lane.lane}")
    for lane in lanes:
        _lane(main, lane)
    foot = put(main, "div", "", "foot")
    put(foot, "p", f"{LEGEND}. {THANKS} {INDEPENDENT}")
    return main


def told(entry: Entry) -> list[Element]:
    """What a page says of a paper below its title and authors."""
    box = Element("div")
    for notice in entry.notices:
        _paper_text(box, "p", notice, "notice")
    if entry.reasons:
        put(box, "p", f"For you: {entry.reasons}", "meta")
    if entry.digested:
        _digest(box, entry)
    elif entry.abstract:
        _paper_text(box, "p", entry.abstract, "paper")
    if entry.links:
        links = put(box, "p", "", "meta")
        for link in entry.links:
            _link(links, link).tail = " "
    if entry.notes:
        put(box, "p", entry.notes, "provenance")
    if entry.provenance:
        put(box, "p", entry.provenance, "provenance")
    return list(box)


def put(parent: Element, tag: str, text: str = "", look: str = "") -> Element:
    """A new child with this text and class."""
    child = SubElement(parent, tag, {"class": look} if look else {})
    child.text = text or None
    return child


def text_of(element: Element) -> str:
    """An element as HTML, all of its text escaped."""
    return tostring(element, encoding="unicode", method="html")


def _digest(box: Element, entry: Entry) -> None:
    voice = "paper" if entry.extractive else ""
    if entry.points:
        points = put(box, "ul", "", voice)
        for point in entry.points:
            _statement(_paper_text(points, "li", point.text, _voice(point)), point)
    if entry.summary:
        summary = put(box, "p", "", voice)
        for said in entry.summary:
            _statement(_paper_text(summary, "span", said.text, _voice(said)), said).tail = " "


def _voice(said: Said) -> str:
    return "paper" if said.quoted else ""


def _lane(main: Element, lane: Lane) -> None:
    section = SubElement(main, "section", id=str(lane.lane))
    heading = put(section, "h2", f"{LANES[lane.lane]} ")
    put(heading, "span", lane_words(lane), "count")
    for entry in lane.entries:
        article = put(section, "article")
        meta = put(article, "p", f"{entry.kind} · " if entry.kind else "", "meta")
        _link(meta, entry.arxiv).tail = f" · {', '.join(entry.categories)}" if entry.categories else None
        title = _paper_text(article, "h3", "")
        _link(title, Link(entry.title, entry.arxiv.address), "title")
        if entry.byline:
            _paper_text(article, "p", entry.byline, "authors")
        article.extend(told(entry))


def _paper_text(parent: Element, tag: str, text: str, look: str = "") -> Element:
    """Words of a paper, kept from changing the direction of what stands around them."""
    child = put(parent, tag, text, look)
    child.set("dir", "auto")
    return child


def _statement(element: Element, said: Said) -> Element:
    element.text = f"{said.text} "
    shown = put(element, "span", mark(said), f"mark {_CLASSES.get(said.status, '')}".strip())
    shown.set("title", mark_words(said))
    return element


def _link(parent: Element, link: Link, look: str = "") -> Element:
    anchor = put(parent, "a", link.label, look)
    anchor.set("href", link.address)
    anchor.set("rel", "noreferrer")
    return anchor


def _properties(colours: Colours) -> str:
    return " ".join(f"--{name}: {colours[name]};" for name in _TOKENS)
