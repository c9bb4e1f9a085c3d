"""Nothing is sent anywhere unasked: every process of Carrel is watched for sockets while it does local work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from printed import print_paper

WATCH = """
import os, sys

def watch(event, arguments):
    if event.startswith("socket."):
        with open(os.environ["SOCKETS_SEEN"], "a") as seen:
            print(event, arguments, sys.argv, file=seen)

sys.addaudithook(watch)
"""


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """An environment in which every Python process reports each socket it makes, to the file `SOCKETS_SEEN`."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WATCH)
    seen = str(tmp_path / "sockets seen")
    return os.environ | {"PYTHONPATH": str(folder), "SOCKETS_SEEN": seen, "QT_QPA_PLATFORM": "offscreen"}


def carrel(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "carrel", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def sockets(environment: dict[str, str]) -> str:
    seen = Path(environment["SOCKETS_SEEN"])
    return seen.read_text() if seen.exists() else ""


def test_the_watch_sees_a_socket(watched: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", "import socket; socket.socket().close()"], env=watched, check=True)
    assert "socket.__new__" in sockets(watched)


def test_adding_reading_searching_and_checking_open_no_socket(watched: dict[str, str], tmp_path: Path) -> None:
    added = carrel(watched, "add", print_paper(tmp_path / "lantern.pdf"))
    assert added.returncode == 0, added.stderr
    for command in (("list",), ("show", "1"), ("search", "lantern"), ("digest", "1", "--extractive"), ("doctor",)):
        assert carrel(watched, *command).returncode == 0
    assert sockets(watched) == ""


@pytest.mark.model
def test_a_digest_by_the_model_opens_no_socket(watched: dict[str, str], tmp_path: Path) -> None:
    assert carrel(watched, "add", print_paper(tmp_path / "lantern.pdf")).returncode == 0
    digested = carrel(watched, "digest", "1")
    assert digested.returncode == 0, digested.stderr
    assert sockets(watched) == ""


def test_the_window_opens_no_socket_at_its_start(watched: dict[str, str]) -> None:
    started = carrel(watched, "--first-paint")
    assert started.returncode == 0, started.stderr
    assert sockets(watched) == ""


def test_importing_everything_but_the_network_client_opens_no_socket(watched: dict[str, str]) -> None:
    # urllib3 asks the kernel, while it is imported, whether this machine speaks IPv6, by binding a socket to its own
    # address. So the modules that need it are imported when the person's first request is about to be made.
    code = (
        "import pkgutil, importlib, sys, carrel\n"
        "names = 'answers arxiv_api arxiv_feed completions download http hub lines resuming server_line server_refusals'.split()\n"
        "asking = {'carrel.__main__', *('carrel.sources.' + name for name in names)}\n"
        "for module in pkgutil.walk_packages(carrel.__path__, 'carrel.'):\n"
        "    if module.name not in asking: importlib.import_module(module.name)\n"
        "assert not asking & set(sys.modules) - {'carrel.__main__'}, asking & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=watched, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sockets(watched) == ""
