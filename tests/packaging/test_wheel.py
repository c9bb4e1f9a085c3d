"""The wheel: what it carries, and that what it installs runs without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import carrel


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment into which the wheel was installed.

    The libraries are not installed again, which would need a network: a path file lets the new environment see
    those of the running one. Path files there are not followed, so the checkout itself stays out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python")]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True, capture_output=True)
    (site_packages,) = folder.glob("Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages")
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def run(program: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], cwd=folder, check=False, capture_output=True, text=True, timeout=60)


def test_the_wheel_carries_models_and_resources_beside_the_code(wheel: Path, checkout: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("models", "resources"):
        carried = {
            f"carrel/_bundled/{path.relative_to(checkout).as_posix()}"
            for path in (checkout / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert carried
        assert carried <= names
    assert "carrel/__main__.py" in names
    assert "carrel/storage/schema/0001.sql" in names


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"carrel", f"carrel-{carrel.__version__}.dist-info"}


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_an_installed_carrel_finds_what_comes_with_it(installed: Path, tmp_path: Path) -> None:
    question = "import carrel.paths; print(carrel.paths.bundled('resources/fonts'))"
    answer = run(installed / "python", "-c", question, folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert Path(answer.stdout.strip()).is_relative_to(installed.parent)


def test_an_installed_carrel_starts(installed: Path, tmp_path: Path) -> None:
    answer = run(installed / "carrel", "--version", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == f"Carrel {carrel.__version__}"
