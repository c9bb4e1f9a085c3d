"""Imports go only downwards, and what is dangerous or heavy is imported in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "desktop" / "carrel"
CHECKED = {"storage", "sources", "documents", "inference", "interchange"}
BELOW: dict[str, set[str]] = {name: {"domain"} for name in CHECKED} | {"domain": set()}
BELOW["digesting"] = {"domain", *CHECKED}
BELOW["ranking"] = {"domain", *CHECKED}
BELOW["worker"] = BELOW["digesting"] | {"digesting"}
BELOW["services"] = BELOW["worker"] | {"worker", "ranking"}
BELOW["cli"] = BELOW["ui"] = {"domain", "services"}
ONLY = {
    "sqlite3": {"storage"},
    "pypdf": {"documents"},
    "pypdfium2": {"documents"},
    "llama_cpp": {"inference"},
    "PySide6": {"ui"},
    "py3langid": {"digesting"},
    "pylatexenc": {"sources"},
    "truststore": {"sources"},
    "lxml": {"sources", "interchange"},
    "keyring": {"services"},
    **{
        name: {"sources"}
        for name in ("socket", "ssl", "http", "requests", "urllib3", "urllib.request", "arxiv", "smtplib", "truststore")
    },
}
FILES = sorted(path for path in ROOT.rglob("*.py") if len(path.relative_to(ROOT).parts) > 1)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_only_downwards(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "carrel" and len(parts) > 1 and (ROOT / parts[1]).is_dir():
            assert parts[1] in BELOW[layer] | {layer}, f"{layer} imports {name}"
        for restricted, owners in ONLY.items():
            if f"{name}.".startswith(f"{restricted}."):
                assert layer in owners, f"{layer} imports {name}, which only {', '.join(owners)} may"
