"""A child that does many things at once, and asks its parent in the middle of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from carrel.domain.errors import Cancelled, ModelError, Offline, TimeLimit, WorkerDied
from carrel.worker.client import Child, WorkerCrashed
from carrel.worker.protocol import decode

OPERATIONS = """
    import os, threading, time
    from concurrent.futures import ThreadPoolExecutor
    import msgspec
    from carrel.domain.errors import CarrelError
    from carrel.worker.serve import serve

    everybody = threading.Barrier(8)

    def meet(call):
        everybody.wait(60)
        for number in range(20):
            call.event("number", number)
        return call.arguments(dict)["name"]

    def pid(call):
        return os.getpid()

    def wait(call):
        call.event("waiting", os.getpid())
        while True:
            call.check()
            time.sleep(0.01)

    def ignore(call):
        call.event("waiting", os.getpid())
        while True:
            time.sleep(0.01)

    def chat(call):
        while True:
            call.check()
            call.event("waiting", os.getpid())
            time.sleep(0.01)

    def progress(call):
        # The engine works on, for another call; this one hears nothing of its own. The rate is the test's.
        call.event("waiting", os.getpid())
        while not call.cancelled():
            call._pipes._told = 0.0
            call.alive()
            time.sleep(0.01)
        call.check()

    def die(call):
        os.kill(os.getpid(), 9)

    def crash(call):
        os.abort()

    def ask(call):
        return msgspec.json.decode(call.ask("double", call.arguments(dict)["number"]))

    def ask_many(call):
        with ThreadPoolExecutor(20) as pool:
            return [msgspec.json.decode(answer) for answer in pool.map(lambda n: call.ask("double", n), range(20))]

    def ask_and_catch(call):
        try:
            call.ask("refuse")
        except CarrelError as error:
            return [error.code, error.message, error.advice]

    serve(
        {
            name: value
            for name, value in globals().items()
            if callable(value) and name not in ("serve", "ThreadPoolExecutor", "CarrelError")
        },
        together=True,
    )
