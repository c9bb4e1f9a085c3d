"""Commands run in this process, over a loopback arXiv; without it, over the library alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from arxiv_server import ArxivServer, arxiv_server
from carrel.cli.main import run
from carrel.services.open import open_library
from cli.carrel_run import Command, Told


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def carrel_command(
    arxiv: ArxivServer, library_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """Runs the command line of an account that has only just begun: Welcome was never seen."""
    assert not library_home.exists()
    opens = partial(open_library, addresses=arxiv.addresses(), policy=arxiv.policy(tmp_path))

    def command(*arguments: str | Path) -> Told:
        status = run([str(one) for one in arguments], opens)
        said = capsys.readouterr()
        return Told(status, said.out, said.err)

    before = list(logging.getLogger().handlers)
    yield command
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()
