"""A screen of the benchmark's own (Xvfb), whose pixels are looked at and whose keys are pressed from outside any program.

The screen's memory is a file that is mapped here, so that looking costs the measured program nothing but a little of a
processor. A window manager that lets every window fill the screen (ratpoison) spares the windows a second size.
"""

from __future__ import annotations

import ctypes
import mmap
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

PROGRAMS = {"Xvfb": "xvfb", "ratpoison": "ratpoison"}
"""The packages of Debian that hold what a screen needs."""

LOOK = 0.001
QUIET = 0.5
"""Seconds without a change after which the last one is taken for the picture's end."""

PATIENCE = 20.0
ROWS = 4
"""Of so many rows of pixels one is looked at: print and figures are taller."""

WHITE, PRINT = 0.5, 0.005
"""Shares of a printed page: at least so much of it is white, and so much dark."""

Area = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

Picture = NDArray[np.uint32]


def missing() -> list[str]:
    """The packages of Debian that a screen lacks here."""
    lacking = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    try:
        _libraries()
    except OSError:
        lacking.append("libxtst6")
    return lacking


def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    display, tests = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    display.XOpenDisplay.restype = ctypes.c_void_p
    display.XStringToKeysym.restype = ctypes.c_ulong
    display.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    display.XFlush.argtypes = [ctypes.c_void_p]
    display.XCloseDisplay.argtypes = [ctypes.c_void_p]
    tests.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
    tests.XTestFakeMotionEvent.argtypes = [ctypes.c_void_p, *[ctypes.c_int] * 3, ctypes.c_ulong]
    return display, tests


class Screen:
    """A screen of (width, height) pixels without anything on it. `display` is its name for programs."""

    def __init__(self, width: int, height: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-fbdir", self._folder.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self._server.stdout is None:
            raise RuntimeError("Xvfb has no pipe.")
        self.display = f":{int(self._server.stdout.readline())}"
        self._manager = subprocess.Popen(
            ["ratpoison", "-d", self.display, "-f", "/dev/null"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # The format of xwd: the header's length stands first, the number of its colours twentieth, of 12 bytes each.
        header = struct.unpack(">25I", memory[:100])
        offset = header[0] + 12 * header[19]
        self._pixels: Picture = np.frombuffer(memory, np.uint32, width * height, offset)
        self._pixels = self._pixels.reshape(height, width)
        self._x, self._tests = _libraries()
        self._connection = ctypes.c_void_p(self._x.XOpenDisplay(self.display.encode()))
        # The pointer is drawn among the pixels: out of the way with it.
        self._tests.XTestFakeMotionEvent(self._connection, -1, width - 1, height - 1, 0)
        self._x.XFlush(self._connection)
        self._whole: Area = (0, 0, width, height)
        self.rest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._x.XCloseDisplay(self._connection)
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(20)
        self._folder.cleanup()

    def press(self, *names: str) -> None:
        """Press keys together, by X's names."""
        codes = [self._x.XKeysymToKeycode(self._connection, self._x.XStringToKeysym(name.encode())) for name in names]
        for down, order in ((1, codes), (0, codes[::-1])):
            for code in order:
                self._tests.XTestFakeKeyEvent(self._connection, code, down, 0)
        self._x.XFlush(self._connection)

    def rest(self, quiet: float = QUIET) -> None:
        """Wait until nothing has changed for so many seconds."""
        seen, still = self.picture(self._whole), time.perf_counter()
        while time.perf_counter() < still + quiet:
            time.sleep(LOOK * 10)
            pixels = self.picture(self._whole)
            if not np.array_equal(pixels, seen):
                seen, still = pixels, time.perf_counter()

    def reach(self, act: Callable[[], object], area: Area, picture: Picture) -> float:
        """Milliseconds from `act` until an area shows exactly this picture.

        Raises:
            RuntimeError: it did before, or it never does.
        """
        if np.array_equal(self.picture(area), picture):
            raise RuntimeError("The screen showed already what was to be drawn.")
        start = time.perf_counter()
        act()
        while not np.array_equal(self.picture(area), picture):
            if time.perf_counter() > start + PATIENCE:
                raise RuntimeError("The screen did not come to show what it showed before.")
            time.sleep(LOOK)
        return (time.perf_counter() - start) * 1e3

    def watch(self, act: Callable[[], object], area: Area) -> tuple[float, float]:
        """Milliseconds from `act`, on a screen at rest, to the first and to the last change of an area.

        Raises:
            RuntimeError: nothing changed, or it never stopped.
        """
        seen = self.picture(area)
        start = time.perf_counter()
        act()
        first = last = 0.0
        while not last or time.perf_counter() < last + QUIET:
            time.sleep(LOOK)
            now, pixels = time.perf_counter(), self.picture(area)
            if not np.array_equal(pixels, seen):
                seen, first, last = pixels, first or now, now
            if now > start + PATIENCE:
                raise RuntimeError("The screen did not change, or did not come to rest.")
        return (first - start) * 1e3, (last - start) * 1e3

    def wait_for_print(self, area: Area) -> None:
        """Wait until most of an area is white, and some of it is print.

        Raises:
            RuntimeError: it never is.
        """
        end = time.perf_counter() + PATIENCE
        while True:
            green = self.picture(area) >> 8 & 0xFF
            if (green == 0xFF).mean() > WHITE and (green < 0x60).mean() > PRINT:
                return
            if time.perf_counter() > end:
                raise RuntimeError("The screen shows no page.")
            time.sleep(LOOK * 10)

    def paper(self, area: Area) -> int:
        """How many pixels wide the white of an area is, in rows between lines of print: a page's width."""
        return int(np.percentile((self.picture(area) & 0xFFFFFF == 0xFFFFFF).sum(axis=1), 90))

    def picture(self, area: Area) -> Picture:
        """The pixels of an area, of each fourth row."""
        left, top, width, height = area
        return self._pixels[top : top + height : ROWS, left : left + width].copy()
