"""Engines of threads and of processes compute one at a time, and each gets its turn."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from carrel.domain.errors import Cancelled
from carrel.inference.turn import ComputeTurn

COMPUTES = """
    import os, sys, time
    from pathlib import Path
    from carrel.inference.turn import ComputeTurn

    turn, log, name = ComputeTurn(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3]
    inside = Path(sys.argv[2] + ".inside")
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[4])):
        with turn:
            inside.mkdir()
            with log.open("a", encoding="utf-8") as file:
                file.write(name)
            time.sleep(0.02)
            inside.rmdir()
    print("done", flush=True)
    sys.stdin.readline()
"""


def computing(folder: Path, log: Path, name: str, times: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-c", textwrap.dedent(COMPUTES), str(folder), str(log), name, str(times)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def read(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.flush()


def test_two_processes_never_compute_at_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with computing(tmp_path, log, "a", 30) as one, computing(tmp_path, log, "b", 30) as other:
        assert read(one) == read(other) == b"ready"
        go(one)
        go(other)
        # Making a folder that is there, because the other one is inside, would have ended a process before its word.
        assert read(one) == read(other) == b"done"
        go(one)
        go(other)
    assert sorted(log.read_text(encoding="utf-8")) == ["a"] * 30 + ["b"] * 30


def test_a_process_that_waits_computes_next(tmp_path: Path) -> None:
    log = tmp_path / "log"
    turn = ComputeTurn(tmp_path)
    for times in range(1, 6):
        with computing(tmp_path, log, "b", 1) as other:
            assert read(other) == b"ready"
            with turn:
                go(other)
                _wait_until(lambda: not _free(tmp_path / "next.lock"))
            with turn:
                assert log.read_text(encoding="utf-8") == "b" * times
            go(other)


def test_the_turn_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    holds = """
        import sys
        from pathlib import Path
        from carrel.inference.turn import ComputeTurn
        with ComputeTurn(Path(sys.argv[1])):
            print("inside", flush=True)
            sys.stdin.readline()
    """
    with subprocess.Popen(
        [sys.executable, "-P", "-c", textwrap.dedent(holds), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert read(process) == b"inside"
        waited = threading.Event()
        turn = ComputeTurn(tmp_path, waiting=waited.set)
        thread = _started(lambda: _enter(turn))
        assert waited.wait(30)
        assert thread.is_alive()
        process.kill()
        thread.join(30)
        assert not thread.is_alive()


def test_whoever_waits_for_another_process_can_be_cancelled(tmp_path: Path) -> None:
    with ComputeTurn(tmp_path), pytest.raises(Cancelled):
        _enter(ComputeTurn(tmp_path, cancelled=lambda: True))
    # Nothing is left behind by it.
    _enter(ComputeTurn(tmp_path, cancelled=lambda: True))


def test_whoever_waits_for_another_thread_can_be_cancelled(tmp_path: Path) -> None:
    flag = threading.Event()
    turn = ComputeTurn(tmp_path, cancelled=flag.is_set)
    stopped: list[Cancelled] = []

    def wait() -> None:
        try:
            _enter(turn)
        except Cancelled as error:
            stopped.append(error)

    with turn:
        thread = _started(wait)
        flag.set()
        thread.join(30)
        assert stopped
    _enter(turn)


def test_threads_get_the_turn_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    turn = ComputeTurn(tmp_path)
    order: list[int] = []
    threads = []

    def compute(number: int) -> None:
        with turn:
            order.append(number)

    with turn:
        for number in range(8):
            threads.append(_started(lambda number=number: compute(number)))  # type: ignore[misc]
            _wait_until(lambda number=number: len(turn._queue) == number + 2)  # type: ignore[misc]
    for thread in threads:
        thread.join(30)
    assert order == list(range(8))


def test_without_a_folder_computing_goes_on_and_it_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "a file"
    file.touch()
    with caplog.at_level(logging.WARNING):
        turn = ComputeTurn(file / "folder")
        _enter(turn)
        _enter(turn)
    assert len(caplog.records) == 1


def test_a_process_that_was_stopped_inside_does_not_stop_the_others_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("carrel.inference.turn._PATIENCE", 0.05)
    other = ComputeTurn(tmp_path)
    with caplog.at_level(logging.WARNING), ComputeTurn(tmp_path):
        _enter(other)
        _enter(other)
    assert len(caplog.records) == 1
    with other, pytest.raises(Cancelled):
        # With the other one out of the way it is kept again.
        _enter(ComputeTurn(tmp_path, cancelled=lambda: True))


def _free(path: Path) -> bool:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    lock.release()
    return True


def _enter(turn: ComputeTurn) -> None:
    with turn:
        pass


def _started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)
