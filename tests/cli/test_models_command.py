from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from carrel.cli.main import run
from carrel.cli.model_text import measured, progress, rate, size, table
from carrel.domain.job import JobState
from carrel.domain.models import Fit, Held
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.sources.parts import part_of
from cli.carrel_run import Command, Told
from hub_server import FILE, HubServer, OneModel, entry_of, hub_server
from loopback import Reply
from made_gguf import Value, made_gguf
from model_entries import MEASURED, here, job, offered

NAME = "Größe näher.gguf"
LLAMA: dict[str, Value] = {
    "general.architecture": "llama",
    "llama.block_count": 2,
    "llama.context_length": 512,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HubServer]:
    body = made_gguf(tmp_path / "body.gguf", LLAMA, data=4_000_000).read_bytes()
    with hub_server(body=body) as made:
        yield made


@pytest.fixture
def command(server: HubServer, library_home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs ``carrel models`` before a hub with one model, "small"."""
    catalog = OneModel(entry_of(server.body))
    opens = partial(open_library, Paths(library_home), hub=server.address, catalog=catalog)

    def command(*arguments: str | Path) -> Told:
        status = run(["models", *(str(one) for one in arguments)], opens)
        said = capsys.readouterr()
        return Told(status, said.out, said.err)

    before = list(logging.getLogger().handlers)
    yield command
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made_gguf(tmp_path / NAME, LLAMA)


def test_a_model_is_downloaded_and_used(command: Command, library_home: Path, server: HubServer) -> None:
    told = command("get", "small", "--use")
    assert (told.status, told.err) == (0, "")
    assert "writes the digests from now on" in told.out
    assert (Paths(library_home).models / FILE).read_bytes() == server.body
    listed = {one["key"]: one for one in command("list", "--json").data}
    assert (listed[FILE]["in_use"], listed[FILE]["verified"]) == (True, "checksum")
    again = command("get", "small")
    assert again.status == 1
    assert "on this computer already" in again.err


def test_what_the_hub_lacks_is_told(command: Command, server: HubServer) -> None:
    server.at_hub = lambda _headers, _reply: Reply(b"Entry not found", status=404)
    told = command("get", "small")
    assert told.status == 1
    assert told.out == ""
    assert told.err.startswith("carrel: Small 1B Instruct: ")
    unknown = command("get", "large")
    assert unknown.status == 1
    assert "no model large" in unknown.err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Have Ctrl-C mean what it means at a terminal: a shell has what it starts in the background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of POSIX")
@pytest.mark.usefixtures("interruptible")
def test_a_download_that_is_stopped_goes_on_the_next_time(
    command: Command, library_home: Path, server: HubServer
) -> None:
    part = part_of(Paths(library_home).models / FILE)

    def slowly(_headers: dict[str, str], reply: Reply) -> Reply:
        threading.Thread(target=_interrupt_when_there, args=(part,)).start()
        return Reply(reply.body, headers=reply.headers, drip=0.05, piece=65_536)

    server.at_files = slowly
    stopped = command("get", "small")
    assert (stopped.status, stopped.out) == (1, "")
    assert "stopped" in stopped.err
    there = part.stat().st_size
    assert 0 < there < len(server.body)
    server.at_files = lambda _headers, reply: reply
    told = command("get", "small")
    assert (told.status, told.err) == (0, "")
    assert server.ranges[-1] == f"bytes={there}-"
    assert (Paths(library_home).models / FILE).read_bytes() == server.body


@pytest.mark.parametrize("link", [False, True])
def test_a_file_is_added_used_and_removed(command: Command, library_home: Path, file: Path, *, link: bool) -> None:
    added = command("add", file, *(["--link"] if link else []))
    assert (added.status, added.err) == (0, "")
    assert ("Linked" if link else "Copied") in added.out
    kept = Paths(library_home).models / NAME
    assert kept.is_symlink() is link
    used = command("use", NAME, "--json")
    assert (used.status, used.data) == (0, {"model": NAME})
    listed = command("list", "--here")
    assert f"{NAME}  Größe näher" in listed.out
    assert "in use" in listed.out
    assert "small" not in listed.out
    removed = command("remove", NAME)
    assert (removed.status, removed.err) == (0, "")
    assert "was removed" in removed.out
    assert not kept.is_symlink()
    assert not kept.exists()
    assert file.exists()


def test_a_file_anywhere_is_used_by_its_path(command: Command, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert command("use", NAME, "--json").data == {"model": str(file)}
    none = command("use", "none")
    assert (none.status, none.err) == (0, "")
    assert "No model is used" in none.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "none.gguf"), "is not there"),
        (("use", "none.gguf"), "is not there"),
        (("use", "small"), "carrel models get small"),
        (("remove", "none.gguf"), "not in the models folder"),
        (("remove", "small"), "not on this computer"),
        (("remove", "starter"), "cannot be removed"),
        (("bench", "none.gguf"), "is not there"),
    ],
)
def test_what_cannot_be_done_is_told(command: Command, arguments: tuple[str, ...], words: str) -> None:
    told = command(*arguments)
    assert (told.status, told.out) == (1, "")
    assert words in told.err


def test_without_a_model_there_is_nothing_to_measure(command: Command) -> None:
    command("use", "none")
    told = command("bench")
    assert told.status == 1
    assert "No model is in use" in told.err


@pytest.mark.model
@pytest.mark.slow
def test_the_starter_is_measured(command: Command) -> None:
    told = command("bench", "starter")
    assert (told.status, told.err) == (0, "")
    for words in ("reads", "writes", "one digest", "70 papers"):
        assert words in told.out
    found = {one["key"]: one for one in command("list", "--json").data}["starter"]["measured"]
    assert min(found["prefill"], found["decode"], found["digest_seconds"], found["day_minutes"]) > 0


def test_wrong_usage_ends_with_2(command: Command) -> None:
    for arguments in ((), ("get",), ("add",), ("paint", "it")):
        with pytest.raises(SystemExit) as ended:
            command(*arguments)
        assert ended.value.code == 2


def test_the_table_has_a_line_for_a_model_and_says_what_is_wrong_below() -> None:
    lines = table(
        [
            here("Qwen3 4B Instruct", in_use=True, measured=MEASURED),
            here("Broken", problem="This model file is empty.", fit=Fit.UNKNOWN, verified=""),
            offered("Large 70B", fit=Fit.TOO_LARGE),
            offered("Coming 1B", held=Held.DOWNLOADING, better_format="Q4_0"),
        ]
    )
    assert len(lines) == 6
    assert lines[0].split() == ["model", "name", "size", "fit", "tokens/s", "state"]
    assert all(words in lines[1] for words in ("2.5 GB", "fits in memory", "46.8", "in use, verified"))
    assert "cannot be used" in lines[2]
    assert lines[3].strip() == "This model file is empty."
    assert "too large" in lines[4]
    assert lines[5].endswith("downloading, faster as Q4_0")
    assert {line.index("Instruct") for line in lines if "Instruct" in line} == {lines[1].index("Instruct")}


def test_numbers_are_rounded_as_people_say_them() -> None:
    assert [rate(one) for one in (1120.4, 46.81, 9.0)] == ["1,120", "46.8", "9"]
    assert [size(one) for one in (98_362_432, 2_375_773_280)] == ["98 MB", "2.4 GB"]
    assert measured("One", MEASURED)[-1] == "  70 papers    about 12 min"
    running = job(done=600_000_000, total=2_400_000_000, left=125.0, state=JobState.RUNNING)
    assert progress(running) == "A model   25%  600 MB of 2.4 GB  about 2 min left"
    assert progress(job(stage="Checking")) == "A model  Checking"


def _interrupt_when_there(part: Path) -> None:
    """Press Ctrl-C as soon as something of the download is on the disk."""
    waiting = threading.Event()
    while not (part.exists() and part.stat().st_size):
        waiting.wait(0.01)
    os.kill(os.getpid(), signal.SIGINT)
