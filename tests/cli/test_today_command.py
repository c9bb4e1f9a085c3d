from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from email import message_from_string
from pathlib import Path

import pytest
from lxml import etree

from arxiv_server import ArxivServer
from carrel.domain.feed import NewsQuery
from carrel.paths import Paths
from carrel.services.open import open_library
from cli.carrel_run import Command, change_settings, count_in, newest_day

FEW = 12


@pytest.fixture
def followed(carrel_command: Command, arxiv: ArxivServer, library_home: Path) -> Command:
    """A command line whose library follows cs.LG and has read its newest day."""
    change_settings(library_home, model="")
    first, *_ = arxiv.announce(newest_day(), FEW, categories=("cs.LG",))
    carrel_command("feed", "follow", "cs.LG")
    carrel_command("feed", "interests", "cs.LG", "--include", f"author:{first.authors[0]}")
    assert carrel_command("feed", "refresh").status == 0
    return carrel_command


def titles(data: dict[str, list[dict[str, list[dict[str, str]]]]]) -> list[str]:
    return [entry["title"] for lane in data["lanes"] for entry in lane["entries"]]


def test_the_day_is_shown_by_lanes_with_reasons_and_abstracts(followed: Command) -> None:
    told = followed("today")
    assert (told.status, told.err) == (0, "")
    assert f"{newest_day():%A}" in told.out.splitlines()[0]
    for words in ("For you", "New, ", "by ", "https://arxiv.org/abs/"):
        assert words in told.out


def test_digests_are_written_first_when_asked_for(followed: Command, library_home: Path) -> None:
    assert "✓" not in followed("today").out.rpartition("--\n")[0]
    told = followed("today", "--digest")
    assert (told.status, told.err) == (0, "")
    assert count_in(library_home, "SELECT count(*) FROM digests") == FEW
    assert "✓" in told.out.rpartition("--\n")[0]


def test_a_lane_and_what_is_unread_can_be_asked_for(followed: Command, library_home: Path) -> None:
    everything = titles(followed("today", "--json").data)
    assert len(everything) == FEW
    mine = titles(followed("today", "--lane", "for_you", "--format", "json").data)
    assert 0 < len(mine) < FEW
    new = followed("today", "--lane", "new", "--json").data
    assert [lane["lane"] for lane in new["lanes"]] == ["new"]
    assert titles(followed("today", "--unread", "--json").data) == everything
    mark_all_read(library_home)
    told = followed("today", "--unread")
    assert told.status == 0
    assert "All papers of this day are read." in told.out


def test_an_empty_day_says_why(followed: Command) -> None:
    before = newest_day() - timedelta(days=7)
    told = followed("today", "--day", before.isoformat())
    assert told.status == 0
    assert "Before you followed anything." in told.out
    told = followed("today", "--day", "yesterday")
    assert (told.status, told.out) == (1, "")
    assert "yesterday is not a day" in told.err


def is_markdown(text: str) -> bool:
    return text.startswith("# ")


def is_html(text: str) -> bool:
    return "<html" in text


def is_mail(text: str) -> bool:
    return str(message_from_string(text)["Subject"]).startswith("Carrel")


def is_atom(text: str) -> bool:
    return len(etree.fromstring(text.encode()).findall("{http://www.w3.org/2005/Atom}entry")) == FEW


def is_json(text: str) -> bool:
    return bool(json.loads(text)["papers"] == FEW)


@pytest.mark.parametrize(
    ("form", "right"),
    [("markdown", is_markdown), ("html", is_html), ("mail", is_mail), ("atom", is_atom), ("json", is_json)],
)
def test_a_day_is_written_in_each_form_also_to_a_file(
    followed: Command, tmp_path: Path, form: str, right: Callable[[str], bool]
) -> None:
    printed = followed("today", "--format", form)
    assert (printed.status, printed.err) == (0, "")
    assert right(printed.out)
    path = tmp_path / "day of arXiv"
    told = followed("today", "--format", form, "--output", path)
    assert str(path) in told.out
    assert right(path.read_text(encoding="utf-8"))


def test_a_file_that_cannot_be_written_is_told(followed: Command, tmp_path: Path) -> None:
    for form in ("json", "markdown"):
        told = followed("today", "--format", form, "--output", tmp_path / "no folder" / "day")
        assert (told.status, told.out) == (1, "")
        assert "written" in told.err


def test_sending_without_a_mail_server_is_told(followed: Command) -> None:
    told = followed("today", "--send")
    assert told.status == 1
    assert "mail" in told.err


def mark_all_read(home: Path) -> None:
    opened = open_library(Paths(home))
    opened.news.mark_all_seen(NewsQuery())
    opened.close()
