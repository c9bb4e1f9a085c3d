"""Making the environment: what stands in the way is said before anything is downloaded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def environment(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("environment.py")


def test_a_missing_compiler_is_explained_in_one_line(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(environment.SetupError) as told:
        environment.require_compiler(environment.interpreter(tmp_path))
    assert "C++ compiler" in str(told.value)
    assert "\n" not in str(told.value)


def test_no_compiler_is_asked_for_where_llama_is_built_already(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    environment.require_compiler(Path(sys.executable))


def test_every_file_of_requirements_it_installs_exists(environment: ModuleType) -> None:
    for name in ("build", "base", "starter-model", "dev"):
        assert Path(environment.locked(name)[-1]).is_file()
