"""Make the environment that ``make setup`` promises: Carrel, editable, with everything it needs, in one folder.

Every package is pinned with its hash in ``requirements/``. What builds from source (llama.cpp's binding, tuned
to this processor, and Carrel itself) is built with the pinned build tools, without fetching others.
Standard library only: it runs under the system's Python, before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
REQUIREMENTS = CHECKOUT / "requirements"
COMPILERS = ("c++", "g++", "clang++", "cl")


class SetupError(Exception):
    """What stands in the way, in one line that says what to do."""


def interpreter(folder: Path) -> Path:
    """Return the Python of the environment in `folder`."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def succeeds(*command: str | Path) -> bool:
    """Whether `command` exists and ends well; its output is dropped."""
    try:
        return subprocess.run([*command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def require_compiler(python: Path) -> None:
    """Check for a C++ compiler where llama.cpp's binding is still to be built.

    Raises:
        SetupError: there is none.
    """
    if succeeds(python, "-c", "import importlib.metadata as m; m.version('llama-cpp-python')"):
        return
    named = os.environ.get("CXX")
    if not any(shutil.which(compiler) for compiler in ([named] if named else COMPILERS)):
        raise SetupError(
            "llama.cpp is built for this computer and needs a C++ compiler, which is missing "
            "(Debian, Ubuntu: apt-get install g++ · Fedora: dnf install gcc-c++ · Arch: pacman -S gcc · "
            "macOS: xcode-select --install)."
        )


def make_environment(folder: Path) -> Path:
    """Make the environment in `folder`, again where its Python no longer runs, and return its Python."""
    python = interpreter(folder)
    if not succeeds(python, "-m", "pip", "--version"):
        venv.create(folder, clear=True, with_pip=True, symlinks=os.name != "nt")
    return python


def pip_install(python: Path, what: str, *arguments: str) -> None:
    """Install with the environment's own pip; `what` is said first.

    Raises:
        SetupError: pip failed; it has said why.
    """
    print(f"  {what}", flush=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    if subprocess.run(command, cwd=CHECKOUT, check=False).returncode:
        raise SetupError(f"{what}: this step failed, the reason stands above. `make setup` tries again.")


def locked(name: str) -> tuple[str, ...]:
    """Return pip's arguments for one file of pinned requirements."""
    return ("--require-hashes", "--no-build-isolation", "--requirement", str(REQUIREMENTS / f"{name}.txt"))


def main(folder: Path) -> None:
    """Make the environment in `folder` and fill it, or bring an earlier one up to date."""
    require_compiler(interpreter(folder))
    print(f"Making {folder} with Python {sys.version.split()[0]}", flush=True)
    python = make_environment(folder)
    pip_install(python, "build tools", *locked("build"))
    pip_install(python, "libraries (llama.cpp is compiled: about four minutes on two cores)", *locked("base"))
    pip_install(python, "starter model (93 MB)", "--no-deps", *locked("starter-model"))
    pip_install(python, "tools for tests", *locked("dev"))
    pip_install(python, "Carrel", "--no-deps", "--no-build-isolation", "--editable", str(CHECKOUT))
    if sys.platform == "linux":
        libraries = CHECKOUT / "packaging" / "linux" / "system_libraries.py"
        subprocess.run([python, libraries, "--install"], check=False)
    print("Carrel is ready: `make run` opens it.")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else ".venv"))
    except SetupError as error:
        sys.exit(str(error))
