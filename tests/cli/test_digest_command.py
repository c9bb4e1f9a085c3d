from __future__ import annotations

from pathlib import Path

import pytest

from cli.carrel_run import Command, change_settings, count_in
from printed import print_paper

_DIGESTS = "SELECT count(*) FROM digests"


@pytest.fixture
def digested(carrel_command: Command, library_home: Path, tmp_path: Path) -> Command:
    """A command line without a model, whose library holds one paper with an extractive digest."""
    change_settings(library_home, model="")
    assert carrel_command("add", print_paper(tmp_path / "lantern.pdf")).status == 0
    return carrel_command


def test_what_would_come_out_the_same_is_written_again_only_when_asked_for(
    digested: Command, library_home: Path
) -> None:
    before = count_in(library_home, _DIGESTS)
    told = digested("digest", "1")
    assert (told.status, told.err) == (0, "")
    assert "--again writes it again" in told.out
    assert count_in(library_home, _DIGESTS) == before
    told = digested("digest", "1", "--again")
    assert told.status == 0
    assert "--again" not in told.out
    assert count_in(library_home, _DIGESTS) == before + 1


def test_the_whole_library_is_written_where_something_is_missing(digested: Command, library_home: Path) -> None:
    told = digested("digest", "--all", "--json")
    assert (told.status, told.data) == (0, {"papers": 1, "written": 0, "left": 0, "without_text": 0})
    told = digested("digest", "--all")
    assert "--again writes them again" in told.out
    before = count_in(library_home, _DIGESTS)
    told = digested("digest", "--all", "--again")
    assert (told.status, told.err) == (0, "")
    assert told.out.strip() == "Wrote 1 digest."
    assert count_in(library_home, _DIGESTS) == before + 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("digest",), "No paper is named"),
        (("digest", "1", "--all"), "--all goes with"),
        (("digest", "--all", "--language", "de"), "--all goes with"),
        (("digest", "1", "--language", "xx"), "no language xx"),
        (("digest", "--all", "--model", "absent.gguf"), "absent"),
    ],
)
def test_what_cannot_be_done_is_said(digested: Command, arguments: tuple[str, ...], words: str) -> None:
    told = digested(*arguments)
    assert told.status == 1
    assert words in told.err
