from __future__ import annotations

import gzip
import time
from dataclasses import replace
from pathlib import Path

import pytest

from carrel.domain.errors import NetworkError, Offline
from carrel.sources.http import HttpClient
from carrel.sources.policy import HttpPolicy
from desk import Desk
from loopback import Reply, loopback


def body_of(desk: Desk, url: str) -> bytes:
    with desk.client.get(url, purpose="Test") as answer:
        return answer.body(1_000_000)


def test_an_answer_is_read_and_entered_in_the_ledger(desk: Desk) -> None:
    with loopback(lambda _path, _headers: Reply(b"hello")) as server:
        assert body_of(desk, f"{server.base}/a?b=1") == b"hello"
    [request] = desk.ledger
    assert (request.host, request.path, request.status, request.bytes) == ("127.0.0.1", "/a?b=1", 200, 5)
    assert (request.purpose, request.who, request.outcome) == ("Test", "you", "")


def test_the_user_agent_names_carrel_and_the_contact(desk: Desk) -> None:
    with loopback(lambda _path, _headers: Reply(b"x")) as server:
        body_of(desk, server.base)
    agent = server.asked[0][1]["User-Agent"]
    assert agent.startswith("Carrel/")
    assert "reader@example.org" in agent


def test_a_host_that_is_not_on_the_list_is_never_asked(desk: Desk) -> None:
    with pytest.raises(NetworkError, match=r"does not ask example\.org"):
        body_of(desk, "https://example.org/paper.pdf")
    assert [(r.host, r.status, r.outcome) for r in desk.ledger] == [("example.org", 0, "host not on the list")]


def test_plain_http_is_refused_for_arxiv(desk: Desk) -> None:
    with pytest.raises(NetworkError):
        body_of(desk, "http://arxiv.org/abs/2310.06825")


def test_a_redirect_is_followed_within_the_list_and_each_step_entered(desk: Desk) -> None:
    def answer(path: str, _headers: dict[str, str]) -> Reply:
        return Reply(status=302, headers={"Location": "/there"}) if path == "/here" else Reply(b"found")

    with loopback(answer) as server:
        assert body_of(desk, f"{server.base}/here") == b"found"
    assert [(r.path, r.status) for r in desk.ledger] == [("/here", 302), ("/there", 200)]


def test_a_redirect_to_another_host_is_not_followed(desk: Desk) -> None:
    elsewhere = Reply(status=302, headers={"Location": "https://example.org/x"})
    with loopback(lambda _path, _headers: elsewhere) as server, pytest.raises(NetworkError, match=r"example\.org"):
        body_of(desk, server.base)


def test_redirects_without_end_are_given_up(desk: Desk) -> None:
    again = Reply(status=302, headers={"Location": "/again"})
    with loopback(lambda _path, _headers: again) as server, pytest.raises(NetworkError, match="without end"):
        body_of(desk, server.base)


def test_work_offline_stops_a_request_before_it_leaves(desk: Desk) -> None:
    desk.offline = True
    with (
        loopback(lambda _path, _headers: Reply(b"x")) as server,
        pytest.raises(NetworkError, match="Work offline is on"),
    ):
        body_of(desk, server.base)
    assert server.asked == []


def test_work_offline_turned_on_meanwhile_stops_a_redirect(desk: Desk) -> None:
    def answer(_path: str, _headers: dict[str, str]) -> Reply:
        desk.offline = True
        return Reply(status=302, headers={"Location": "/there"})

    with loopback(answer) as server, pytest.raises(NetworkError, match="Work offline is on"):
        body_of(desk, server.base)
    assert len(server.asked) == 1


@pytest.mark.parametrize(("status", "words"), [(503, "busy"), (429, "busy"), (500, "error"), (404, "does not have")])
def test_a_refusal_is_told_in_words_and_entered(desk: Desk, status: int, words: str) -> None:
    with loopback(lambda _path, _headers: Reply(status=status)) as server, pytest.raises(NetworkError, match=words):
        body_of(desk, server.base)
    assert [(r.status, r.outcome) for r in desk.ledger] == [(status, "refused")]


def test_an_answer_that_is_cut_off_is_an_error(desk: Desk) -> None:
    cut = Reply(b"x" * 1000, cut=400)
    with loopback(lambda _path, _headers: cut) as server, pytest.raises(NetworkError, match="broke off"):
        body_of(desk, server.base)


def test_an_answer_larger_than_allowed_is_not_read_to_its_end(desk: Desk) -> None:
    with (
        loopback(lambda _path, _headers: Reply(b"x" * 2_000_000)) as server,
        pytest.raises(NetworkError, match="larger"),
    ):
        body_of(desk, server.base)


def test_no_server_is_no_connection(desk: Desk) -> None:
    with loopback(lambda _path, _headers: Reply()) as server:
        gone = server.base
    with pytest.raises(NetworkError, match="No connection"):
        body_of(desk, gone)


def test_two_clients_of_one_library_keep_the_pause_between_their_requests(tmp_path: Path) -> None:
    policy = HttpPolicy(state=tmp_path / "last-request", plain_hosts=frozenset({"127.0.0.1"}), pause=0.3)
    clients = [
        HttpClient(policy, record=lambda _request: None, offline=lambda: False, contact=lambda: "") for _ in range(2)
    ]
    times: list[float] = []

    def answer(_path: str, _headers: dict[str, str]) -> Reply:
        times.append(time.time())
        return Reply(b"x")

    with loopback(answer) as server:
        for client in clients:
            with client.get(server.base, purpose="Test") as reply:
                reply.body(10)
            client.close()
    assert times[1] - times[0] >= policy.pause


