from __future__ import annotations

import configparser
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from carrel.domain.errors import InputError, StorageError
from carrel.services.timer import Timer, quoted

AWKWARD = "a folder, 100% “odd”; #1"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program in a folder whose name is hard to write into a unit."""
    folder = tmp_path / AWKWARD
    folder.mkdir()
    path = folder / "carrel"
    path.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def account(tmp_path: Path, program: Path) -> Timer:
    home = str(tmp_path / AWKWARD / "library")
    return Timer(tmp_path / "systemd" / "user", (str(program), "feed", "refresh", "$HOME"), {"CARREL_HOME": home})


def verified(tmp_path: Path, *units: Path) -> subprocess.CompletedProcess[str]:
    """What systemd itself says of units."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    runtime = tmp_path / "run"
    runtime.mkdir(exist_ok=True)
    return subprocess.run(
        ["systemd-analyze", "--user", "verify", *map(str, units)],
        env=os.environ | {"XDG_RUNTIME_DIR": str(runtime)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is there on Linux alone")
class TestUnits:
    @pytest.mark.parametrize("hours", [1, 8, 24])
    def test_systemd_understands_them(self, account: Timer, tmp_path: Path, hours: int) -> None:
        files = account.install(hours)
        told = verified(tmp_path, *files)
        assert told.stderr == ""
        assert told.returncode == 0
        Path(account.command[0]).unlink()
        broken = verified(tmp_path, files[0])
        # The path that it misses is the one that was meant: the quoting was read as it was written.
        assert account.command[0] in broken.stderr

    @pytest.mark.parametrize("name", ["it's", 'a "quoted" one', "back\\slash", "$HOME", "${HOME} $$", "two  spaces "])
    def test_systemd_runs_programs_of_any_name(self, tmp_path: Path, name: str) -> None:
        program = tmp_path / name
        program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        program.chmod(0o755)
        files = Timer(tmp_path / "units", (str(program), "feed"), {"CARREL_HOME": str(program)}).install(8)
        told = verified(tmp_path, *files)
        assert told.stderr == ""
        assert told.returncode == 0

    def test_they_hold_what_is_to_run_and_when(self, account: Timer) -> None:
        service, clock = account.install(8)
        unit = configparser.RawConfigParser(strict=True)
        unit.optionxform = str  # type: ignore[assignment,method-assign]  # units tell Exec from exec
        unit.read([service, clock], encoding="utf-8")
        assert unit["Service"]["Type"] == "oneshot"
        assert unit["Service"]["ExecStart"].endswith(" feed refresh $$HOME")
        assert unit["Timer"]["OnCalendar"] == "*-*-* 00/8:00:00"
        assert unit["Timer"]["Persistent"] == "true"
        assert "RandomizedDelaySec" in unit["Timer"]
        assert unit["Install"]["WantedBy"] == "timers.target"

    def test_installing_again_changes_the_hours_and_removing_leaves_nothing(self, account: Timer) -> None:
        neighbour = account.folder / "other.service"
        account.install(8)
        neighbour.write_text("[Unit]\n", encoding="utf-8")
        account.install(3)
        assert "00/3:00:00" in account.files[1].read_text(encoding="utf-8")
        assert account.remove() == list(account.files)
        assert account.remove() == []
        assert list(account.folder.iterdir()) == [neighbour]

    def test_units_of_another_are_left_as_they_are(self, account: Timer) -> None:
        account.folder.mkdir(parents=True)
        account.files[0].write_text("[Unit]\nDescription=mine\n", encoding="utf-8")
        for act in (lambda: account.install(8), account.remove):
            with pytest.raises(InputError, match="left as it is"):
                act()
        assert "mine" in account.files[0].read_text(encoding="utf-8")
        assert not account.files[1].exists()

    def test_a_folder_that_cannot_be_made_is_told(self, account: Timer) -> None:
        account.folder.parent.parent.joinpath("systemd").write_text("a file stands there", encoding="utf-8")
        with pytest.raises(StorageError, match="cannot be written"):
            account.install(8)


def test_it_runs_the_carrel_that_runs_now_on_the_same_library(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CARREL_HOME", "library")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(program)])
    found = Timer.of_this_account()
    assert found.folder == tmp_path / "config" / "systemd" / "user"
    assert found.command == (str(program), "feed", "refresh", "--scheduled")
    assert found.environment == {"CARREL_HOME": str(tmp_path / "library")}
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "__main__.py")])
    monkeypatch.delenv("CARREL_HOME")
    found = Timer.of_this_account()
    assert found.command == (sys.executable, "-P", "-m", "carrel", "feed", "refresh", "--scheduled")
    assert found.environment == {}


@pytest.mark.parametrize(
    ("platform", "words"),
    [("darwin", "0 */8 * * * CARREL_HOME="), ("win32", "schtasks /Create /TN Carrel /SC HOURLY /MO 8 /TR ")],
)
def test_other_systems_are_told_their_own_way(
    account: Timer, platform: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(InputError) as refused:
        account.install(8)
    assert words in refused.value.advice
    assert not account.folder.exists()


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("/usr/bin/carrel", "/usr/bin/carrel"),
        ("/home/a b/carrel", '"/home/a b/carrel"'),
        ("/100%/carrel", '"/100%%/carrel"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("", '""'),
    ],
)
def test_words_are_quoted_as_systemd_reads_them(plain: str, written: str) -> None:
    assert quoted(plain) == written
