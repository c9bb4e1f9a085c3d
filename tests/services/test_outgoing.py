from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as ForgetfulKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError
from lxml import etree

from announced import BEFORE, DAY, MOMENT, announce, follow, paper
from carrel.domain.errors import InputError, Offline, StorageError
from carrel.domain.feed import AnnounceType, NewsLane
from carrel.interchange.day import Entry
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.services.outgoing import Form
from carrel.storage import digests
from day_pages import digest
from mail_server import PASSWORD, USER, make_certificate, smtp_server

Ask = Callable[[], object]


class Ring(KeyringBackend):
    """A keyring in memory, which may be locked."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._demand_unlocked()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._demand_unlocked()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._demand_unlocked()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError

    def _demand_unlocked(self) -> None:
        if self.locked:
            raise KeyringLocked


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    made = Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def desk(library_home: Path) -> Iterator[Carrel]:
    """A library that follows cs.LG, whose papers that mention tokens are for the person. Nothing runs in it."""
    opened = open_library(Paths(library_home), clock=lambda: MOMENT)
    follow(opened.database, "cs.LG", "tokens")
    announce(opened.database, paper(1), paper(2), day=BEFORE)
    yield opened
    opened.close()


def titles(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.title for entry in entries]


def ready_to_send(carrel: Carrel, port: int, security: str = "starttls") -> None:
    carrel.settings.change(
        mail_host="127.0.0.1",
        mail_port=port,
        mail_security=security,
        mail_user=USER,
        mail_from="desk@example.org",
        mail_to="reader@example.org, second@example.org",
    )


def test_a_page_has_each_paper_once_in_the_first_part_that_holds_it(desk: Carrel) -> None:
    mine = paper(3, words="All in few tokens.")
    announce(desk.database, mine, paper(4))
    announce(desk.database, paper(5, category="cs.CL"), kind=AnnounceType.CROSS)
    announce(desk.database, paper(2, version=2), kind=AnnounceType.REPLACE)
    page = desk.outgoing.page(DAY)
    lanes = {lane.lane: lane for lane in page.lanes}
    assert list(lanes) == [NewsLane.FOR_YOU, NewsLane.NEW, NewsLane.CROSS, NewsLane.REPLACED]
    found = {name: (lane.papers, titles(lane.entries)) for name, lane in lanes.items()}
    assert found[NewsLane.FOR_YOU] == (1, [mine.title])
    assert found[NewsLane.NEW] == (2, [paper(4).title])
    assert found[NewsLane.REPLACED] == (1, [paper(2).title])
    assert len(page.entries) == page.papers
    assert lanes[NewsLane.FOR_YOU].entries[0].reasons
    assert lanes[NewsLane.REPLACED].entries[0].notices[0].startswith("Version 2 replaces version 1")


def test_a_paper_has_its_digest_where_there_is_one(desk: Carrel) -> None:
    ids = announce(desk.database, paper(3), paper(4))
    with desk.database.write() as connection:
        digests.save(connection, ids[paper(3).arxiv_id], None, digest())
    entries = {entry.title: entry for entry in desk.outgoing.page(DAY).entries}
    assert entries[paper(3).title].digested
    assert not entries[paper(4).title].digested
    assert entries[paper(4).title].abstract == paper(4).abstract


@pytest.mark.parametrize("form", Form)
def test_every_form_names_every_paper(desk: Carrel, form: Form) -> None:
    announce(desk.database, paper(3), paper(4))
    text = desk.outgoing.render(DAY, form)
    for number in (3, 4):
        assert f"https://arxiv.org/abs/2611.{number:05}v1" in text.replace("=\n", "")
    assert text.endswith("\n")


def test_without_a_day_the_newest_one_with_papers_is_meant(desk: Carrel) -> None:
    assert desk.outgoing.page("").day == BEFORE
    announce(desk.database, paper(3))
    assert desk.outgoing.page("").day == DAY


def test_a_page_can_be_of_one_part_or_of_what_is_unread(desk: Carrel) -> None:
    mine = paper(3, words="All in few tokens.")
    ids = announce(desk.database, mine, paper(4))
    assert titles(desk.outgoing.page(DAY, lane=NewsLane.FOR_YOU).entries) == [mine.title]
    assert desk.outgoing.page(DAY, lane=NewsLane.CROSS).note == "This day has no such papers."
    desk.news.note_seen([ids[mine.arxiv_id]])
    assert titles(desk.outgoing.page(DAY, unread=True).entries) == [paper(4).title]
    desk.news.note_seen(list(ids.values()))
    assert desk.outgoing.page(DAY, unread=True).note == "All papers of this day are read."


def test_a_day_without_papers_says_why(desk: Carrel) -> None:
    saturday, long_ago = desk.outgoing.page("2026-11-14"), desk.outgoing.page("2020-03-10")
    assert saturday.note
    assert "Saturday" in desk.outgoing.page("2020-03-14").note
    assert long_ago.note == "Before you followed anything."
    assert (saturday.papers, long_ago.papers) == (0, 0)


def test_an_older_day_shows_a_paper_as_it_was_announced_then(desk: Carrel) -> None:
    announce(desk.database, paper(6), day="2025-03-10")
    announce(desk.database, paper(6, version=2), day=DAY, kind=AnnounceType.REPLACE)
    (then,) = desk.outgoing.page("2025-03-10").entries
    now = next(one for one in desk.outgoing.page(DAY).entries if one.title == then.title)
    assert (then.kind, now.kind) == ("New", "Replaced")
    assert (then.arxiv.label[-2:], now.arxiv.label[-2:]) == ("v1", "v2")


def test_a_day_before_the_strip_has_its_papers(desk: Carrel) -> None:
    ids = announce(desk.database, paper(6), day="2025-03-10")
    assert titles(desk.outgoing.page("2025-03-10").entries) == [paper(6).title]
    desk.news.note_seen(list(ids.values()))
    assert desk.outgoing.page("2025-03-10", unread=True).note == "All papers of this day are read."


def test_what_is_not_a_day_is_told(desk: Carrel) -> None:
    with pytest.raises(InputError, match="yesterday is not a day"):
        desk.outgoing.render("yesterday", Form.TEXT)


def test_a_file_is_written_whole_over_the_one_before(desk: Carrel, tmp_path: Path) -> None:
    target = tmp_path / "day.html"
    target.write_text("before")
    desk.outgoing.write(BEFORE, Form.HTML, target)
    assert target.read_text("utf-8") == desk.outgoing.render(BEFORE, Form.HTML)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["day.html"]


def test_a_folder_in_the_place_of_the_file_is_told_and_left(desk: Carrel, tmp_path: Path) -> None:
    target = tmp_path / "day.txt"
    target.mkdir()
    with pytest.raises(StorageError, match="could not be written"):
        desk.outgoing.write(BEFORE, Form.TEXT, target)
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_is_not_there_is_told(desk: Carrel, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be written: no such file or directory"):
        desk.outgoing.write(BEFORE, Form.TEXT, tmp_path / "nowhere" / "day.txt")


def test_a_feed_has_the_days_before_and_keeps_its_identity(desk: Carrel, tmp_path: Path) -> None:
    announce(desk.database, paper(3))
    target = tmp_path / "carrel.atom"
    desk.outgoing.write(DAY, Form.ATOM, target)
    first = etree.fromstring(target.read_bytes())
    second = etree.fromstring(desk.outgoing.render(DAY, Form.ATOM).encode())
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.text for entry in first.iterfind("a:entry/a:title", names)] == [
        one.title for one in (paper(3), paper(1), paper(2))
    ]
    assert first.findtext("a:id", namespaces=names) == second.findtext("a:id", namespaces=names)
    assert first.xpath("a:link[@rel='self']/@href", namespaces=names) == [target.as_uri()]


def test_a_mail_is_sent_to_everyone_with_the_password_of_the_keyring(
    desk: Carrel, ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(certificate=certificate, log_in=True) as server:
        ready_to_send(desk, server.port)
        desk.outgoing.set_password(PASSWORD)
        desk.outgoing.check()
        desk.outgoing.send(BEFORE, who="schedule")
    assert ring.kept == {("Carrel", "reader@127.0.0.1"): PASSWORD}
    [letter] = server.letters
    assert letter.recipients == ["reader@example.org", "second@example.org"]
    read = email.message_from_bytes(letter.body, policy=email.policy.default)
    assert read["Subject"] == "Carrel: Thursday 19 November, 2 papers"
    assert [(entry.purpose, entry.who, entry.status) for entry in desk.network.recent()] == [
        ("Mail to reader@example.org, second@example.org", "schedule", 250),
        ("Mail server tested", "you", 250),
    ]


def test_the_password_is_nowhere_in_the_library(desk: Carrel, ring: Ring) -> None:
    ready_to_send(desk, 587)
    desk.outgoing.set_password("a password like no other")
    assert ring.kept
    for path in desk.paths.home.rglob("*"):
        assert not path.is_file() or b"a password like no other" not in path.read_bytes()


def test_a_password_belongs_to_one_user_of_one_server(desk: Carrel, ring: Ring) -> None:
    with pytest.raises(InputError, match="needs a mail server and a user name"):
        desk.outgoing.set_password(PASSWORD)
    ready_to_send(desk, 587)
    assert not desk.outgoing.has_password()
    desk.outgoing.set_password(PASSWORD)
    assert desk.outgoing.has_password()
    desk.settings.change(mail_host="other.example.org")
    assert not desk.outgoing.has_password()
    desk.settings.change(mail_host="127.0.0.1")
    desk.outgoing.forget_password()
    desk.outgoing.forget_password()
    assert not desk.outgoing.has_password()
    assert ring.kept == {}


@pytest.mark.parametrize("backend", [NoKeyring, ForgetfulKeyring])
def test_a_computer_without_a_keyring_says_what_to_do(
    desk: Carrel, ring: Ring, backend: Callable[[], KeyringBackend]
) -> None:
    del ring  # puts back the keyring that was there
    ready_to_send(desk, 587)
    keyring.set_keyring(backend())
    asks: list[Ask] = [lambda: desk.outgoing.set_password(PASSWORD), desk.outgoing.has_password, desk.outgoing.check]
    for ask in asks:
        with pytest.raises(StorageError, match="has no keyring") as told:
            ask()
        assert "Install one" in told.value.advice


def test_a_locked_keyring_is_told(desk: Carrel, ring: Ring) -> None:
    ready_to_send(desk, 587)
    ring.locked = True
    with pytest.raises(StorageError, match="keyring is locked"):
        desk.outgoing.send(BEFORE)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mail_host": ""}, "No mail server is set"),
        ({"mail_to": " , "}, "needs an address"),
        ({"mail_to": "reader@example.org, nobody"}, "nobody is not an e-mail address"),
        ({"mail_from": "x@example.org\nBcc: all@example.org"}, "is not an e-mail address"),
        ({}, "holds no password"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_asked(
    desk: Carrel, ring: Ring, fields: dict[str, str], words: str
) -> None:
    del ring
    with smtp_server() as server:
        ready_to_send(desk, server.port)
        desk.settings.change(**fields)
        asks: list[Ask] = [lambda: desk.outgoing.send(BEFORE), desk.outgoing.check]
        for ask in asks:
            with pytest.raises(InputError, match=words):
                ask()
    assert (server.heard, desk.network.recent()) == ([], [])


def test_work_offline_stops_the_mail(desk: Carrel, ring: Ring) -> None:
    with smtp_server() as server:
        ready_to_send(desk, server.port, "none")
        desk.outgoing.set_password(PASSWORD)
        desk.network.set_offline(True)
        with pytest.raises(Offline, match="Work offline is on"):
            desk.outgoing.send(BEFORE)
    assert ring.kept
    assert server.heard == []