def test_who_asked_stands_in_the_ledger(desk: Desk) -> None:
    with (
        loopback(lambda _path, _headers: Reply(b"x")) as server,
        desk.client.get(server.base, purpose="Test", who="schedule") as answer,
    ):
        answer.body(10)
    assert [r.who for r in desk.ledger] == ["schedule"]


def test_a_packed_answer_is_unpacked_and_counted_as_it_was_sent(desk: Desk) -> None:
    packed = gzip.compress(b"hello " * 1000)
    with loopback(lambda _path, _headers: Reply(packed, headers={"Content-Encoding": "gzip"})) as server:
        assert body_of(desk, server.base) == b"hello " * 1000
    assert desk.ledger[0].bytes == len(packed)


def test_a_packed_bomb_is_given_up_at_the_limit(desk: Desk) -> None:
    bomb = gzip.compress(bytes(200 << 20), 1)
    with (
        loopback(lambda _path, _headers: Reply(bomb, headers={"Content-Encoding": "gzip"})) as server,
        pytest.raises(NetworkError, match="larger than 1 MB"),
    ):
        body_of(desk, server.base)
    assert desk.ledger[0].bytes < len(bomb)


PACKED = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    "reply",
    [Reply(gzip.compress(bytes(range(256)) * 1000), headers=PACKED, cut=300), Reply(b"x" * 500, headers=PACKED)],
)
def test_a_packed_answer_that_is_cut_off_or_damaged_is_an_error(desk: Desk, reply: Reply) -> None:
    with loopback(lambda _path, _headers: reply) as server, pytest.raises(NetworkError, match="broke off"):
        body_of(desk, server.base)


def impatient(tmp_path: Path, desk: Desk, seconds: float) -> HttpClient:
    policy = HttpPolicy(state=tmp_path / "other", plain_hosts=frozenset({"127.0.0.1"}), pause=0.0, patience=seconds)
    return HttpClient(policy, record=desk.ledger.append, offline=lambda: desk.offline, contact=lambda: "")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x" * 10_000, drip=0.05),
        Reply(b"x" * 10_000, drip=0.05, sized=False),
        Reply(b"x", headers={"X": "y"}, drip=30),
    ],
)
def test_an_answer_that_drips_is_cut_off_in_time(desk: Desk, tmp_path: Path, reply: Reply) -> None:
    client = impatient(tmp_path, desk, 0.5)
    started = time.monotonic()
    with (
        loopback(lambda _path, _headers: reply) as server,
        pytest.raises(NetworkError, match="too long"),
        client.get(server.base, purpose="Test") as answer,
    ):
        answer.body(100_000)
    assert time.monotonic() - started < 10
    assert desk.ledger[-1].outcome == "arXiv takes too long to answer."
    client.close()


def test_a_long_download_may_take_its_time_but_not_stand_still(desk: Desk, tmp_path: Path) -> None:
    client = impatient(tmp_path, desk, 0.4)
    with (
        loopback(lambda _path, _headers: Reply(b"x" * 10_000, drip=0.02)) as server,
        pytest.raises(NetworkError, match="standstill") as told,
        client.get(server.base, purpose="Test", long=True) as answer,
    ):
        answer.body(100_000)
    assert told.value.retry
    client.close()


def test_work_offline_turned_on_stops_a_running_answer_at_the_next_piece(desk: Desk) -> None:
    def read(url: str) -> None:
        with desk.client.get(url, purpose="Test", long=True) as answer:
            for _piece in answer.pieces():
                desk.offline = True

    with (
        loopback(lambda _path, _headers: Reply(b"x" * 3_000_000)) as server,
        pytest.raises(Offline, match="Work offline was turned on"),
    ):
        read(server.base)
    assert desk.ledger[0].bytes < 3_000_000


def test_an_answer_that_has_not_changed_has_no_body(desk: Desk) -> None:
    with (
        loopback(lambda _path, _headers: Reply(status=304)) as server,
        desk.client.get(server.base, purpose="Test", headers={"If-None-Match": '"x"'}) as answer,
    ):
        assert (answer.status, answer.body(10)) == (304, b"")
    assert server.asked[0][1]["If-None-Match"] == '"x"'
    assert [(r.status, r.outcome) for r in desk.ledger] == [(304, "")]


def test_cookies_are_neither_kept_nor_sent(desk: Desk) -> None:
    with loopback(lambda _path, _headers: Reply(b"x", headers={"Set-Cookie": "who=you; Path=/"})) as server:
        body_of(desk, server.base)
        body_of(desk, server.base)
    assert "Cookie" not in server.asked[1][1]


def test_a_password_that_lies_about_is_not_sent(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("default login someone password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with loopback(lambda _path, _headers: Reply(b"x")) as server:
        body_of(desk, server.base)
    assert "Authorization" not in server.asked[0][1]


def test_a_contact_cannot_add_headers(tmp_path: Path, desk: Desk) -> None:
    policy = replace(impatient(tmp_path, desk, 5)._policy)
    client = HttpClient(
        policy, record=desk.ledger.append, offline=lambda: False, contact=lambda: "a@b\r\nX-Evil: 1 \u2603"
    )
    with loopback(lambda _path, _headers: Reply(b"x")) as server, client.get(server.base, purpose="Test") as answer:
        answer.body(10)
    assert "X-Evil" not in server.asked[0][1]
    assert "a@b" in server.asked[0][1]["User-Agent"]
    client.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org.evil.org/x",
        "https://evil.org/?arxiv.org",
        "https://arxiv.org@evil.org/",
        "file:///etc/passwd",
        "https://[",
        "",
    ],
)
def test_addresses_that_only_look_like_arxivs_are_refused_for_good(desk: Desk, url: str) -> None:
    with pytest.raises(NetworkError, match="does not ask") as told:
        body_of(desk, url)
    assert not told.value.retry
    assert desk.ledger[0].status == 0
