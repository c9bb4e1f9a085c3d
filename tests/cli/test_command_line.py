from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from printed import print_paper


def run(*arguments: str | Path, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "-m", "carrel", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def test_a_pdf_is_added_listed_shown_found_and_digested(tmp_path: Path) -> None:
    added = run("add", print_paper(tmp_path / "lantern.pdf"))
    assert (added.returncode, added.stderr) == (0, "")
    assert "Lantern" in added.stdout
    assert "Lantern" in run("list").stdout
    shown = run("show", "1")
    assert "Key points" in shown.stdout
    assert "supported" in shown.stdout
    found = run("search", "normalised", "compared")
    assert "Lantern" in found.stdout
    assert "normalised" in found.stdout
    extractive = run("digest", "1", "--extractive", "--json")
    assert json.loads(extractive.stdout)["digest"]["provenance"]["engine"] == "extractive"


def test_every_listing_speaks_json(tmp_path: Path) -> None:
    path = print_paper(tmp_path / "lantern.pdf")
    [added] = json.loads(run("add", path, "--json").stdout)
    assert added["paper"]["title"] == "Lantern: Evidence for Every Sentence"
    assert [row["id"] for row in json.loads(run("list", "--json").stdout)] == [added["paper"]["id"]]
    assert json.loads(run("show", "1", "--json").stdout)["files"][0]["state"] == "ready"
    [hit] = json.loads(run("search", "passages", "--json").stdout)
    assert hit["passages"][0]["page"] == 0


def test_lists_and_searches_speak_the_language_of_the_search_field(tmp_path: Path) -> None:
    run("add", print_paper(tmp_path / "lantern.pdf"))
    assert "Lantern" in run("list", "title:lantern", "has:pdf", "NOT", "is:read").stdout
    assert run("list", "is:read").stdout == "No paper matches “is:read”.\n"
    assert "Lantern" in run("search", 'passages -"no such words" title:lan*').stdout
    odd = run("search", 'auther:smith "passages')
    assert odd.returncode == 0
    assert odd.stderr.splitlines() == [
        "carrel: auther: is no field. Did you mean author:?",
        "carrel: The quotation mark is not closed, so all that follows is one phrase.",
    ]


def test_a_condition_is_told_on_stderr_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(b"<html>")
    bad = run("add", tmp_path / "page.pdf", print_paper(tmp_path / "good.pdf"))
    assert bad.returncode == 1
    assert "page.pdf is not a PDF" in bad.stderr
    assert "Lantern" in bad.stdout
    missing = run("show", "99")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "no paper 99" in missing.stderr
    assert "Traceback" not in bad.stderr + missing.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("nonsense",), ("add",), ("list", "--limit", "0"), ("list", "--sort", "colour")]
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    wrong = run(*(arguments or ("--nonsense",)))
    assert wrong.returncode == 2
    assert "usage:" in wrong.stderr


def test_doctor_tells_versions_folders_and_the_database() -> None:
    told = run("doctor")
    assert told.returncode == 0, told.stderr
    for name in ("Python", "Library", "Model", "GPU", "Database"):
        assert name in told.stdout
    assert "sound" in told.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_completion_script_names_the_commands(shell: str) -> None:
    script = run("completion", shell).stdout
    for word in ("digest", "doctor", "install-timer", "--lane", "for_you", "--ascending"):
        assert word in script


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    run("add", print_paper(tmp_path / "lantern.pdf"))
    command = f"{sys.executable} -m carrel show 1 --text --json | head -c 10"
    told = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - a pipe is the point
    assert told.stderr == ""


@pytest.mark.model
def test_a_pdf_becomes_a_digested_entry_with_the_network_unplugged(tmp_path: Path) -> None:
    prefix = ("unshare", "-n", "-r")
    if (
        shutil.which("unshare") is None
        or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine does not let a process unplug its own network")
    added = run("add", print_paper(tmp_path / "lantern.pdf"), prefix=prefix)
    assert (added.returncode, added.stderr) == (0, "")
    digested = run("digest", "1", "--json", prefix=prefix)
    assert digested.returncode == 0, digested.stderr
    assert json.loads(digested.stdout)["digest"]["provenance"]["engine"] == "llama.cpp"
    assert "Lantern" in run("search", "lantern", prefix=prefix).stdout


def test_carrel_home_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARREL_HOME", str(tmp_path / "elsewhere"))
    run("add", print_paper(tmp_path / "lantern.pdf"))
    assert (tmp_path / "elsewhere" / "library.sqlite3").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file stands where the folder should be")
    monkeypatch.setenv("CARREL_HOME", str(tmp_path / "file" / "library"))
    told = run("list")
    assert told.returncode == 1
    assert "cannot be made" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_damaged_library_is_left_as_it_is(tmp_path: Path, library_home: Path) -> None:
    library_home.mkdir()
    (library_home / "library.sqlite3").write_bytes(b"this is not a database")
    told = run("add", print_paper(tmp_path / "lantern.pdf"))
    assert told.returncode == 1
    assert "left as it is" in told.stderr
    assert (library_home / "library.sqlite3").read_bytes() == b"this is not a database"
