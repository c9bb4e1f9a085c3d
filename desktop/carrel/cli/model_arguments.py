"""What the command line understands of models."""

from __future__ import annotations

import shtab

from carrel.cli.actions import Commands, actions

_HERE = "starter, or a file in the models folder"


def add(commands: Commands) -> None:
    """Add the command to a parser's."""
    text = "Show, download, add, choose, remove and measure the models that write digests."
    action = actions(commands, "models", text)

    action("list", "List the models that are here, and those that can be downloaded.").add_argument(
        "--here", action="store_true", help="only those on this computer"
    )
    get = action("get", "Download a model. What was stopped goes on the next time.")
    get.add_argument("model", metavar="MODEL", help="its name in the list, such as qwen3-4b")
    get.add_argument("--use", action="store_true", help="let it write the digests once it is here")

    add_file = action("add", "Put a GGUF file into the models folder.")
    file = add_file.add_argument("file", metavar="FILE", help="a GGUF file")
    file.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads this attribute
    add_file.add_argument("--link", action="store_true", help="link to where it is, in place of a copy")

    use = action("use", "Choose the model that writes digests.")
    use.add_argument("model", metavar="MODEL", help=f"{_HERE}, or none")

    remove = action("remove", "Delete a model's file from the models folder.")
    remove.add_argument("model", metavar="MODEL", help="a file in the models folder, or its name in the list")

    bench = action("bench", "Measure how fast a model is on this computer; takes up to a minute.")
    bench.add_argument("model", nargs="?", default="", metavar="MODEL", help=f"{_HERE} (default: the one in use)")

    optimise = action(
        "optimise", "Write a copy of a model in the format that this computer reads fastest, and compare them."
    )
    optimise.add_argument("model", nargs="?", default="", metavar="MODEL", help=f"{_HERE} (default: the one in use)")
