from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

READ = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
from carrel.documents.read import read
from carrel.domain.errors import CarrelError
for name in sys.argv[1:]:
    try:
        document = read(Path(name))
    except CarrelError as error:
        assert error.message and error.advice, name
    else:
        assert document.pages or document.problems, name
    print(name, flush=True)
"""
# What ends the child itself: PDFium out of memory. The desk bounds and reports that from outside.
ENDED = {-5, -6, -9, -11}


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the memory limit is POSIX")
def test_broken_files_are_refused_in_words_and_never_break_the_reader(corpus: Path) -> None:
    files = sorted((corpus / "hostile").rglob("*.pdf"))[::25]
    for path in files:
        try:
            ran = subprocess.run(
                [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=60, check=False
            )
        except subprocess.TimeoutExpired:
            continue
        assert ran.returncode == 0 or ran.returncode in ENDED, f"{path}\n{ran.stderr[-2000:]}"


@pytest.mark.corpus
@pytest.mark.slow
def test_every_real_paper_is_read_or_refused_in_words(corpus: Path) -> None:
    files = [str(path) for path in sorted((corpus / "papers").rglob("*.pdf"))]
    ran = subprocess.run([sys.executable, "-c", READ, *files], capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert len(ran.stdout.splitlines()) == len(files)
