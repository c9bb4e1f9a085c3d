"""The pinned requirements: complete, hashed, and the same wherever they are installed from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("base", "build", "dev", "starter-model")


def pinned(checkout: Path, name: str) -> dict[str, list[str]]:
    """The pinned lines of a file by package; a package stands twice where versions differ by platform or Python."""
    lines = (checkout / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(canonicalize_name(re.split(r"==", line)[0]), []).append(line)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_hashes(checkout: Path, name: str) -> None:
    for lines in pinned(checkout, name).values():
        for line in lines:
            assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+ ", line)
            assert "--hash=sha256:" in line


@pytest.mark.parametrize("name", LOCKS)
def test_no_requirement_names_a_place_to_fetch_it_from(checkout: Path, name: str) -> None:
    text = (checkout / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_what_carrel_declares_is_pinned_for_every_python_and_platform(
    checkout: Path, python: str, platform: str
) -> None:
    declared = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": platform}
    base = pinned(checkout, "base")
    for requirement in map(Requirement, declared):
        if requirement.marker and not requirement.marker.evaluate(environment):
            continue
        versions = [
            line.split("==")[1].split()[0]
            for line in base[canonicalize_name(requirement.name)]
            if applies(line, environment)
        ]
        assert len(versions) == 1
        assert requirement.specifier.contains(versions[0])


def applies(line: str, environment: dict[str, str]) -> bool:
    marker = Requirement(line.partition(" --hash")[0].strip()).marker
    return marker is None or marker.evaluate(environment)
