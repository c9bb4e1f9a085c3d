"""A model file's hash, asked for by several calls at once."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference.checksum import Checksums


def test_one_computes_and_whoever_waits_for_it_can_stop(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"model" * 1000)
    checksums = Checksums()
    computing, go_on = threading.Event(), threading.Event()

    def hold() -> bool:
        computing.set()
        go_on.wait(60)
        return False

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(checksums.sha256, path, hold)
        assert computing.wait(30)
        with pytest.raises(Cancelled):
            checksums.sha256(path, lambda: True)
        second = pool.submit(checksums.sha256, path, lambda: False)
        go_on.set()
        assert first.result(30) == second.result(30) == hashlib.sha256(b"model" * 1000).hexdigest()


def test_it_is_computed_again_when_the_file_changed_or_stopped_before(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"one")
    checksums = Checksums()
    with pytest.raises(Cancelled):
        checksums.sha256(path, lambda: True)
    assert checksums.sha256(path, lambda: False) == hashlib.sha256(b"one").hexdigest()
    path.write_bytes(b"other")
    assert checksums.sha256(path, lambda: False) == hashlib.sha256(b"other").hexdigest()
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        checksums.sha256(path, lambda: False)
