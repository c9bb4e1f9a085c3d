"""What stands at the head of a note: YAML between two lines of dashes for Obsidian, properties for Logseq.

Only Carrel's own names are written; others that the person added stay where they are, as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

Value = str | int | Sequence[str]

_YAML = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^---[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")
_PROPERTY = re.compile(r"([^\s:]+)::(?:\s|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def yaml(values: Mapping[str, Value]) -> str:
    """Values as front matter; empty ones are left out."""
    return "---\n" + "".join(_entry(name, value) for name, value in values.items() if value) + "---\n"


def merge_yaml(text: str, values: Mapping[str, Value]) -> str:
    """`text` with these values in its front matter, each where it was or at the end; without front matter it stays as it is.

    What stands there under the name of an empty value stays, too: it is what the person knows.
    """
    match = _YAML.match(text)
    if match is None:
        return text
    newline = "\r\n" if match[1].endswith("\r\n") else "\n"
    left = {name: _entry(name, value).replace("\n", newline) for name, value in values.items() if value}
    kept: list[str] = []
    skipping = False
    for line in match[2].splitlines(keepends=True):
        key = _KEY.match(line)
        if key is not None:
            skipping = bool(values.get(key[1]))
            if skipping:
                kept.append(left.pop(key[1], ""))
        elif skipping and not line.startswith((" ", "\t", "-")):
            skipping = False
        if not skipping:
            kept.append(line)
    return match[1] + "".join([*kept, *left.values()]) + text[match.start(3) :]


def properties(values: Mapping[str, Value]) -> str:
    """Values as the properties of a page; empty ones are left out."""
    return "".join(_property(name, value) for name, value in values.items() if value)


def merge_properties(text: str, values: Mapping[str, Value]) -> str:
    """`text` with these values among the properties it begins with, empty ones left out; without any it stays as it is."""
    lines = text.splitlines(keepends=True)
    if not lines or not _PROPERTY.match(lines[0]):
        return text
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    left = {name: _property(name, value).replace("\n", newline) for name, value in values.items() if value}
    head: list[str] = []
    while lines and (match := _PROPERTY.match(lines[0])):
        line = lines.pop(0)
        head.append(left.pop(match[1], "") if values.get(match[1]) else line)
    return "".join([*head, *left.values(), *lines])


def _entry(name: str, value: Value) -> str:
    if isinstance(value, int):
        return f"{name}: {value}\n"
    if isinstance(value, str):
        return f"{name}: {_quoted(value)}\n"
    return f"{name}:\n" + "".join(f"  - {_quoted(one)}\n" for one in value)


def _quoted(text: str) -> str:
    return json.dumps(_CONTROL.sub(" ", text), ensure_ascii=False)


def _property(name: str, value: Value) -> str:
    told = ", ".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)
    return f"{name}:: {_CONTROL.sub(' ', told)}\n"
