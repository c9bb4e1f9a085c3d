"""An open library with its lanes running, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from announced import MOMENT
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library


@pytest.fixture
def carrel(library_home: Path) -> Iterator[Carrel]:
    opened = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT)
    opened.start()
    yield opened
    opened.close()
