"""What the pages promise exists, and what exists is on the pages."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.cli.arguments import parser

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "models").rglob("*.md")])
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def code(page: Path) -> str:
    """All that is set as code on a page."""
    return "\n".join(CODE.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_on_a_page_exists(page: Path) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", code(page))) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def commands_of(top: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands of a parser and those inside them, by the words that name them."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, command in action.choices.items():
                yield f"{name} {word}", command
                yield from commands_of(command, f"{name} {word}")


def test_every_command_and_option_is_documented() -> None:
    documented = (CHECKOUT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in commands_of(parser(), "carrel"):
        assert name in documented
        for action in command._actions:
            for option in action.option_strings:
                assert option in {"-h", "--help"} or f"`{option}" in documented, f"{name} {option}"


def test_every_part_that_is_installed_is_named_with_its_licence() -> None:
    licences = (CHECKOUT / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    for lock in sorted((CHECKOUT / "requirements").glob("*.txt")):
        for package in re.findall(r"^([\w-]+)(?:\[\w+\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE):
            name = {
                "pyside6-essentials": "pyside6",
                "pyside6-addons": "pyside6",
                "pyside6-pdf": "pyside6",
                "shiboken6": "shiboken",
            }
            assert name.get(package, package) in licences, package


def test_every_make_target_that_help_lists_is_a_real_one() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) == set(phony.split())


def test_the_build_for_graphics_is_of_the_version_that_is_pinned() -> None:
    told = set(re.findall(r"llama-cpp-python==([\d.]+)", (CHECKOUT / "docs" / "models.md").read_text(encoding="utf-8")))
    assert told == set(
        re.findall(r"llama-cpp-python==([\d.]+)", (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    )
