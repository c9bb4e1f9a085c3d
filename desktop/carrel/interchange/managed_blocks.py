"""Blocks of a Markdown file that Carrel keeps up to date, between comments; all around them is the person's and never touched.

A block begins with ``<!-- carrel:NAME PAPER -->`` and ends with ``<!-- /carrel:NAME -->``, each on a line of its own, which may
be an item of a list: outliners make one of it. A block that the person removed stays away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_MARK = re.compile(
    r"^(?P<indent>[ \t]*(?:[-*] )?)<!-- (?P<end>/?)carrel:(?P<name>[a-z]+)(?: (?P<paper>[^\s>]+))? -->[ \t]*$",
    re.MULTILINE,
)
_INSIDE = re.compile(r"<!--(\s*/?)carrel:")


def block(name: str, paper: str, content: str, *, bullet: str = "") -> str:
    """A managed block of a paper; `bullet` is what its marks begin with."""
    inside = f"{guarded(content)}\n" if content else ""
    return f"{bullet}<!-- carrel:{name} {paper} -->\n{inside}{bullet}<!-- /carrel:{name} -->\n"


def guarded(content: str) -> str:
    """Content in which nothing can be taken for a block's mark."""
    return _INSIDE.sub(r"<!--\1carrel :", content.replace("\r\n", "\n").replace("\r", "\n"))


def papers_of(text: str) -> set[str]:
    """The papers that the managed blocks of a file are about."""
    return {match["paper"] for match in _MARK.finditer(_plain(text)) if not match["end"] and match["paper"]}


def merge(text: str, papers: Collection[str], contents: Mapping[str, str]) -> str:
    """`text` with the contents of a paper's blocks, by their names, replaced; `papers` are the names that the paper goes by.

    A block that is not whole, stands there twice or is not there is left as it is. Ends of lines stay what they are.
    """
    for name, content in contents.items():
        span = _inside(text, name, papers)
        if span is not None:
            newline = "\r\n" if text[: span[0]].endswith("\r\n") else "\n"
            inside = f"{guarded(content)}\n".replace("\n", newline) if content else ""
            text = text[: span[0]] + inside + text[span[1] :]
    return text


def _plain(text: str) -> str:
    """`text` with each end of a line of two characters made a space and a newline, so that places stay the same."""
    return text.replace("\r\n", " \n")


def _inside(text: str, name: str, papers: Collection[str]) -> tuple[int, int] | None:
    """From where to where the content of a block goes: from the line after its beginning to the line of its end."""
    plain = _plain(text)
    marks = [match for match in _MARK.finditer(plain) if match["name"] == name]
    if len(marks) != 2 or marks[0]["end"] or not marks[1]["end"] or marks[0]["paper"] not in papers:
        return None
    return plain.index("\n", marks[0].end()) + 1, marks[1].start()
