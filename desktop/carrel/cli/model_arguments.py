"""What the command line understands of models."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import shtab

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no other name for it

_HERE = "starter, or a file in the models folder"


def add(commands: Commands) -> None:
    """Add the command to a parser's."""
    text = "Show, download, add, choose, remove and measure the models that write digests."
    models = commands.add_parser("models", help=text, description=text)
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")

    _command(actions, "list", "List the models that are here, and those that can be downloaded.").add_argument(
        "--here", action="store_true", help="only those on this computer"
    )
    get = _command(actions, "get", "Download a model. What was stopped goes on the next time.")
    get.add_argument("model", metavar="MODEL", help="its name in the list, such as qwen3-4b")
    get.add_argument("--use", action="store_true", help="let it write the digests once it is here")

    add_file = _command(actions, "add", "Put a GGUF file into the models folder.")
    file = add_file.add_argument("file", metavar="FILE", help="a GGUF file")
    file.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads this attribute
    add_file.add_argument("--link", action="store_true", help="link to where it is, in place of a copy")

    use = _command(actions, "use", "Choose the model that writes digests.")
    use.add_argument("model", metavar="MODEL", help=f"{_HERE}, or none")

    remove = _command(actions, "remove", "Delete a model's file from the models folder.")
    remove.add_argument("model", metavar="MODEL", help="a file in the models folder, or its name in the list")

    bench = _command(actions, "bench", "Measure how fast a model is on this computer; takes up to a minute.")
    bench.add_argument("model", nargs="?", default="", metavar="MODEL", help=f"{_HERE} (default: the one in use)")

    optimise = _command(
        actions, "optimise", "Write a copy of a model in the format that this computer reads fastest, and compare them."
    )
    optimise.add_argument("model", nargs="?", default="", metavar="MODEL", help=f"{_HERE} (default: the one in use)")


def _command(commands: Commands, name: str, text: str) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=text, description=text)
    one.add_argument("--json", action="store_true", help="print JSON")
    return one
