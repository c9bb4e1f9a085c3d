from __future__ import annotations

import email
import email.policy
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage

from lxml import html as lxml_html

from carrel.interchange.day import DayPage
from carrel.interchange.mail import Envelope, message
from carrel.interchange.wording import THANKS
from day_pages import COLOURS, hostile_page, page, told

WHEN = datetime(2025, 9, 12, 7, 30, tzinfo=timezone(timedelta(hours=2)))
ENVELOPE = Envelope("desk@example.org", ("reader@example.org", "other@example.org"), WHEN, "2025-09-12.abc")


def sent(made: DayPage, envelope: Envelope = ENVELOPE) -> EmailMessage:
    """The message as a mail program reads it."""
    written = message(made, envelope, COLOURS).as_bytes()
    assert all(len(line) <= 998 for line in written.split(b"\r\n"))
    return email.message_from_bytes(written, policy=email.policy.default)


def test_the_headers_say_what_it_is_and_when() -> None:
    read = sent(page(told()))
    assert read["Subject"] == "Carrel: Friday 12 September, 1 paper, 1 for you"
    assert [str(one) for one in read["From"].addresses] == ["Carrel <desk@example.org>"]
    assert [one.addr_spec for one in read["To"].addresses] == ["reader@example.org", "other@example.org"]
    assert read["Date"].datetime == WHEN
    assert read["Message-ID"] == "<2025-09-12.abc@example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Id"].endswith("<day.carrel.localhost>")


def test_it_has_the_page_as_text_and_as_html() -> None:
    read = sent(page(told()))
    assert read.get_content_type() == "multipart/alternative"
    plain, rich = read.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    for part in (plain, rich):
        text = " ".join(part.get_content().split())
        assert THANKS in text
        assert "⊘ not found in paper" in text


def test_the_html_has_its_styles_inline_and_nothing_remote() -> None:
    _, rich = sent(hostile_page()).iter_parts()
    document = lxml_html.document_fromstring(rich.get_content())
    assert document.xpath("//img | //script | //link | //style | //@src | //@class | //@onerror") == []
    assert "max-width:600px" in document.find(".//main").get("style")
    assert not any("url(" in style for style in document.xpath("//@style"))


def test_a_hostile_page_changes_no_header_and_adds_no_part() -> None:
    read = sent(hostile_page())
    assert read.keys() == sent(page(told())).keys()
    assert len(list(read.iter_parts())) == 2
    assert not read.defects


def test_a_message_that_is_only_kept_names_nobody() -> None:
    read = sent(page(told()), Envelope("carrel@localhost", (), WHEN, "x"))
    assert read["To"] is None
    assert read["From"].addresses[0].addr_spec == "carrel@localhost"


def test_an_address_beyond_ascii_is_written_as_it_is() -> None:
    made = message(page(told()), Envelope("büro@example.org", ("léa@example.org",), WHEN, "x"), COLOURS)
    assert "léa@example.org".encode() in made.as_bytes()
