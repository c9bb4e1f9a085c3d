"""A timer of the system that has the feeds read while no window is open: a unit of the account's own systemd."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from carrel.domain.errors import InputError, StorageError

UNIT = "carrel-feed"
_MARK = "# Written by carrel feed install-timer"
_SERVICE = """\
{mark}
[Unit]
Description=Carrel reads the arXiv feeds that are followed
StartLimitIntervalSec=4h
StartLimitBurst=5

[Service]
Type=oneshot
{environment}ExecStart={command}
# A computer that has just woken up may have no network yet.
Restart=on-failure
RestartSec=10min
"""
_TIMER = """\
{mark}
[Unit]
Description=Carrel reads the arXiv feeds now and then

[Timer]
OnCalendar={calendar}
# What was missed while the computer was off is made up for once.
Persistent=true
RandomizedDelaySec=20min

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Timer:
    """Where the units are written, and what they run."""

    folder: Path
    command: Sequence[str]
    environment: Mapping[str, str]

    @classmethod
    def of_this_account(cls) -> Timer:
        """The timer of this account, which runs the Carrel that runs now, on the same library."""
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        home = os.environ.get("CARREL_HOME")
        environment = {"CARREL_HOME": str(Path(home).absolute())} if home else {}
        return cls(config / "systemd" / "user", (*_this_program(), "feed", "refresh", "--scheduled"), environment)

    @property
    def files(self) -> tuple[Path, Path]:
        """The service and the timer."""
        return self.folder / f"{UNIT}.service", self.folder / f"{UNIT}.timer"

    def install(self, hours: int) -> tuple[Path, Path]:
        """Write both units, to run every so many hours; return them. They have yet to be enabled.

        Raises:
            InputError: this system has no systemd, or another's units have these names.
            StorageError: they cannot be written.
        """
        if sys.platform != "linux":
            what = "Run this command instead" if sys.platform == "win32" else "Add this line with crontab -e instead"
            raise InputError("Timers of systemd are there on Linux alone.", f"{what}: {self.elsewhere(hours)}")
        self._own()
        environment = "".join(f"Environment={quoted(f'{name}={value}')}\n" for name, value in self.environment.items())
        command = " ".join(map(quoted, self._started()))
        texts = (
            _SERVICE.format(mark=_MARK, environment=environment, command=command),
            _TIMER.format(mark=_MARK, calendar="daily" if hours == 24 else f"*-*-* 00/{hours}:00:00"),
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path, text in zip(self.files, texts, strict=True):
                path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise StorageError(f"{self.folder} cannot be written: {error.strerror}.", "Check the folder.") from error
        return self.files

    def remove(self) -> list[Path]:
        """Delete the units that `install` wrote; return those that were there.

        Raises:
            InputError: another's units have these names.
        """
        there = self._own()
        for path in there:
            path.unlink()
        return there

    def elsewhere(self, hours: int) -> str:
        """What does the same on a system without systemd: a line of a crontab, or a command of Windows."""
        if sys.platform == "win32":
            return f'schtasks /Create /TN Carrel /SC HOURLY /MO {hours} /TR "{subprocess.list2cmdline(self.command)}"'
        words = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        line = " ".join([*words, shlex.join(self.command)]).replace("%", "\\%")
        return f"0 */{hours} * * * {line}"

    def _started(self) -> Sequence[str]:
        """The command, with what only its arguments may hold, and not the program's own name, kept out of that name."""
        escaped = [one.replace("$", "$$") for one in self.command]
        plain = self.command[0].isprintable() and not set(self.command[0]) & set("'\"\\$")
        return [self.command[0], *escaped[1:]] if plain else ["/usr/bin/env", *escaped]

    def _own(self) -> list[Path]:
        there = [path for path in self.files if path.is_file()]
        for path in there:
            if not path.read_text(encoding="utf-8", errors="replace").startswith(_MARK):
                raise InputError(f"{path} was not written by Carrel, so it is left as it is.", "Rename it first.")
        return there


def quoted(text: str) -> str:
    """One word of a unit file, whatever it holds: see systemd.syntax(7) and, about %, systemd.unit(5)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("%", "%%")
    plain = escaped == text and text and not any(letter.isspace() or letter in "'#;" for letter in text)
    return text if plain else f'"{escaped}"'


def _this_program() -> tuple[str, ...]:
    program = Path(sys.argv[0]).absolute()
    if getattr(sys, "frozen", False):
        return (str(Path(sys.executable).absolute()),)
    if program.suffix != ".py" and program.is_file() and os.access(program, os.X_OK):
        return (str(program),)
    return sys.executable, "-P", "-m", "carrel"
