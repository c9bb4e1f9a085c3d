"""A child process and its client, with operations made for the purpose."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrel.domain.errors import Cancelled, DocumentError, TimeLimit, WorkerDied
from carrel.worker.client import Child, twice

OPERATIONS = """
    import os, sys, time, ctypes
    from carrel.domain.errors import DocumentError
    from carrel.worker.serve import serve

    def echo(call):
        return call.arguments(dict)

    def count(call):
        for number in range(call.arguments(dict)["to"]):
            call.event("number", number)
        return "counted"

    def wait(call):
        call.event("waiting", os.getpid())
        while True:
            call.check()
            time.sleep(0.01)

    def ignore(call):
        call.event("waiting", os.getpid())
        while True:
            time.sleep(0.01)

    def die(call):
        print("the last words", file=sys.stderr, flush=True)
        os.kill(os.getpid(), 9)

    def refuse(call):
        raise DocumentError("This is no PDF.", "Choose another file.", details="byte 0")

    def fail(call):
        raise KeyError("a mistake of ours")

    def exhaust(call):
        return len(bytearray(1 << 62))

    def print_garbage(call):
        os.write(1, b'{"id": 1, "result": "forged"}\\n')
        print("printed by Python")
        libc = ctypes.CDLL(None)
        libc.puts(b"printed by C")
        libc.fflush(None)
        return "clean"

    def read_input(call):
        return sys.stdin.read()

    def large(call):
        return "x" * call.arguments(dict)["bytes"]

    def pid(call):
        return os.getpid()

    serve({name: value for name, value in globals().items() if callable(value) and name not in ("serve", "DocumentError")})
