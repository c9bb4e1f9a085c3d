"""Programs with a window of their own that is watched from outside, each on a screen that makes its pages as wide as Carrel's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from peers.screen import Area, Screen

EVINCE_SETTINGS = "[org/gnome/Evince/Default]\nshow-sidebar=false\nsizing-mode='fit-width'\ncontinuous=true\n"


@dataclass(frozen=True)
class Viewer:
    """A program, and what must be known to watch it."""

    name: str
    packages: dict[str, str]
    """Its programs, and the packages of Debian that hold them."""

    command: Callable[[Path, float], list[str]]
    """What starts it with a document, whose pages are to have so many pixels an inch."""

    next_page: tuple[str, ...]
    """The keys that turn a page, by X's names."""

    above: int
    """Pixels of its bars above the pages."""

    beside: int
    """Pixels of its window that a page leaves free."""

    edge: int
    """Pixels at the right where a scroll bar or the pointer comes and goes."""

    @property
    def missing(self) -> list[str]:
        """The packages of Debian that are not installed here."""
        return [package for program, package in self.packages.items() if shutil.which(program) is None]

    def screen_size(self, width: int, view: tuple[int, int]) -> tuple[int, int]:
        """The screen on which a page is `width` pixels wide and as much of it in view as of Carrel's."""
        return width + self.beside, view[1] + self.above

    def window(self, width: int, view: tuple[int, int]) -> Area:
        """Where on that screen pages and what is beside them are."""
        return 0, self.above, width + self.beside, view[1]

    def pages(self, width: int, view: tuple[int, int]) -> Area:
        """The same without the edge: what changes here is a page."""
        return 0, self.above, width + self.beside - self.edge, view[1]


VIEWERS = (
    Viewer(
        name="Evince",
        packages={"evince": "evince", "dbus-run-session": "dbus"},
        command=lambda path, _: ["dbus-run-session", "--", "evince", str(path)],
        next_page=("Control_L", "Next"),
        above=52,
        beside=23,
        edge=24,
    ),
    Viewer(
        name="MuPDF",
        packages={"mupdf": "mupdf"},
        command=lambda path, resolution: ["mupdf", "-r", f"{resolution:.0f}", str(path)],
        next_page=("period",),
        above=0,
        beside=40,
        edge=16,
    ),
)


class Shown:
    """A viewer with one document on a screen."""

    def __init__(self, viewer: Viewer, screen: Screen, path: Path, resolution: float, home: Path) -> None:
        settings = home / "config" / "glib-2.0" / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "keyfile").write_text(EVINCE_SETTINGS)
        environment = os.environ | {
            "DISPLAY": screen.display,
            "GDK_BACKEND": "x11",
            "GSETTINGS_BACKEND": "keyfile",
            "GIO_USE_VFS": "local",
            "NO_AT_BRIDGE": "1",
            **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE")},
        }
        self._process = subprocess.Popen(
            viewer.command(path, resolution),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(20)
