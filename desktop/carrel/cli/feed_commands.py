"""The commands about what is followed at arXiv, and about a day of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from carrel.cli import news_text
from carrel.cli.output import Output, as_json, problems
from carrel.domain.errors import InputError, StorageError
from carrel.domain.feed import Feed, NewsLane, NewsQuery
from carrel.domain.interests import Interests, parse_terms
from carrel.domain.job import Job
from carrel.services.carrel import Carrel
from carrel.services.outgoing import Form
from carrel.services.timer import UNIT, Timer


def feed(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with feeds."""
    return _ACTIONS[given.action](carrel, given)


def today(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Show a day, or write or send it."""
    jobs: list[Job] = []
    if given.digest and (job := carrel.news_digests.request(given.day)):
        jobs = carrel.jobs.wait([job])
    told = problems(jobs)
    lane = NewsLane(given.lane)
    page = carrel.outgoing.page(given.day, lane=lane, unread=given.unread)
    if given.send:
        carrel.outgoing.send(page.day, lane=lane, unread=given.unread)
    if given.output:
        path = Path(given.output)
        if given.format == "json" or given.json:
            _write(path, as_json(page))
        else:
            carrel.outgoing.write(page.day, Form(given.format), path, lane=lane, unread=given.unread)
        return Output(page, f"Wrote {path}.", told)
    if given.send:
        return Output(page, f"Sent to {carrel.settings.current.mail_to}.", told)
    if given.format == "json" or given.json:
        return Output(page, as_json(page), told)
    text = carrel.outgoing.render(page.day, Form(given.format), lane=lane, unread=given.unread)
    return Output(page, text.removesuffix("\n"), told)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    del given
    feeds, status = carrel.news.feeds(), carrel.following.status()
    data = [{"name": carrel.taxonomy.name(one.category), "feed": one} for one in feeds]
    lines = [line for one in feeds for line in news_text.feed_lines(one, carrel.taxonomy.name(one.category))]
    if not lines:
        return Output(
            {"feeds": data, "status": status}, "No category is followed. Follow one: carrel feed follow cs.LG"
        )
    return Output({"feeds": data, "status": status}, "\n".join([*lines, "", news_text.status_line(status)]))


def _follow(carrel: Carrel, given: argparse.Namespace) -> Output:
    categories = [_category(carrel, one) for one in given.categories]
    carrel.following.follow(categories)
    names = ", ".join(f"{one} ({carrel.taxonomy.name(one)})" for one in categories)
    return Output(carrel.news.feeds(), f"Following {names}. carrel feed refresh reads the announcements.")


def _unfollow(carrel: Carrel, given: argparse.Namespace) -> Output:
    category = _followed(carrel, given.category).category
    carrel.following.unfollow(category)
    return Output(carrel.news.feeds(), f"No longer following {category}. What was announced stays.")


def _interests(carrel: Carrel, given: argparse.Namespace) -> Output:
    one = _followed(carrel, given.category)
    if given.include is not None or given.exclude is not None:
        include = one.interests.include if given.include is None else _terms(given.include)
        exclude = one.interests.exclude if given.exclude is None else _terms(given.exclude)
        carrel.following.set_interests(one.category, Interests(include, exclude))
        one = _followed(carrel, given.category)
    return Output(one, "\n".join(news_text.feed_lines(one, carrel.taxonomy.name(one.category))))


def _refresh(carrel: Carrel, given: argparse.Namespace) -> Output:
    before = _sizes(carrel, given.fill)
    if given.fill:
        job: Job | None = carrel.following.fill(given.fill)
    else:
        job = carrel.following.refresh("schedule" if given.scheduled else "you")
    if job is None:
        # A timer outlives what it was made for; that is nothing to trouble a person with.
        told = [] if given.scheduled else ["No category is followed. Follow one: carrel feed follow cs.LG"]
        return Output({"new": {}, "status": carrel.following.status()}, "", told)
    jobs = carrel.jobs.wait([job])
    if given.digests and (job := carrel.news_digests.request()):
        jobs += carrel.jobs.wait([job])
    new = {
        day: size - before.get(day, 0) for day, size in _sizes(carrel, given.fill).items() if size > before.get(day, 0)
    }
    text = "\n".join(news_text.new_line(day, count) for day, count in new.items())
    return Output({"new": new, "status": carrel.following.status()}, text, problems(jobs))


def _install_timer(carrel: Carrel, given: argparse.Namespace) -> Output:
    del carrel
    timer = Timer.of_this_account()
    files = timer.install(given.every)
    enable = ["systemctl --user daemon-reload", f"systemctl --user enable --now {UNIT}.timer"]
    lines = [*(f"Wrote {path}." for path in files), "It runs once these two commands are given:", *enable]
    return Output({"files": [str(path) for path in files], "commands": enable}, "\n".join(lines))


def _remove_timer(carrel: Carrel, given: argparse.Namespace) -> Output:
    del carrel, given
    removed = Timer.of_this_account().remove()
    disable = [f"systemctl --user disable --now {UNIT}.timer", "systemctl --user daemon-reload"]
    lines = [*(f"Removed {path}." for path in removed), "One that is enabled ends with these two commands:", *disable]
    text = "\n".join(lines) if removed else "There is no timer of Carrel."
    return Output({"files": [str(path) for path in removed], "commands": disable if removed else []}, text)


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {
    "list": _list,
    "follow": _follow,
    "unfollow": _unfollow,
    "interests": _interests,
    "refresh": _refresh,
    "install-timer": _install_timer,
    "remove-timer": _remove_timer,
}


def _category(carrel: Carrel, text: str) -> str:
    found = carrel.taxonomy.find(text)
    if found and found[0].id.casefold() == text.casefold():
        return found[0].id
    near = ", ".join(f"{one.id} ({one.name})" for one in found[:5])
    advice = f"Near it: {near}." if near else "Give one such as cs.LG, or a whole archive such as cs."
    raise InputError(f"arXiv has no category {text}.", advice)


def _followed(carrel: Carrel, text: str) -> Feed:
    for one in carrel.news.feeds():
        if one.category.casefold() == text.casefold():
            return one
    raise InputError(f"{text} is not followed.", "carrel feed list shows what is.")


def _terms(typed: Iterable[str]) -> tuple[str, ...]:
    return parse_terms("\n".join(typed))


def _sizes(carrel: Carrel, day: str | None) -> dict[str, int]:
    """How many papers each day of the strip holds, and `day` where it is an earlier one."""
    days = [one.day for one in carrel.news.strip()]
    if day and day not in days:
        days.insert(0, day)
    return {one: carrel.news.counts(NewsQuery(day=one)).lanes.get(NewsLane.ALL, 0) for one in days}


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
