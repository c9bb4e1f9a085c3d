"""A day as a message: plain text, and HTML with its styles in the elements, since mail programs drop all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement

from carrel.interchange import html, text
from carrel.interchange.day import DayPage
from carrel.interchange.html import Colours
from carrel.interchange.wording import day_words, subject, totals


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, and when. `recipients` may be empty in a message that is only kept; `identity` is unique."""

    sender: str
    recipients: tuple[str, ...]
    date: datetime
    identity: str


def message(page: DayPage, envelope: Envelope, colours: Colours) -> EmailMessage:
    """The message, in ASCII but for addresses that need more; `colours` are those of the light theme."""
    addresses = (envelope.sender, *envelope.recipients)
    made = EmailMessage(policy=SMTP if all(map(str.isascii, addresses)) else SMTPUTF8)
    made["From"] = f"Carrel <{envelope.sender}>"
    if envelope.recipients:
        made["To"] = ", ".join(envelope.recipients)
    made["Subject"] = subject(page)
    made["Date"] = format_datetime(envelope.date)
    made["Message-ID"] = f"<{envelope.identity}@{envelope.sender.rpartition('@')[2]}>"
    # What mail programs sort by and file under, and what keeps replies of absence from being sent.
    made["List-Id"] = "Carrel <day.carrel.localhost>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text.write(page), cte="quoted-printable")
    made.add_alternative(_html(page, colours), subtype="html", cte="quoted-printable")
    return made


def _html(page: DayPage, colours: Colours) -> str:
    document = Element("html", lang="en")
    head = SubElement(document, "head")
    SubElement(head, "meta", charset="utf-8")
    html.put(head, "title", f"{day_words(page.day)}, {totals(page)}")
    content = html.body(page)
    SubElement(document, "body", style=f"margin:0;padding:16px;background:{colours['surface']}").append(content)
    styles = _styles(colours)
    for element in content.iter():
        names = [element.tag, *element.attrib.pop("class", "").split()]
        style = ";".join(styles[name] for name in names if name in styles)
        if style:
            element.set("style", style)
    return f"<!DOCTYPE html>\n{html.text_of(document)}\n"


def _styles(colours: Colours) -> dict[str, str]:
    sans, serif = "font-family:Inter,Helvetica,Arial,sans-serif", "font-family:Georgia,'Times New Roman',serif"
    quiet = f"color:{colours['text-3']};font-size:13px"
    chip = "font-size:13px;padding:0 4px;border-radius:4px"
    return {
        "main": f"display:block;max-width:600px;margin:0 auto;{sans};font-size:15px;line-height:22px;color:{colours['text']}",
        "h1": "font-size:22px;line-height:28px;margin:0",
        "h2": "font-size:16px;line-height:22px;margin:28px 0 4px",
        "h3": f"{serif};font-size:18px;line-height:23px;margin:2px 0 4px",
        "p": "margin:0 0 8px",
        "ul": "margin:0 0 8px;padding-left:18px",
        "li": "margin:2px 0",
        "a": f"color:{colours['accent']}",
        "article": f"display:block;border-top:1px solid {colours['line']};padding:14px 0 8px",
        "title": f"color:{colours['text']};text-decoration:none",
        "count": f"color:{colours['text-3']};font-weight:400",
        "meta": quiet,
        "provenance": quiet,
        "foot": f"border-top:1px solid {colours['line']};padding-top:14px;{quiet}",
        "authors": f"color:{colours['text-2']}",
        "paper": serif,
        "notice": f"color:{colours['text-2']};border-left:3px solid {colours['line']};padding-left:12px",
        "mark": f"font-size:13px;{sans}",
        "supported": f"color:{colours['supported']}",
        "partly": f"color:{colours['partly']};background:{colours['partly-soft']};{chip}",
        "not-found": f"color:{colours['not-found']};background:{colours['not-found-soft']};{chip}",
    }
