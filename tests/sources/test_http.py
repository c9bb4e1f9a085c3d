from __future__ import annotations

import time
from pathlib import Path

import pytest

from carrel.domain.errors import NetworkError
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
