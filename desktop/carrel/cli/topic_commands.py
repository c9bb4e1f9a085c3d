"""What the command line understands of topics, and does with them."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from carrel.cli.actions import Commands, actions
from carrel.cli.find import named
from carrel.cli.output import Output, problems
from carrel.domain.digest import Topic
from carrel.domain.errors import InputError
from carrel.services.carrel import Carrel


def add(commands: Commands) -> None:
    """Add the command to a parser's."""
    text = "List the topics that papers can have, and add and remove your own."
    action = actions(commands, "topics", text)

    action("list", "List your own topics and those that come with Carrel.")
    new = action("add", "Add a topic, and look at the papers that have digests anew.")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--description", default="", metavar="TEXT", help="what it is about, in a sentence")
    new.add_argument(
        "--phrase",
        action="append",
        default=[],
        metavar="TEXT",
        help="a word or phrase papers of it use; may come again",
    )
    action("remove", "Remove a topic of your own; papers lose it.").add_argument("name", metavar="NAME")


def topics(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with topics."""
    return _ACTIONS[given.action](carrel, given)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    del given
    own, shipped = carrel.topics.own, carrel.topics.shipped
    lines = ["Your own", *map(_line, own), ""] if own else []
    lines += ["These come with Carrel", *(f"  {one.name}: {one.description}" for one in shipped)]
    return Output({"own": own, "shipped": shipped}, "\n".join(lines))


def _add(carrel: Carrel, given: argparse.Namespace) -> Output:
    carrel.topics.add(given.name, given.description, given.phrase)
    topic = carrel.topics.own[-1]
    return _named(carrel, topic, f"Added {topic.name}.")


def _remove(carrel: Carrel, given: argparse.Namespace) -> Output:
    topic = named(carrel.topics.own, given.name)
    if topic is None:
        raise InputError(f"You have no topic {given.name}.", "carrel topics list shows your own.")
    carrel.topics.remove(topic.id)
    return _named(carrel, topic, f"Removed {topic.name}.")


def _named(carrel: Carrel, topic: Topic, told: str) -> Output:
    """Wait until the papers have their topics, and tell."""
    job = carrel.topics.pending()
    ended = carrel.jobs.wait([job]) if job is not None else []
    seen = " The papers that have digests were looked at anew." if ended else ""
    return Output(topic, f"{told}{seen}", problems(ended))


def _line(topic: Topic) -> str:
    phrases = f" ({', '.join(topic.phrases)})" if topic.phrases else ""
    return f"  {topic.name}: {topic.description}{phrases}"


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {"list": _list, "add": _add, "remove": _remove}
