"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).resolve().parents[1]

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `carrel` does; NumPy reads it when it is imported

# How long one example takes says more of what else the machine does than of Carrel.
settings.register_profile("carrel", deadline=None)
settings.load_profile("carrel")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real papers that is not part of the project: ``$CARREL_CORPUS``, else beside the checkout."""
    folder = Path(os.environ.get("CARREL_CORPUS", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the corpus of real papers is not at hand (set CARREL_CORPUS)")
    return folder


@pytest.fixture(autouse=True)
def library_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a library folder of its own, no keyring and no battery, so none ever touches the person's."""
    home = tmp_path / "carrel home"
    monkeypatch.setenv("CARREL_HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr(psutil, "sensors_battery", lambda: None, raising=False)
    return home
