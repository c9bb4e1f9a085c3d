"""Models are downloaded as jobs: paused, gone on with, cancelled, killed, kept and chosen as it was wished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.models import CatalogEntry
from carrel.paths import Paths
from carrel.services import model_downloads
from carrel.services.carrel import Carrel
from carrel.services.catalog import Catalog
from carrel.services.events import Event, JobProgress
from carrel.services.open import open_library
from carrel.sources.parts import note_of, part_of
from carrel.sources.policy import HttpPolicy
from carrel.storage import models
from hub_server import BODY, FILE, PLAIN, HubServer, OneModel, entry_of, hub_server, sha256_of
from loopback import Reply, loopback
from made_gguf import Value, made_gguf
from notices import notices

LLAMA: dict[str, Value] = {
    "general.architecture": "llama",
    "general.name": "Small One",
    "llama.block_count": 2,
    "llama.context_length": 512,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
}


@pytest.fixture
def server() -> Iterator[HubServer]:
    with hub_server() as made:
        yield made


@contextmanager
def opened(home: Path, server: HubServer, entry: CatalogEntry | None = None, **how: object) -> Iterator[Carrel]:
    """A library that knows one model, with its lanes running."""
    catalog = OneModel(entry or entry_of(server.body))
    desk = open_library(Paths(home), hub=server.address, catalog=catalog, **how)  # type: ignore[arg-type]
    desk.start()
    try:
        yield desk
    finally:
        desk.close()


def slowly(_headers: dict[str, str], reply: Reply) -> Reply:
    """A file that comes slowly enough to be stopped in its middle, on a busy machine, too."""
    return replace(reply, drip=0.1, piece=40_000)


def until(desk: Carrel, job: Job, true: Callable[[Job], bool]) -> Job:
    """The job once something is true of it."""
    met = threading.Event()

    def look(event: Event) -> None:
        if isinstance(event, Changes | JobProgress):
            now = desk.jobs.get(job.id)
            if now is not None and true(now):
                met.set()

    end = desk.events.subscribe(look)
    now = desk.jobs.get(job.id)
    if now is None or not true(now):
        assert met.wait(60), now
    end()
    found = desk.jobs.get(job.id)
    assert found is not None
    return found


def target(home: Path) -> Path:
    return home / "models" / FILE


def test_a_model_is_fetched_checked_kept_and_said_but_not_chosen(library_home: Path, server: HubServer) -> None:
    with opened(library_home, server) as desk:
        desk.settings.change(contact="reader@example.org")
        told = notices(desk)
        progress: list[Job] = []
        desk.events.subscribe(lambda event: progress.append(event.job) if isinstance(event, JobProgress) else None)
        asked = desk.model_downloads.get("small")
        assert (asked.kind, asked.key, asked.title) == (JobKind.FETCH_MODEL, "small", "Small 1B Instruct")
        [job] = desk.jobs.wait([asked])
        assert (job.state, job.error) == (JobState.DONE, "")
        assert told == ["Small 1B Instruct is here; it can be chosen on the Models page."]
        assert desk.settings.current.model == "starter"
        with desk.database.read() as connection:
            known = models.known(connection)[FILE]
        assert (known.bytes, known.sha256, known.verified) == (len(BODY), sha256_of(BODY), "checksum")
        assert known.source == f"{server.base}/maker/Small-GGUF/resolve/0123abc/{FILE}"
        assert {request.purpose for request in desk.network.recent()} == {"Model Small 1B Instruct"}
        assert desk.network.current is None
        assert progress
        assert all("reader" not in headers["User-Agent"] for _, headers in server.hub.asked)
    assert target(library_home).read_bytes() == BODY
    assert not part_of(target(library_home)).exists()
    assert not note_of(target(library_home)).exists()


def test_nothing_is_asked_without_a_wish(library_home: Path, server: HubServer) -> None:
    with opened(library_home, server) as desk:
        desk.settings.change(welcomed=True)
        assert desk.model_downloads is not None
        assert desk.jobs.latest(JobKind.FETCH_MODEL, "small") is None
        assert desk.network.recent() == []
    assert server.hub.asked == []


def test_asking_twice_is_one_job(library_home: Path, server: HubServer) -> None:
    server.at_files = slowly
    with opened(library_home, server) as desk:
        first, second = desk.model_downloads.get("small"), desk.model_downloads.get(FILE)
        assert first.id == second.id


def test_what_cannot_be_downloaded_is_said_at_once(library_home: Path, server: HubServer) -> None:
    with opened(library_home, server, replace(entry_of(), repository="")) as desk:
        with pytest.raises(InputError, match="knows no model large"):
            desk.model_downloads.get("large")
        with pytest.raises(InputError, match="comes with Carrel"):
            desk.model_downloads.get("small")
    with opened(library_home, server) as desk:
        desk.settings.change(model_mirror="http://mirror.example.org")
        with pytest.raises(InputError, match="no address that models can be fetched from"):
            desk.model_downloads.get("small")
        assert desk.jobs.latest(JobKind.FETCH_MODEL, "small") is None


def test_a_download_is_paused_and_goes_on_where_it_stopped(library_home: Path, server: HubServer) -> None:
    server.at_files = slowly
    with opened(library_home, server) as desk:
        job = desk.model_downloads.get("small")
        until(desk, job, lambda now: now.done > 100_000)
        desk.jobs.pause(job.id)
        until(desk, job, lambda now: now.state is JobState.PAUSED)
        size = part_of(target(library_home)).stat().st_size
        assert size > 100_000
        server.at_files = lambda _headers, reply: reply
        desk.jobs.resume(job.id)
        assert desk.jobs.wait([job])[0].state is JobState.DONE
    assert server.ranges == ["", f"bytes={size}-"]
    assert target(library_home).read_bytes() == BODY


@pytest.mark.parametrize("paused", [False, True])
def test_a_cancelled_download_leaves_nothing(library_home: Path, server: HubServer, paused: bool) -> None:
    server.at_files = slowly
    with opened(library_home, server) as desk:
        job = desk.model_downloads.get("small")
        until(desk, job, lambda now: now.done > 0)
        if paused:
            desk.jobs.pause(job.id)
            until(desk, job, lambda now: now.state is JobState.PAUSED)
            assert part_of(target(library_home)).exists()
        gone = threading.Event()
        desk.events.subscribe(lambda _event: gone.set() if not note_of(target(library_home)).exists() else None)
        desk.jobs.cancel(job.id)
        until(desk, job, lambda now: now.state is JobState.CANCELLED)
        assert gone.wait(60)
        assert not part_of(target(library_home)).exists()
        assert not target(library_home).exists()


def test_a_download_that_another_process_cancels_stops_and_leaves_nothing(
    library_home: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_downloads, "_LOOK_SECONDS", 0.0)
    server.at_files = slowly
    with opened(library_home, server) as desk:
        job = desk.model_downloads.get("small")
        until(desk, job, lambda now: now.done > 0)
        gone = threading.Event()
        desk.events.subscribe(lambda _event: gone.set() if not note_of(target(library_home)).exists() else None)
        with opened(library_home, server, only_own_jobs=True) as other:
            other.jobs.cancel(job.id)
        assert gone.wait(60)
        assert not part_of(target(library_home)).exists()


def test_a_line_that_breaks_often_is_begun_again_at_once_as_long_as_it_brings_something(
    library_home: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_downloads, "WORTHWHILE", 100_000)
    server.at_files = lambda _headers, reply: replace(reply, cut=600_000)
    with opened(library_home, server) as desk:
        assert desk.jobs.wait([desk.model_downloads.get("small")])[0].state is JobState.DONE
    assert len(server.ranges) >= 4
    assert target(library_home).read_bytes() == BODY


def test_a_network_that_fails_puts_it_back_and_a_refusal_ends_it(library_home: Path, server: HubServer) -> None:
    server.at_files = lambda _headers, reply: replace(reply, cut=600_000)
    with opened(library_home, server) as desk:
        job = desk.model_downloads.get("small")
        put_back = until(desk, job, lambda now: bool(now.due))
        assert (put_back.state, put_back.retries) == (JobState.WAITING, 1)
        assert "broke off" in put_back.error
        server.at_hub = lambda _headers, _reply: Reply(status=404)
        desk.jobs.try_now(job.id)
        [failed] = desk.jobs.wait([job])
        assert failed.state is JobState.FAILED
        assert "does not have this" in failed.error
        assert part_of(target(library_home)).exists()  # it may be asked for again
    with opened(library_home, server) as desk:
        server.at_hub = server.at_files = lambda _headers, reply: reply
        assert desk.jobs.wait([desk.model_downloads.get("small")])[0].state is JobState.DONE
    assert server.ranges[-1] != ""


def test_work_offline_puts_it_back_until_it_is_turned_off(library_home: Path, server: HubServer) -> None:
    with opened(library_home, server) as desk:
        desk.settings.change(offline=True)
        job = desk.model_downloads.get("small")
        waiting = until(desk, job, lambda now: bool(now.due))
        assert (waiting.state, waiting.error_code) == (JobState.WAITING, "offline")
        assert server.hub.asked == []


def test_a_mirror_is_asked_in_place_of_the_hub(library_home: Path, server: HubServer) -> None:
    with hub_server() as mirror, opened(library_home, server) as desk:
        desk.settings.change(model_mirror=mirror.base)
        assert desk.jobs.wait([desk.model_downloads.get("small")])[0].state is JobState.DONE
        assert server.hub.asked == server.files.asked == []
        assert len(mirror.hub.asked) == 1
        with desk.database.read() as connection:
            assert models.known(connection)[FILE].source.startswith(mirror.base)


def test_a_model_that_welcome_wanted_is_chosen_unless_another_was_meanwhile(library_home: Path, tmp_path: Path) -> None:
    body = made_gguf(tmp_path / "made.gguf", LLAMA).read_bytes()
    with hub_server(body=body) as server, opened(library_home, server) as desk:
        told = notices(desk)
        desk.jobs.wait([desk.model_downloads.get("small", use=True)])
        assert told == ["Small 1B Instruct is here and writes the digests from now on."]
        assert desk.settings.current.model == FILE
        target(library_home).unlink()
        desk.settings.change(model="starter")
        server.at_files = slowly
        job = desk.model_downloads.get("small", use=True)
        desk.settings.change(model="")
        desk.model_downloads.get("small")
        desk.jobs.wait([job])
        assert desk.settings.current.model == ""
        assert told[1:] == ["Small 1B Instruct is here; it can be chosen on the Models page."]


def test_a_model_that_cannot_be_used_is_said_and_not_chosen(library_home: Path, server: HubServer) -> None:
    with opened(library_home, server) as desk:
        told = notices(desk)
        desk.jobs.wait([desk.model_downloads.get("small", use=True)])
        assert desk.settings.current.model == "starter"
        assert told[0].startswith("Small 1B Instruct is here, but cannot be used.")


def test_arxiv_is_asked_while_a_model_comes(library_home: Path, server: HubServer) -> None:
    server.at_files = slowly
    policy = HttpPolicy(library_home / "last-request", plain_hosts=PLAIN, pause=0.0)
    with (
        loopback(lambda _path, _headers: Reply(b"hello")) as arxiv,
        opened(library_home, server, policy=policy) as desk,
    ):
        job = desk.model_downloads.get("small")
        until(desk, job, lambda now: now.done > 0)
        with desk.network.client.get(arxiv.base, purpose="Test") as answer:
            assert answer.body(100) == b"hello"
        running = desk.jobs.get(job.id)
        assert running is not None
        assert running.state is JobState.RUNNING
        current = desk.network.current
        assert current is not None
        assert current.purpose == "Model Small 1B Instruct"


def test_what_is_left_over_is_thrown_away_at_the_next_start(library_home: Path, server: HubServer) -> None:
    server.at_files = lambda _headers, reply: replace(reply, cut=600_000)
    with opened(library_home, server) as desk:
        job = desk.model_downloads.get("small")
        until(desk, job, lambda now: bool(now.due))
    assert part_of(target(library_home)).exists()
    with opened(library_home, server) as desk:
        assert part_of(target(library_home)).exists()  # its job goes on with it
        long_ago = (datetime.now(UTC) - timedelta(days=8)).isoformat(timespec="seconds")
        with desk.database.write() as connection:
            connection.execute("UPDATE jobs SET state = 'failed', finished = ?", (long_ago,))
    with opened(library_home, server):
        assert not part_of(target(library_home)).exists()
        assert not note_of(target(library_home)).exists()


def test_a_kill_between_the_name_and_the_note_of_a_file_is_made_good(library_home: Path, server: HubServer) -> None:
    with opened(library_home, server, entry_of(hashed=False)) as desk:
        desk.jobs.wait([desk.model_downloads.get("small")])
        with desk.database.write() as connection:
            models.forget(connection, FILE)
        asked = len(server.hub.asked)
        note_of(target(library_home)).write_text(f'{{"total": {len(BODY)}, "sha256": "{sha256_of(BODY)}"}}')
        desk.jobs.wait([desk.model_downloads.get("small")])
        assert len(server.hub.asked) == asked
        with desk.database.read() as connection:
            assert models.known(connection)[FILE].verified == "checksum"
    assert not note_of(target(library_home)).exists()


KILLED = """
import sys
from pathlib import Path
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.sources.policy import ModelHub
from hub_server import PLAIN, OneModel, entry_of
desk = open_library(Paths(Path(sys.argv[1])), hub=ModelHub(sys.argv[2], PLAIN), catalog=OneModel(entry_of()))
desk.start()
desk.jobs.wait([desk.model_downloads.get("small")])
desk.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such signal")
def test_a_process_that_is_killed_in_the_middle_goes_on_at_the_next_start(
    library_home: Path, server: HubServer
) -> None:
    server.at_files = slowly
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", KILLED, str(library_home), server.base]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        part = part_of(target(library_home))
        end = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size > 200_000):
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < end
            threading.Event().wait(0.01)
        process.send_signal(signal.SIGKILL)
    size = part.stat().st_size
    assert 0 < size < len(BODY)
    server.at_files = lambda _headers, reply: reply
    with opened(library_home, server) as desk:  # nobody has to ask again
        job = desk.jobs.latest(JobKind.FETCH_MODEL, "small")
        assert job is not None
        assert desk.jobs.wait([job])[0].state is JobState.DONE
    assert server.ranges == ["", f"bytes={size}-"]
    assert target(library_home).read_bytes() == BODY


def test_the_catalogue_that_comes_along_can_be_asked_for(server: HubServer) -> None:
    for entry in Catalog().entries():
        if entry.repository:
            assert entry.file.endswith(".gguf")
            assert "/" not in entry.file
            assert server.address.address(entry.repository, entry.revision, entry.file).count("/resolve/") == 1
