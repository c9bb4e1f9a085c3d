"""What the window's process may load at its start, so that it is light and nothing in it can crash natively."""

from __future__ import annotations

import os
import subprocess
import sys

HEAVY = (
    "numpy",
    "pypdf",
    "pypdfium2",
    "llama_cpp",
    "requests",
    "arxiv",
    "lxml",
    "jinja2",
    "cryptography",
    "py3langid",
    "pylatexenc",
    "truststore",
    "keyring",
)


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_window_loads_no_library_that_belongs_to_a_child_or_to_the_network() -> None:
    assert loaded_by("import carrel.ui.app, carrel.ui.shell.window").isdisjoint(HEAVY)


def test_the_command_line_loads_neither_qt_nor_heavy_libraries() -> None:
    assert loaded_by("import carrel.cli.main").isdisjoint((*HEAVY, "PySide6"))


def test_numpy_is_told_to_compute_in_the_thread_that_asks_before_anything_is_loaded() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    script = (
        "import os, sys, carrel.cli.main, carrel.__main__ as carrel\n"
        "sys.modules['carrel.cli.main'].run = lambda arguments: print(os.environ['OPENBLAS_NUM_THREADS'])\n"
        "assert 'numpy' not in sys.modules\n"
        "sys.argv = ['carrel', 'list']; carrel.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_what_is_related_can_be_loaded_by_itself() -> None:
    assert "carrel" in loaded_by("import carrel.ui.related.view")