"""
COMMAND = (sys.executable, "-P", "-c", textwrap.dedent(OPERATIONS))


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child("test", together=True, command=COMMAND)
    yield child
    child.close()


def test_calls_are_answered_at_once_each_with_its_own(child: Child) -> None:
    def call(number: int) -> tuple[str, list[int]]:
        heard: list[int] = []
        name = child.call(
            "meet",
            {"name": f"call {number}"},
            str,
            on_event=lambda _, data: heard.append(decode(data, int)),
            seconds=60,
        )
        return name, heard

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(8)))
    assert answers == [(f"call {number}", list(range(20))) for number in range(8)]


def test_cancelling_one_call_leaves_the_others_alone(child: Child) -> None:
    one, other = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        kept = _in_flight(pool, child, "wait", cancelled=other)
        gone = _in_flight(pool, child, "wait", cancelled=one)
        pid = child.pid
        one.set()
        assert isinstance(gone(), Cancelled)
        assert child.call("pid", {}, int) == pid
        other.set()
        assert isinstance(kept(), Cancelled)
    assert child.call("pid", {}, int) == pid


def test_a_call_that_does_not_stop_ends_the_process_for_all(child: Child) -> None:
    flag = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        kept = _in_flight(pool, child, "wait")
        gone = _in_flight(pool, child, "ignore", cancelled=flag)
        flag.set()
        assert isinstance(gone(), Cancelled)
        assert isinstance(kept(), WorkerDied)
    assert child.call("pid", {}, int) == child.pid


def test_a_death_reaches_every_call(child: Child) -> None:
    with ThreadPoolExecutor(3) as pool:
        others = [_in_flight(pool, child, "wait") for _ in range(2)]
        with pytest.raises(WorkerDied, match="SIGKILL") as caught:
            child.call("die", {}, str)
        assert not isinstance(caught.value, WorkerCrashed)
        assert all(isinstance(other(), WorkerDied) for other in others)
    assert child.call("pid", {}, int) == child.pid


def test_a_fault_of_its_own_is_told_from_a_kill(child: Child) -> None:
    with pytest.raises(WorkerCrashed, match="SIGABRT"):
        child.call("crash", {}, str)


def test_silence_of_one_call_is_no_hang_while_the_engine_makes_progress(child: Child) -> None:
    flag = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        busy = _in_flight(pool, child, "progress", cancelled=flag)
        waits = _in_flight(pool, child, "wait", cancelled=flag, silence=2)
        threading.Event().wait(3)
        pid = child.pid
        flag.set()
        assert isinstance(waits(), Cancelled)
        assert isinstance(busy(), Cancelled)
    assert child.call("pid", {}, int) == pid


def test_what_a_call_says_for_itself_is_no_sign_of_life_of_the_others(child: Child) -> None:
    flag = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        other = _in_flight(pool, child, "chat", cancelled=flag)
        with pytest.raises(TimeLimit, match="no progress"):
            child.call("ignore", {}, str, silence=0.3)
        assert isinstance(other(), WorkerDied)


def test_a_call_alone_waits_for_the_others_and_keeps_others_waiting(child: Child) -> None:
    flag = threading.Event()
    order: list[str] = []

    def call(name: str) -> None:
        child.call("pid", {}, int, alone=name == "alone")
        order.append(name)

    with ThreadPoolExecutor(3) as pool:
        first = _in_flight(pool, child, "wait", cancelled=flag)
        alone = pool.submit(call, "alone")
        _wait_until(lambda: len(child._room._waiting) == 1)
        later = pool.submit(call, "later")
        _wait_until(lambda: len(child._room._waiting) == 2)
        flag.set()
        first()
        alone.result(30)
        later.result(30)
    assert order == ["alone", "later"]


def test_the_child_asks_and_its_parent_answers(child: Child) -> None:
    asked: list[tuple[str, int]] = []

    def answer(name: str, data: msgspec.Raw) -> int:
        asked.append((name, decode(data, int)))
        return 2 * decode(data, int)

    assert child.call("ask", {"number": 21}, int, on_ask=answer) == 42
    assert asked == [("double", 21)]
    assert child.call("ask_many", {}, list, on_ask=answer) == [2 * number for number in range(20)]


def test_asks_are_answered_side_by_side(child: Child) -> None:
    together = threading.Barrier(4)

    def answer(_name: str, data: msgspec.Raw) -> int:
        together.wait(60)
        return 2 * decode(data, int)

    assert child.call("ask_many", {}, list, on_ask=answer) == [2 * number for number in range(20)]


def test_asks_of_several_calls_do_not_meet(child: Child) -> None:
    def call(number: int) -> int:
        return child.call("ask", {"number": number}, int, on_ask=lambda _, data: decode(data, int) * 1000 + number)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(call, range(40))) == [number * 1000 + number for number in range(40)]


def test_what_the_parent_raises_arrives_as_its_own_kind(child: Child) -> None:
    def refuse(_name: str, _data: msgspec.Raw) -> object:
        raise Offline("Carrel works offline.", "Go online.")

    assert child.call("ask_and_catch", {}, list, on_ask=refuse) == ["offline", "Carrel works offline.", "Go online."]
    with pytest.raises(Offline, match="works offline"):
        child.call("ask", {"number": 1}, int, on_ask=refuse)


def test_a_bug_in_the_parents_answer_is_a_bug(child: Child) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        child.call("ask", {"number": 1}, int, on_ask=lambda *_: 1 // 0)
    with pytest.raises(RuntimeError, match="nobody answers 'double'"):
        child.call("ask", {"number": 1}, int)


def test_a_call_is_cancelled_while_its_ask_is_open(child: Child) -> None:
    asked, end, flag = threading.Event(), threading.Event(), threading.Event()

    def answer(*_: object) -> None:
        asked.set()
        end.wait(60)
        raise ModelError("too late")

    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(
            lambda: _caught(lambda: child.call("ask", {"number": 1}, int, on_ask=answer, cancelled=flag, seconds=60))
        )
        assert asked.wait(30)
        pid = child.pid
        flag.set()
        assert isinstance(call.result(30), Cancelled)
        assert not end.is_set()
        end.set()
    assert child.call("pid", {}, int) == pid


def test_an_open_ask_is_no_silence(child: Child) -> None:
    def answer(*_: object) -> int:
        threading.Event().wait(3)
        return 7

    assert child.call("pid", {}, int) == child.pid
    assert child.call("ask", {"number": 1}, int, on_ask=answer, silence=2) == 7


def test_a_death_while_an_ask_is_open_leaves_nothing_waiting(child: Child) -> None:
    def answer(*_: object) -> None:
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)

    with pytest.raises(WorkerDied):
        child.call("ask", {"number": 1}, int, on_ask=answer)
    _wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("asked by")])


def test_closing_ends_every_call(child: Child) -> None:
    with ThreadPoolExecutor(4) as pool:
        calls = [_in_flight(pool, child, "ignore") for _ in range(4)]
        child.close()
        assert all(isinstance(call(), WorkerDied) for call in calls)


def test_a_child_without_work_ends_but_never_one_with_work() -> None:
    program = """
        import time
        from carrel.worker.serve import serve
        serve({"work": lambda call: time.sleep(1)}, idle_seconds=0.2, together=True)
    """
    command = [sys.executable, "-P", "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"id": 1, "do": "work"}\n')
        process.stdin.flush()
        assert b"ready" in process.stdout.readline()
        assert b"result" in process.stdout.readline()
        assert process.wait(30) == 0


def _in_flight(
    pool: ThreadPoolExecutor,
    child: Child,
    operation: str,
    *,
    cancelled: threading.Event | None = None,
    silence: float | None = None,
) -> Callable[[], BaseException]:
    """A call that has begun in the child; what is returned gives the error it ends with."""
    began = threading.Event()
    future = pool.submit(
        lambda: _caught(
            lambda: child.call(
                operation, {}, str, on_event=lambda *_: began.set(), cancelled=cancelled, silence=silence
            )
        )
    )
    assert began.wait(30)
    return lambda: future.result(30)


def _caught(work: Callable[[], object]) -> BaseException:
    with pytest.raises((WorkerDied, Cancelled, TimeLimit)) as caught:
        work()
    return caught.value


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
