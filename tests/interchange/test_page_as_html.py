from __future__ import annotations

import json
import re

import pytest
from lxml import html as lxml_html

from carrel.interchange.html import write
from carrel.interchange.wording import plain
from carrel.paths import bundled
from day_pages import COLOURS, HOSTILE, PAPER, STATEMENTS, hostile_page, page, told

TAGS = set("html head meta title style body main h1 h2 h3 p a span nav section article ul li div".split())
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "href", "rel", "id", "dir", "title"}


def read(text: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(text)


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_page_of_hostile_papers_has_only_our_elements_attributes_and_addresses() -> None:
    text = write(hostile_page(), COLOURS, COLOURS)
    document = read(text)
    assert {element.tag for element in document.iter()} == TAGS
    assert {name for element in document.iter() for name in element.attrib} <= ATTRIBUTES
    for anchor in document.iter("a"):
        assert anchor.get("href").startswith(("https://arxiv.org/abs/2509.", "https://evil.example/", "#"))
    [style] = document.iter("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    text.encode("utf-8")


def test_every_hostile_text_is_shown_as_it_was_written() -> None:
    titles = [words(title) for title in read(write(hostile_page(), COLOURS, COLOURS)).iter("h3")]
    assert titles == [plain(text) for text in HOSTILE]


def test_a_page_is_one_file_that_may_fetch_and_run_nothing() -> None:
    document = read(write(page(told()), COLOURS, COLOURS))
    [policy] = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert document.xpath("//script | //link | //img | //iframe | //object | //@src | //@style") == []


def test_statements_carry_their_marks_and_what_is_wrong() -> None:
    [article] = read(write(page(told()), COLOURS, COLOURS)).iter("article")
    marks = [(mark.get("class"), words(mark)) for mark in article.find_class("mark")]
    assert marks == [
        ("mark supported", "✓"),
        ("mark partly", '◐ partly: The paper says "a class", not most.'),
        ("mark supported", "✓"),
        ("mark not-found", "⊘ not found in paper"),
    ]
    shown = words(article)
    assert STATEMENTS[4].text not in shown
    assert PAPER.abstract not in shown
    assert article.find_class("provenance")[0].text.startswith("SmolLM2 135M Instruct (Q4_0), offline")


def test_without_a_digest_the_abstract_stands_in_the_papers_voice() -> None:
    [article] = read(write(page(told(digested=False)), COLOURS, COLOURS)).iter("article")
    [abstract] = article.find_class("paper")
    assert words(abstract) == PAPER.abstract


def test_the_parts_stand_in_order_and_empty_ones_are_left_out() -> None:
    document = read(write(page(told(), told(digested=False)), COLOURS, COLOURS))
    assert [words(heading) for heading in document.iter("h2")] == ["For you 1 paper", "New 2 papers, 1 of them above"]
    targets = {section.get("id") for section in document.iter("section")}
    assert {anchor.get("href") for anchor in document.find(".//nav")} == {f"#{target}" for target in targets}


def test_a_day_without_papers_says_why() -> None:
    document = read(write(page(note="No announcements on Saturdays."), COLOURS, COLOURS))
    assert [words(note) for note in document.find_class("notice")] == ["No announcements on Saturdays."]
    assert list(document.iter("h2")) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_is_one_of_the_themes(theme: str) -> None:
    tokens = json.loads(bundled("resources/themes/tokens.json").read_text("utf-8"))
    text = write(page(told()), tokens["light"], tokens["dark"])
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= set(re.findall(r"--([\w-]+): #", text))
    assert f"--text: {tokens[theme]['text']};" in text
