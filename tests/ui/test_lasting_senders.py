"""What lasts longer than a view calls the view's own methods only: Qt forgets those when the view is deleted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "desktop" / "carrel" / "ui"
LASTING = {"theme", "_theme", "application", "styleHints"}
FILES = sorted(UI.rglob("*.py"))


def lasting(path: Path) -> Iterator[tuple[ast.Call, ast.expr]]:
    """The calls in a file that connect a signal of what lasts, with that signal."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "connect"):
            continue
        sender = call.func.value.value if isinstance(call.func.value, ast.Attribute) else call.func.value
        names = {node.id for node in ast.walk(sender) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(sender) if isinstance(node, ast.Attribute)}
        if names & LASTING:
            yield call, call.func.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(UI)))
def test_no_function_without_an_owner_is_called_by_the_theme_or_the_application(path: Path) -> None:
    for call, signal in lasting(path):
        receiver = call.args[0]
        owned = isinstance(receiver, ast.Attribute)
        assert owned, f"{path.name}:{call.lineno} connects {ast.unparse(receiver)} to {ast.unparse(signal)}"


def test_the_connections_are_seen() -> None:
    assert sum(len(list(lasting(path))) for path in FILES) > 50
