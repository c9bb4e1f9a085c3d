"""Find the shared libraries that Qt and llama.cpp ask this Linux for and that it lacks, and name their packages.

``--install`` installs them where that is possible without a question (root, apt-get). ``--window`` checks what a
window needs, a display first, and ends with status 1 where it could not open: a line that names a package is
better than a loader's error. Standard library only; run by the Python whose site-packages hold PySide6.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

QT = ("Core", "Gui", "Widgets", "Svg", "Network", "Pdf")
PLATFORMS = ("xcb", "wayland", "offscreen")
INSTALLERS = (("apt-get", "apt-get install", 0), ("dnf", "dnf install", 1), ("pacman", "pacman -S", 2))


def package_folder(name: str) -> Path | None:
    """Return where a Python package is installed, without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def binaries(platforms: Iterable[str]) -> list[Path]:
    """Return the libraries and plugins in use: Qt's, with these platform plugins, and llama.cpp's."""
    found: list[Path] = []
    if qt := package_folder("PySide6"):
        found += [qt / "Qt" / "lib" / f"libQt6{module}.so.6" for module in QT]
        found += [qt / "Qt" / "plugins" / "platforms" / f"libq{platform}.so" for platform in platforms]
    if llama := package_folder("llama_cpp"):
        found += sorted((llama / "lib").glob("*.so"))
    return [path for path in found if path.exists()]


def missing(paths: Iterable[Path]) -> list[str]:
    """Return the names of the libraries that the dynamic loader does not find for `paths`, sorted, each once."""
    names: set[str] = set()
    for path in paths:
        listing = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
        names.update(line.split()[0] for line in listing.splitlines() if line.endswith("=> not found"))
    return sorted(names)


def packages(names: Iterable[str], column: int) -> list[str]:
    """Return the packages that hold `names`, each once; a library this table does not know stands for itself."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return sorted({table[name][column] if name in table else name for name in names})


def report(names: list[str]) -> None:
    """Print one line a missing library, and the one command to type."""
    print("Some libraries that Carrel's window needs are missing on this computer:")
    for name in names:
        debian, fedora, arch = (packages([name], column)[0] for column in range(3))
        print(f"  {name:26} Debian {debian} · Fedora {fedora} · Arch {arch}")
    for program, command, column in INSTALLERS:
        if shutil.which(program):
            print(f"Install them with:\n  sudo {command} {' '.join(packages(names, column))}")
            return


def install(names: list[str]) -> None:
    """Install what `names` need by apt-get, saying so; a failure is told by apt-get and by the check that follows."""
    wanted = packages(names, 0)
    print(f"Installing system libraries for the window: {' '.join(wanted)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, stdout=subprocess.DEVNULL, check=False)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def platform_in_use() -> str | None:
    """Return the platform plugin Qt will choose, or None where there is no display to open a window on."""
    if named := os.environ.get("QT_QPA_PLATFORM"):
        return named.split(";")[0].split(":")[0]
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else None


def main(arguments: list[str] | None = None) -> int:
    """Check, report, install; return 0 unless something that was asked for is missing."""
    parser = argparse.ArgumentParser(description="Find the system libraries that Carrel's window lacks.")
    parser.add_argument("--install", action="store_true", help="install them where root and apt-get allow it")
    parser.add_argument("--window", action="store_true", help="check that a window can be opened here and now")
    options = parser.parse_args(arguments)
    if sys.platform != "linux" or not shutil.which("ldd"):
        return 0
    platforms: tuple[str, ...] = PLATFORMS
    if options.window:
        platform = platform_in_use()
        if platform is None:
            print("There is no display to open Carrel's window on; the command line works without one: carrel --help")
            return 1
        platforms = (platform,)
    names = missing(binaries(platforms))
    if names and options.install and os.geteuid() == 0 and shutil.which("apt-get"):
        install(names)
        names = missing(binaries(platforms))
    if names:
        report(names)
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