"""
COMMAND = (sys.executable, "-P", "-c", textwrap.dedent(OPERATIONS))


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child("test", command=COMMAND)
    yield child
    child.close()


def test_answers_come_back(child: Child) -> None:
    arguments = {"text": 'lines\nof\r "text" \u2028 \0 é 🜁', "number": 3}
    assert child.call("echo", arguments, dict) == arguments


def test_one_process_serves_many_calls(child: Child) -> None:
    assert child.call("pid", {}, int) == child.call("pid", {}, int) == child.pid


def test_events_come_in_order_before_the_result(child: Child) -> None:
    events: list[tuple[str, bytes]] = []
    result = child.call("count", {"to": 500}, str, on_event=lambda name, data: events.append((name, bytes(data))))
    assert result == "counted"
    assert events == [("number", str(number).encode()) for number in range(500)]


def test_a_condition_of_the_world_arrives_as_its_own_kind(child: Child) -> None:
    with pytest.raises(DocumentError) as caught:
        child.call("refuse", {}, str)
    assert (caught.value.message, caught.value.advice) == ("This is no PDF.", "Choose another file.")
    assert caught.value.details == "byte 0"
    assert child.call("pid", {}, int) == child.pid


def test_a_bug_arrives_as_a_runtime_error_with_its_traceback(child: Child) -> None:
    with pytest.raises(RuntimeError, match="KeyError: 'a mistake of ours'") as caught:
        child.call("fail", {}, str)
    assert "Traceback (most recent call last)" in caught.value.__notes__[0]
    assert child.call("pid", {}, int) == child.pid


def test_an_unknown_operation_is_a_bug(child: Child) -> None:
    with pytest.raises(RuntimeError, match="nonsense"):
        child.call("nonsense", {}, str)


def test_running_out_of_memory_ends_the_child_after_its_answer(child: Child) -> None:
    before = child.call("pid", {}, int)
    with pytest.raises(WorkerDied, match="memory"):
        child.call("exhaust", {}, int)
    assert child.call("pid", {}, int) != before


def test_printing_on_standard_output_does_not_break_the_stream() -> None:
    logged: list[str] = []
    noisy = Child("test", command=COMMAND, on_log=logged.append)
    try:
        assert noisy.call("print_garbage", {}, str) == "clean"
        assert noisy.call("echo", {"still": "sound"}, dict) == {"still": "sound"}
    finally:
        noisy.close()
    assert "printed by C" in logged
    assert "printed by Python" in logged
    assert '{"id": 1, "result": "forged"}' in logged


def test_nothing_in_the_child_can_read_the_requests(child: Child) -> None:
    assert not child.call("read_input", {}, str)


@pytest.mark.parametrize("size", [0, 1, 262_143, 262_144, 20_000_000])
def test_requests_and_answers_may_be_large(child: Child, size: int) -> None:
    assert len(child.call("large", {"bytes": size}, str)) == size
    assert len(child.call("echo", {"text": "é" * (size // 2)}, dict)["text"]) == size // 2


def test_a_killed_child_is_noticed_and_the_next_call_starts_another(child: Child) -> None:
    with pytest.raises(WorkerDied, match="SIGKILL") as caught:
        child.call("die", {}, str)
    assert "the last words" in caught.value.details
    assert caught.value.advice
    assert child.call("echo", {"a": 1}, dict) == {"a": 1}


def test_a_child_killed_while_idle_is_replaced(child: Child) -> None:
    os.kill(child.call("pid", {}, int), signal.SIGKILL)
    _wait_until(lambda: child.pid is None)
    assert child.call("echo", {"a": 1}, dict) == {"a": 1}


def test_a_child_that_cannot_be_started_is_a_condition_of_the_world(tmp_path: Path) -> None:
    child = Child("test", command=[str(tmp_path / "missing")])
    with pytest.raises(WorkerDied, match="could not be started"):
        child.call("echo", {}, dict)


def test_a_child_that_only_fails_says_why_in_the_details() -> None:
    child = Child("test", command=[sys.executable, "-c", "raise SystemExit('no licence to run')"])
    with pytest.raises(WorkerDied, match="exit status 1") as caught:
        child.call("echo", {}, dict)
    assert "no licence to run" in caught.value.details


def test_a_child_that_breaks_the_protocol_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    program = """print('{"id": "one"}', flush=True); import time; time.sleep(600)"""
    child = Child("test", command=[sys.executable, "-c", program])
    with pytest.raises(WorkerDied):
        child.call("echo", {}, dict, seconds=60)
    child.close()
    assert "ended for what it sent" in caplog.text


def test_the_time_limit_ends_the_child(child: Child) -> None:
    with pytest.raises(TimeLimit):
        child.call("wait", {}, str, seconds=0.3)
    assert child.pid is None
    assert child.call("echo", {"a": 1}, dict) == {"a": 1}


def test_silence_ends_the_child_but_events_do_not_count_as_silence(child: Child) -> None:
    assert child.call("count", {"to": 100}, str, silence=30) == "counted"
    with pytest.raises(TimeLimit, match="no progress"):
        child.call("ignore", {}, str, silence=0.3)


def test_cancelling_is_acknowledged_and_keeps_the_child(child: Child) -> None:
    flag = threading.Event()
    pid = child.call("pid", {}, int)
    with pytest.raises(Cancelled):
        child.call("wait", {}, str, on_event=lambda *_: flag.set(), cancelled=flag)
    assert child.call("pid", {}, int) == pid


def test_a_child_that_does_not_stop_is_ended(child: Child) -> None:
    flag = threading.Event()
    pid = child.call("pid", {}, int)
    with pytest.raises(Cancelled):
        child.call("ignore", {}, str, on_event=lambda *_: flag.set(), cancelled=flag.is_set)
    assert child.call("pid", {}, int) != pid


def test_a_call_waiting_for_its_turn_can_be_cancelled(child: Child) -> None:
    began, end = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=_swallow(Cancelled, lambda: child.call("wait", {}, str, on_event=lambda *_: began.set(), cancelled=end))
    )
    thread.start()
    assert began.wait(30)
    with pytest.raises(Cancelled):
        child.call("echo", {}, dict, cancelled=lambda: True)
    end.set()
    thread.join(30)
    assert not thread.is_alive()


def test_a_mistake_in_the_callers_own_event_handler_leaves_no_child_behind(child: Child) -> None:
    def handler(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        child.call("count", {"to": 3}, str, on_event=handler)
    assert child.pid is None
    assert child.call("echo", {"a": 1}, dict) == {"a": 1}


def test_closing_ends_a_call_in_another_thread(child: Child) -> None:
    began = threading.Event()
    died: list[WorkerDied] = []

    def work() -> None:
        try:
            child.call("ignore", {}, str, on_event=lambda *_: began.set())
        except WorkerDied as error:
            died.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert began.wait(30)
    child.close()
    thread.join(30)
    assert died
    assert child.closed
    with pytest.raises(WorkerDied):
        child.call("echo", {}, dict)


def test_calls_from_many_threads_wait_for_one_another(child: Child) -> None:
    results: list[dict[str, int]] = []

    def work(number: int) -> None:
        results.append(child.call("echo", {"number": number}, dict))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(result["number"] for result in results) == list(range(12))


def test_a_fresh_process_is_started_after_so_many_calls() -> None:
    child = Child("test", command=COMMAND, calls_per_process=2)
    try:
        pids = [child.call("pid", {}, int) for _ in range(4)]
    finally:
        child.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_the_parents_end_ends_the_child_even_while_it_works() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert b"ready" in process.stdout.readline()
        process.stdin.write(b'{"id": 1, "do": "ignore"}\n')
        process.stdin.flush()
        assert b"waiting" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_child_whose_parent_was_killed_ends(tmp_path: Path) -> None:
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import sys\nfrom carrel.worker.client import Child\n"
        f"child = Child('test', command={COMMAND!r})\n"
        "child.call('wait', {}, str, on_event=lambda name, data: print(bytes(data).decode(), flush=True))\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(parent)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
        process.wait(30)
        _wait_until(lambda: not _runs(pid))


def test_a_child_without_work_ends_by_itself() -> None:
    command = [sys.executable, "-P", "-c", "from carrel.worker.serve import serve; serve({}, idle_seconds=0.05)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.wait(30) == 0


def test_an_unreadable_request_ends_the_child_with_a_status() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"not JSON\n")
        process.stdin.flush()
        assert process.wait(30) == 2


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _swallow(kind: type[Exception], work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with pytest.raises(kind):
            work()

    return run


def test_fifty_kills_at_any_moment_leave_a_client_that_works() -> None:
    child = Child("test", command=COMMAND)
    moments = random.Random(20261121)  # noqa: S311 - moments, not secrets
    died = 0
    try:
        for _ in range(50):
            timer = threading.Timer(moments.uniform(0, 0.25), _kill_if_running, args=(child,))
            timer.start()
            try:
                child.call("count", {"to": 3000}, str, seconds=60)
                child.call("echo", {"text": "x" * 1_000_000}, dict, seconds=60)
            except WorkerDied:
                died += 1
            timer.join()
        # The last kill may not have ended its process yet when this call begins, which is what `twice` is for.
        assert twice(child, lambda: child.call("echo", {"a": 1}, dict, seconds=60)) == {"a": 1}
    finally:
        child.close()
    assert died
    _wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("worker test")])


def _kill_if_running(child: Child) -> None:
    if (pid := child.pid) is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
