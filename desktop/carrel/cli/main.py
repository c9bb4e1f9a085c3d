"""Runs one command and turns its end into an exit code."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

import shtab

from carrel.cli import (
    annotation_commands,
    arxiv_commands,
    commands,
    duplicate_commands,
    feed_commands,
    for_you_commands,
    model_commands,
    related_command,
    saved_commands,
    topic_commands,
)
from carrel.cli.arguments import parser
from carrel.cli.output import Output, as_json, unarmed
from carrel.domain.errors import CarrelError
from carrel.log import start_log
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

_COMMANDS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {
    "add": commands.add,
    "list": commands.list_papers,
    "show": commands.show,
    "digest": commands.digest,
    "search": commands.search,
    "saved": saved_commands.saved,
    "related": related_command.related,
    "feed": feed_commands.feed,
    "today": feed_commands.today,
    "arxiv": arxiv_commands.arxiv,
    "network": arxiv_commands.network,
    "models": model_commands.models,
    "topics": topic_commands.topics,
    "foryou": for_you_commands.for_you,
    "duplicates": duplicate_commands.duplicates,
    "annotations": annotation_commands.annotate,
    "notes": annotation_commands.write_notes,
    "doctor": commands.doctor,
}


def run(arguments: Sequence[str], open_one: Callable[..., Carrel] = open_library) -> int:
    """Run the command that `arguments` name; 0 when done, 1 for a condition (told on stderr); usage errors exit with 2.

    `open_one` opens the library, with what `open_library` can be given.
    """
    given = parser().parse_args(arguments)
    if given.command == "completion":
        print(shtab.complete(parser(), given.shell))
        return 0
    try:
        carrel = open_one(only_own_jobs=True, digest_on_import=bool(getattr(given, "digest", False)))
        try:
            # Conditions are told by the command itself; only bugs are worth a line of the log on stderr.
            start_log(carrel.paths.logs, "command", told=logging.ERROR)
            carrel.jobs.start()
            output = _COMMANDS[given.command](carrel, given)
        finally:
            carrel.close()
    except CarrelError as error:
        print(f"carrel: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("carrel: stopped; what was finished is kept", file=sys.stderr)
        return 1
    try:
        if told := as_json(output.data) if given.json else unarmed(output.text):
            print(told)
        for problem in (*output.notes, *output.problems):
            print(unarmed(f"carrel: {problem}"), file=sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe (`carrel list | head`) had enough; nothing is left to be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if output.problems else 0
