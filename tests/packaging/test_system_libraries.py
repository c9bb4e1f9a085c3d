"""Finding the system libraries that Qt needs and a computer lacks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these libraries to the system")


@pytest.fixture
def libraries(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("linux/system_libraries.py")


def test_the_libraries_and_plugins_in_use_are_looked_at(libraries: ModuleType) -> None:
    names = {path.name for path in libraries.binaries(["xcb", "offscreen"])}
    assert {"libQt6Core.so.6", "libQt6Pdf.so.6", "libqxcb.so", "libqoffscreen.so"} <= names
    assert any(name.startswith("libllama") for name in names)


def test_a_library_that_the_loader_does_not_find_is_named(libraries: ModuleType, tmp_path: Path) -> None:
    (plugin,) = (path for path in libraries.binaries(["offscreen"]) if path.name == "libqoffscreen.so")
    alone = shutil.copy(plugin, tmp_path)
    assert "libQt6Core.so.6" in libraries.missing([alone])


def test_nothing_is_missing_for_python_itself(libraries: ModuleType) -> None:
    assert libraries.missing([Path(sys.executable)]) == []


def test_each_missing_library_is_told_with_its_packages(
    libraries: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    libraries.report(["libxcb-cursor.so.0"])
    told = capsys.readouterr().out
    assert "libxcb-cursor0" in told
    assert "xcb-util-cursor" in told


def test_libraries_of_one_package_are_installed_once(libraries: ModuleType) -> None:
    assert libraries.packages(["libglib-2.0.so.0", "libgthread-2.0.so.0"], 0) == ["libglib2.0-0"]


def test_an_unknown_library_stands_for_itself(libraries: ModuleType) -> None:
    assert libraries.packages(["libnew.so.1"], 0) == ["libnew.so.1"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wayland"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({}, None),
    ],
)
def test_the_platform_is_the_one_qt_will_choose(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str | None
) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert libraries.platform_in_use() == expected


def test_without_a_display_it_says_so_in_one_line(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert libraries.main(["--window"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 1
    assert "no display" in told[0]
