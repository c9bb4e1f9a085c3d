from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from carrel.domain.errors import NetworkError
from carrel.domain.request import Request
from carrel.sources.http import HttpClient
from carrel.sources.policy import HttpPolicy
from carrel.sources.refusals import KeptOut, seconds
from carrel.sources.turns import Turns
from loopback import Reply, loopback

CAPTCHA = Reply(b"<!DOCTYPE html><html><body>Prove that you are human. <div class='g-recaptcha'></div></body></html>")


@pytest.fixture
def policy(tmp_path: Path) -> HttpPolicy:
    return HttpPolicy(state=tmp_path / "last-request", plain_hosts=frozenset({"127.0.0.1"}), pause=0.0)


def client_of(policy: HttpPolicy, record: Callable[[Request], None] = lambda _request: None) -> HttpClient:
    return HttpClient(policy, record=record, offline=lambda: False, contact=lambda: "")


def refused(policy: HttpPolicy, url: str) -> NetworkError:
    client = client_of(policy)
    with pytest.raises(NetworkError) as told, client.get(url, purpose="Test") as answer:
        answer.body(1_000)
    client.close()
    return told.value


@pytest.mark.parametrize("reply", [Reply(status=429), Reply(status=403), CAPTCHA, Reply(b"Rate exceeded.")])
def test_after_arxiv_asked_to_be_left_alone_nothing_is_asked(policy: HttpPolicy, reply: Reply) -> None:
    with loopback(lambda _path, _headers: reply) as server:
        first = refused(policy, server.base)
        second = refused(policy, server.base)  # another client: it holds after a restart too
    assert len(server.asked) == 1
    assert isinstance(first, KeptOut)
    assert first.retry
    assert first.wait == 3600
    assert 3590 < second.wait <= 3600
    assert second.message == first.message


def test_it_holds_in_another_process_too(policy: HttpPolicy) -> None:
    code = (
        "import sys; from pathlib import Path; from carrel.sources.turns import Turns; from carrel.sources.policy import HttpPolicy\n"
        "from carrel.domain.errors import NetworkError\n"
        "try:\n with Turns(HttpPolicy(Path(sys.argv[1]))).take(lambda: None): print('asked')\n"
        "except NetworkError as error: print(error.wait > 7100, error.message)"
    )
    with loopback(lambda _path, _headers: Reply(status=429, headers={"Retry-After": "7200"})) as server:
        assert refused(policy, server.base).wait == 7200
    done = subprocess.run([sys.executable, "-c", code, policy.state], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True arXiv is busy (429)."


def test_the_wait_doubles_each_time_up_to_eight_times_and_is_short_again_after_an_answer(policy: HttpPolicy) -> None:
    policy = replace(policy, cool_off=0.02)
    waits = []
    with loopback(lambda _path, _headers: Reply(status=429)) as server:
        for _ in range(6):
            waits.append(refused(policy, server.base).wait)
            time.sleep(waits[-1])
        server.answer = lambda _path, _headers: Reply(b"x")
        client = client_of(policy)
        with client.get(server.base, purpose="Test") as answer:
            answer.body(10)
        server.answer = lambda _path, _headers: Reply(status=429)
        waits.append(refused(policy, server.base).wait)
        client.close()
    assert waits == pytest.approx([0.02, 0.04, 0.08, 0.16, 0.16, 0.16, 0.02])


def test_a_busy_answer_tells_its_wait_and_stops_nothing(policy: HttpPolicy) -> None:
    with loopback(lambda _path, _headers: Reply(status=503, headers={"Retry-After": "120"})) as server:
        error = refused(policy, server.base)
        refused(policy, server.base)
    assert (error.message, error.wait, error.retry) == ("arXiv is busy (503).", 120, True)
    assert len(server.asked) == 2


def test_a_wait_may_be_seconds_or_a_date() -> None:
    assert seconds("120") == 120
    assert seconds("9" * 12) == 24 * 3600
    assert 50 < seconds(format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)) <= 60
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    for nonsense in ("", "soon", "-5", "1e9", "٣", "Wed, 99 Oct 2015"):
        assert seconds(nonsense) == 0


def kept(policy: HttpPolicy, *, wall: float, running: float, length: float = 3600) -> Turns:
    """Turns with a cool-off that began so many seconds ago on each clock (negative: the clock was set back)."""
    since = [time.time() - wall, time.monotonic() - running]
    policy.state.write_text(json.dumps({"cool": {"since": since, "seconds": length, "why": "Busy."}, "times": 1}))
    return Turns(policy)


def left(turns: Turns) -> float:
    try:
        with turns.take(lambda: None):
            return 0
    except NetworkError as error:
        return error.wait


@pytest.mark.parametrize(
    ("wall", "running", "expected"),
    [
        (600, 600, 3000),
        (3601, 3601, 0),
        (-86_400, 600, 3000),  # set back by a day
        (-86_400, 3601, 0),
        (86_400, 600, 0),  # set forward by a day: over early, never late
        (-86_400, -50_000, 3600),  # set back, and the computer was started anew
        (600, -50_000, 3000),  # started anew
    ],
)
def test_a_clock_that_was_set_never_makes_it_longer(
    policy: HttpPolicy, wall: float, running: float, expected: float
) -> None:
    assert left(kept(policy, wall=wall, running=running)) == pytest.approx(expected, abs=2)


def test_a_clock_set_back_before_a_restart_starts_the_wait_anew_once(policy: HttpPolicy) -> None:
    turns = kept(policy, wall=-86_400, running=-50_000, length=0.2)
    assert left(turns) > 0
    time.sleep(0.2)
    assert left(turns) == 0


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", '{"cool": 5, "last": "x", "times": "y"}', '{"cool": {"seconds": "9"}}']
)
def test_a_damaged_file_hinders_nothing(policy: HttpPolicy, text: str) -> None:
    policy.state.write_text(text)
    assert left(Turns(policy)) == 0


def test_the_file_of_the_version_before_is_still_read(tmp_path: Path) -> None:
    policy = HttpPolicy(state=tmp_path / "last-request", pause=0.4)
    policy.state.write_text(json.dumps(time.time()), "ascii")
    started = time.monotonic()
    assert left(Turns(policy)) == 0
    assert time.monotonic() - started > 0.3


def test_a_last_request_in_the_future_costs_one_pause_only(tmp_path: Path) -> None:
    policy = HttpPolicy(state=tmp_path / "last-request", pause=0.2)
    policy.state.write_text(json.dumps({"last": [time.time() + 10**6, time.monotonic() + 10**6]}))
    started = time.monotonic()
    assert left(Turns(policy)) == 0
    assert time.monotonic() - started < 5


def test_who_waits_for_a_turn_can_give_up(policy: HttpPolicy) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with Turns(policy).take(lambda: None):
            held.set()
            release.wait(20)

    def give_up() -> None:
        if checks.pop():
            raise NetworkError("Work offline was turned on.")

    checks = [True, False]
    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        with pytest.raises(NetworkError, match="offline"), Turns(policy).take(give_up):
            pytest.fail("two have the turn")
    finally:
        release.set()
        thread.join()
