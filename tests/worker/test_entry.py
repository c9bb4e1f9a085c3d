"""The one program is a window, a command line and a child process, each loading only what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from carrel.__main__ import _is_document


def test_addresses_and_pdfs_are_opened_and_everything_else_is_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("paper.PDF").touch()
    Path("add").touch()
    assert all(map(_is_document, ("https://arxiv.org/abs/2310.06825", "arXiv:2310.06825", "paper.PDF")))
    assert not any(map(_is_document, ("add", "missing.pdf", "--help", ".")))


def test_a_child_process_starts_from_any_folder_and_imports_nothing_from_it(tmp_path: Path) -> None:
    (tmp_path / "carrel.py").write_text("raise SystemExit('imported from the current folder')", encoding="utf-8")
    command = [sys.executable, "-P", "-m", "carrel", "--worker", "documents", "--memory", str(4 * 1024**3)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b'{"ready":')
        assert process.communicate() == (b"", b"")
        assert process.returncode == 0
