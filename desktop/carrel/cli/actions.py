"""Commands of the command line, and commands that have actions of their own, as argparse knows them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no other name
"""What commands or actions are added to."""


def command(commands: Commands, name: str, text: str) -> argparse.ArgumentParser:
    """A new command, which can print JSON."""
    one = commands.add_parser(name, help=text, description=text)
    one.add_argument("--json", action="store_true", help="print JSON")
    return one


def actions(commands: Commands, name: str, text: str) -> Callable[[str, str], argparse.ArgumentParser]:
    """A new command of which an action is to be given; what is returned adds one, by its name and what it does."""
    parser = commands.add_parser(name, help=text, description=text)
    known = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    return lambda name, text: command(known, name, text)
