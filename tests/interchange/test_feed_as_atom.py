from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree
from lxml import html as lxml_html

from carrel.interchange.atom import write
from carrel.interchange.day import DayPage
from carrel.interchange.wording import plain
from day_pages import HOSTILE, PAPER, hostile_page, numbered, page, told

NAMES = {"a": "http://www.w3.org/2005/Atom"}
IDENTITY = "urn:uuid:6f1d4c3e-0a5b-4b7e-9a55-0c5f3b7a1d11"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")


def feed(*pages: DayPage, address: str = "") -> etree._Element:
    """The feed as a reader sees it, and that it holds all that RFC 4287 demands."""
    root = etree.fromstring(write(pages, IDENTITY, address).encode("utf-8"))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for element in (root, *root.iterfind("a:entry", NAMES)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", NAMES)) == 1, name
        assert RFC_3339.fullmatch(element.findtext("a:updated", namespaces=NAMES))
        assert all(author.findtext("a:name", namespaces=NAMES) for author in element.iterfind("a:author", NAMES))
    assert root.findall("a:author", NAMES)
    for entry in root.iterfind("a:entry", NAMES):
        [alternate] = entry.xpath("a:link[@rel='alternate']/@href", namespaces=NAMES)
        assert alternate == entry.findtext("a:id", namespaces=NAMES)
    ids = root.xpath("//a:id/text()", namespaces=NAMES)
    assert len(set(ids)) == len(ids)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(one) for one in found]


def test_a_paper_is_an_entry_with_authors_categories_and_links() -> None:
    root = feed(page(told()))
    assert texts(root, "a:entry/a:id/text()") == ["https://arxiv.org/abs/2509.09001v1"]
    assert texts(root, "a:entry/a:title/text()") == [PAPER.title]
    assert texts(root, "a:entry/a:author/a:name/text()") == list(PAPER.authors)
    assert texts(root, "a:entry/a:category/@term") == list(PAPER.categories)
    assert texts(root, "a:entry/a:link[@rel='related']/@href") == ["https://github.com/example/anna"]
    assert texts(root, "a:entry/a:summary/text()") == [PAPER.abstract]
    assert texts(root, "a:entry/a:updated/text()") == texts(root, "a:updated/text()") == ["2025-09-12T06:14:00Z"]


def test_the_digest_is_html_that_is_text_in_the_feed() -> None:
    [content] = texts(feed(page(told())), "a:entry/a:content[@type='html']/text()")
    read = lxml_html.fragment_fromstring(content, create_parent="div")
    assert [" ".join(point.text_content().split()) for point in read.iter("li")] == [
        "Introduces approximate nearest neighbour attention. ✓",
        'It covers most methods. ◐ partly: The paper says "a class", not most.',
    ]


def test_days_come_newest_first_and_a_version_once() -> None:
    older = page(numbered(1), numbered(2), day="2025-09-11")
    newer = page(numbered(2), numbered(3))
    root = feed(older, newer)
    assert texts(root, "a:entry/a:id/text()") == [f"https://arxiv.org/abs/2509.{one:05}v1" for one in (2, 3, 1)]


def test_an_empty_feed_is_a_feed() -> None:
    root = feed(page(note="No announcements on Saturdays."))
    assert root.findall("a:entry", NAMES) == []


def test_the_feed_keeps_its_identity_and_knows_where_it_is() -> None:
    root = feed(page(told()), address="file:///home/reader/carrel.atom")
    assert texts(root, "a:id/text()") == [IDENTITY]
    assert texts(root, "a:link[@rel='self']/@href") == ["file:///home/reader/carrel.atom"]
    assert texts(feed(page(told())), "a:link/@href") == []


def test_a_feed_of_hostile_papers_can_be_read_and_holds_no_element_of_theirs() -> None:
    root = feed(hostile_page())
    assert texts(root, "a:entry/a:title/text()") == [plain(words) for words in HOSTILE]
    assert {etree.QName(element).localname for element in root.iter()} == set(
        "feed id title subtitle updated author name generator entry category link summary content".split()
    )
    for content in texts(root, "a:entry/a:content/text()"):
        read = lxml_html.fragment_fromstring(content, create_parent="div")
        assert {element.tag for element in read.iter()} <= set("div p ul li span a".split())
        assert all(address.startswith("https://evil.example/") for address in read.xpath("//@href"))


@pytest.mark.parametrize("nothing", ["", "\x00\x01"])
def test_a_paper_without_authors_or_abstract_is_still_an_entry(nothing: str) -> None:
    bare = told(replace(PAPER, authors=(nothing,), abstract=nothing), digested=False)
    root = feed(page(bare))
    assert texts(root, "a:entry/a:summary/text()") == [PAPER.title]
    assert texts(root, "a:author/a:name/text()") == ["Carrel"]
