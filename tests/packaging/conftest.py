"""The scripts in packaging/ stand outside the package; tests load them by their path."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The checkout's top folder."""
    return CHECKOUT


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Loads a script by its path inside packaging/."""

    def load(path: str) -> ModuleType:
        spec = spec_from_file_location(Path(path).stem, CHECKOUT / "packaging" / path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
