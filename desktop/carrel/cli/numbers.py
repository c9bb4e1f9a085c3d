"""Numbers as people type them after an option."""

from __future__ import annotations

import argparse
import re


def positive(text: str) -> int:
    """A number of 1 or more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def place(text: str) -> int:
    """The place of a first result: 0 or more."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def hours(text: str) -> int:
    """A number of hours within a day: "8h", "8"."""
    match = re.fullmatch(r"(\d{1,2})\s*h?", text.strip(), re.IGNORECASE)
    if match is None or not 1 <= int(match[1]) <= 24:
        raise argparse.ArgumentTypeError("must be 1h to 24h")
    return int(match[1])
