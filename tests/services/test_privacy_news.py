"""Following asks for nothing before Welcome is done, and for nothing while Work offline is on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from carrel.domain.errors import CarrelError
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

# A server that is not there stands for arXiv, so that no request of a test that fails leaves this computer.
WORK = """
import os, sys, threading
from pathlib import Path
from carrel.services.open import open_library
from carrel.sources.policy import ArxivAddresses, HttpPolicy

def watch(event, arguments):
    if event.startswith("socket."):
        print(event, arguments)
    if event == "socket.connect":
        asked.set()

asked = threading.Event()
nowhere = "http://127.0.0.1:9"
carrel = open_library(
    addresses=ArxivAddresses(rss=nowhere + "/rss/{categories}", api=nowhere + "/api?{}", pdf=nowhere + "/pdf/{id}"),
    policy=HttpPolicy(state=Path(os.environ["STATE"]), plain_hosts=frozenset({"127.0.0.1"}), pause=0.0),
)
sys.addaudithook(watch)
carrel.start()
asked.wait(float(os.environ["SECONDS"]))
carrel.close()
"""


def started(library: Carrel, folder: Path, *, until_asked: bool = False) -> str:
    """What was done with sockets in two seconds after a window's services were started on this library."""
    library.close()
    environment = os.environ | {"STATE": str(folder / "last-request"), "SECONDS": "50" if until_asked else "2"}
    done = subprocess.run(
        [sys.executable, "-c", WORK], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def followed(library_home: Path) -> Carrel:
    """A library that follows cs.LG and never asked for it."""
    opened = open_library(Paths(library_home))
    opened.following.follow(["cs.LG"])
    return opened


def test_a_library_that_is_welcome_asks_at_its_start(followed: Carrel, tmp_path: Path) -> None:
    followed.settings.change(welcomed=True)
    assert "socket.connect" in started(followed, tmp_path, until_asked=True)


def test_nothing_is_asked_before_welcome_is_finished_or_skipped(followed: Carrel, tmp_path: Path) -> None:
    with pytest.raises(CarrelError):
        followed.following.refresh()
    assert started(followed, tmp_path) == ""


def test_nothing_is_asked_while_work_offline_is_on(followed: Carrel, tmp_path: Path) -> None:
    followed.settings.change(welcomed=True, offline=True)
    assert started(followed, tmp_path) == ""


def test_what_waits_is_not_asked_while_work_offline_is_on(followed: Carrel, tmp_path: Path) -> None:
    followed.settings.change(welcomed=True)
    assert followed.following.refresh() is not None
    followed.settings.change(offline=True)
    # urllib3 binds a socket to this computer's own address when it is imported; nothing is looked up or connected to.
    done = started(followed, tmp_path)
    assert "socket.connect" not in done
    assert "socket.getaddrinfo" not in done


def test_nothing_is_asked_by_itself_where_the_person_wants_it_so(followed: Carrel, tmp_path: Path) -> None:
    followed.settings.change(welcomed=True, refresh_hours=0)
    assert started(followed, tmp_path) == ""
