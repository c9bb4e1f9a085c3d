"""Nine days of invented announcements for a library to take pictures of, or to measure with."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from carrel.domain.announcing import EASTERN, announces
from carrel.domain.changes import Changes
from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.feed import Announcement, AnnounceType, DayState, NewsQuery
from carrel.domain.interests import Interests, match
from carrel.domain.job import JobKind, Lane
from carrel.domain.paper import Paper
from carrel.services import feed_notes
from carrel.services.carrel import Carrel
from carrel.services.clock import instant
from carrel.services.events import JobProgress
from carrel.services.feed_notes import FeedReading
from carrel.storage import digests, feeds, jobs, news
from carrel.storage.database import Connection

FEEDS = (
    ("cs.LG", Interests(("attention", "federated learning", "mixture of experts"), ("cryptocurrency",))),
    ("cs.CL", Interests(("interpretability",))),
    ("stat.ML", Interests()),
)
_SUBJECTS = (
    (
        "Attention by approximate nearest neighbours",
        "Restricts attention to approximate nearest neighbours, which brings its cost below quadratic.",
        "Keeps the expressive power established for standard attention in matching parallel algorithms.",
        ("Theory", "Efficient ML"),
    ),
    (
        "Green federated learning with carbon-aware client and time slot scheduling",
        "Slack time lets clients defer local training rounds to lower-carbon periods.",
        "A global fine-tuning phase makes up for rounds that were left out.",
        ("Federated Learning", "Optimization"),
    ),
    (
        "What low-rank adapters change in a speech model, layer by layer",
        "Adapters delay specialization: early layers keep general features, later layers consolidate the task.",
        "Interpretability probes agree on where emotion is first decodable.",
        ("Interpretability",),
    ),
    (
        "A lightweight foundation model for electrocardiograms of many leads",
        "Reports high accuracy for normal against abnormal recordings across four data sets.",
        "Runs on a wristwatch processor with a two-second delay.",
        ("Health",),
    ),
    (
        "Group distributionally robust learning under uncertain labels within each group",
        "Accounts for uncertainty within each group while improving worst-group performance.",
        "An adversary may move probability between groups and inside them.",
        ("Robustness",),
    ),
    (
        "Routing for small mixtures of experts that forgets nothing",
        "Experts that were not chosen still receive a share of the gradient.",
        "Merging experts afterwards keeps most of what a mixture of experts gains.",
        ("Mixture of experts", "Efficient ML"),
    ),
    (
        "Diffusion on graphs whose edges are uncertain",
        "Noise is added along edges in proportion to how sure they are.",
        "Sampling needs a tenth of the steps that earlier graph models need.",
        ("Generative models", "Graphs"),
    ),
    (
        "Retrieval for long documents without an index",
        "A small model skims every page once and keeps only where to look again.",
        "Answers cite the page they rest on in nine of ten cases.",
        ("Retrieval",),
    ),
    (
        "Calibration after quantization: how few bits can be trusted",
        "Four-bit weights keep accuracy and lose calibration.",
        "A single temperature per layer restores it without training.",
        ("Compression", "Calibration"),
    ),
    (
        "Learning to stop: when another sample no longer helps a language model",
        "Stopping rules from sequential testing halve the number of samples.",
        "The rules hold for tasks that were not seen in training.",
        ("Inference",),
    ),
    (
        "Causal discovery from sensors that fail together",
        "Joint failures look like common causes to most methods.",
        "Modelling when sensors fail removes two thirds of false edges.",
        ("Causality",),
    ),
    (
        "Tables as text, text as tables: what language models read in columns",
        "Order of columns matters more than their names.",
        "Shuffling columns in training closes most of the gap.",
        ("Tabular data",),
    ),
)
_TURNS = (
    "",
    ", revisited",
    ": a negative result",
    " in the low-data regime",
    ", with less memory",
    ": theory and practice",
    " across twelve languages",
    " on a single processor",
)
_PARTS = (
    *[Field.KEY_POINTS] * 4,
    *[Field.SUMMARY] * 3,
    *[Field.METHODOLOGY] * 2,
    *[Field.RESULTS] * 3,
    Field.IMPLICATIONS,
)
_UNFOUNDED = Statement(
    Field.RESULTS,
    "The mechanism runs 3.2 times faster at 16k tokens.",
    Status.NOT_FOUND,
    reason="No passage gives a speed.",
    unsupported_numbers=("3.2", "16k"),
)
_GERMAN = {
    _SUBJECTS[0][
        1
    ]: "Beschränkt Aufmerksamkeit auf ungefähre nächste Nachbarn, was die Kosten unter quadratisch senkt.",
    _SUBJECTS[0][2]: "Erhält die Ausdruckskraft, die für gewöhnliche Aufmerksamkeit belegt ist.",
    _SUBJECTS[1][1]: "Durch Spielraum verschieben Teilnehmer ihr Training in Zeiten mit weniger Kohlenstoff.",
    _SUBJECTS[1][2]: "Eine gemeinsame Feinabstimmung gleicht ausgelassene Runden aus.",
    _SUBJECTS[2][
        1
    ]: "Adapter verzögern die Spezialisierung: Frühe Schichten bleiben allgemein, späte festigen die Aufgabe.",
    _SUBJECTS[2][2]: "Proben sind sich einig, wo sich Gefühl zuerst ablesen lässt.",
    _SUBJECTS[5][1]: "Experten, die nicht gewählt wurden, erhalten dennoch einen Teil des Gradienten.",
    _SUBJECTS[5][2]: "Werden Experten danach verschmolzen, bleibt das meiste ihres Gewinns.",
}
_AUTHORS = ("Ada Lovelace", "Emmy Noether", "Grace Hopper", "Sofya Kovalevskaya", "Mary Somerville", "Alan Turing")


@dataclass(frozen=True, slots=True)
class DayPlan:
    """How many papers a day has of each kind, and of ten how many were read."""

    new: int
    cross: int
    replaced: int
    read: int


_WEEK = (
    DayPlan(24, 6, 12, 10),
    DayPlan(22, 5, 13, 9),
    DayPlan(31, 8, 15, 7),
    DayPlan(28, 7, 11, 10),
    DayPlan(33, 9, 14, 6),
    DayPlan(30, 8, 16, 7),
    DayPlan(46, 11, 27, 4),
)


def last_friday() -> date:
    """The Friday that pictures are of: today's week's, so that the strip ends with it."""
    today = datetime.now(EASTERN).date()
    return today + timedelta(days=(4 - today.weekday()) % 7)


def follow(carrel: Carrel, *, last: date | None = None, gap: int = -1) -> date:
    """Follow three categories and announce nine days that end with `last`; the day numbered `gap` of seven is missing."""
    last = last or last_friday()
    days = [last - timedelta(days=ago) for ago in reversed(range(9))]
    chance = random.Random(12)  # noqa: S311 - the same pictures each time
    with carrel.database.write() as connection:
        for category, wanted in FEEDS:
            feeds.add(connection, category, f"{days[0] - timedelta(days=20)}T12:00:00Z", wanted=wanted)
        plans = iter(enumerate(_WEEK))
        for day in days:
            if not announces(day):
                continue
            number, plan = next(plans)
            if number == gap:
                reason = "Carrel was not running on this day"
                news.set_coverage(connection, [name for name, _ in FEEDS], str(day), DayState.GAP, reason, _now())
                continue
            announce(connection, day, plan, chance, number=number, written=40 if day == last else 12)
        feed_notes.note_reading(connection, FeedReading(tuple(name for name, _ in FEEDS), _now(), str(last)))
    page = carrel.news.ids(NewsQuery(day=str(last)))
    carrel.organising.set_starred([page[1], page[4]], True)
    return last


def announce_more(carrel: Carrel) -> None:
    """Announce twelve more papers on the last day, as a refresh would."""
    chance = random.Random(4)  # noqa: S311 - the same pictures each time
    day = last_friday()
    found = (_announcement(day, 9, place, AnnounceType.NEW, chance, home="cs.LG") for place in range(90))
    made = [one for one in found if match(FEEDS[0][1], one.paper).reasons][:12]
    with carrel.database.write() as connection:
        news.announce(connection, str(day), made, from_feed=True, now=_now())
    carrel.events.publish(Changes(news=True))


def fail_refresh(carrel: Carrel) -> None:
    """Let arXiv not have answered: the refresh waits for its next try."""
    with carrel.database.write() as connection:
        job = jobs.enqueue(
            connection, JobKind.REFRESH_FEEDS, "feeds", {}, title="", paper_id=None, priority=0, created=_now()
        )
        jobs.claim(connection, Lane.NETWORK, "", _now())
        later = instant(datetime.now(UTC) + timedelta(minutes=40))
        jobs.put_back(connection, job.id, later, "network", "arXiv did not answer.", "Carrel tries again by itself.")
    carrel.events.publish(Changes(jobs=frozenset({job.id})))


def forget_news(carrel: Carrel) -> None:
    """Let nothing have been read from arXiv yet, and the first reading be under way."""
    with carrel.database.write() as connection:
        for table in ("announcements", "coverage"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - two names from the line above
        connection.execute("DELETE FROM jobs")
        feed_notes.note_reading(connection, FeedReading())
        jobs.enqueue(
            connection, JobKind.REFRESH_FEEDS, "feeds", {}, title="", paper_id=None, priority=0, created=_now()
        )
        jobs.claim(connection, Lane.NETWORK, "", _now())
    carrel.events.publish(Changes(news=True))


def tell_reading(carrel: Carrel) -> None:
    """Let the reading be some way on, as its lane would tell."""
    for job in carrel.jobs.open_jobs():
        if job.kind is JobKind.REFRESH_FEEDS:
            carrel.events.publish(JobProgress(replace(job, done=1, total=3, stage="Reading cs.CL, 1 of 3")))


def announce(
    connection: Connection, day: date, plan: DayPlan, chance: random.Random, *, number: int, written: int
) -> list[int]:
    """Announce a day; the first `written` papers have digests. The papers' ids, as the day's page has them."""
    kinds = [
        *[AnnounceType.NEW] * plan.new,
        *[AnnounceType.CROSS] * plan.cross,
        *[AnnounceType.REPLACE] * (plan.replaced * 2 // 3),
        *[AnnounceType.REPLACE_CROSS] * (plan.replaced - plan.replaced * 2 // 3),
    ]
    made = [_announcement(day, number, place, kind, chance) for place, kind in enumerate(kinds)]
    news.announce(connection, str(day), made, from_feed=True, now=_now())
    news.set_coverage(connection, [name for name, _ in FEEDS], str(day), DayState.ANNOUNCED, "", _now())
    ids = news.to_digest(connection, str(day), len(made))
    by_title = {
        paper_id: connection.execute("SELECT title FROM papers WHERE id = ?", (paper_id,)).fetchone()[0]
        for paper_id in ids
    }
    for place, paper_id in enumerate(ids[:written]):
        digests.save(connection, paper_id, None, _digest(by_title[paper_id], place, chance))
    news.set_seen(connection, [paper for place, paper in enumerate(ids) if place % 10 >= 10 - plan.read], True)
    return ids


def _announcement(
    day: date, number: int, place: int, kind: AnnounceType, chance: random.Random, home: str = ""
) -> Announcement:
    subject = _SUBJECTS[(place * 7 + number) % len(_SUBJECTS)]
    title = subject[0] + _TURNS[(place // len(_SUBJECTS) + number) % len(_TURNS)]
    home = home or chance.choice(("cs.LG", "cs.LG", "cs.CL", "stat.ML"))
    categories = (
        ("cs.SD", home)
        if kind in {AnnounceType.CROSS, AnnounceType.REPLACE_CROSS}
        else (home, "cs.AI")[: 1 + place % 2]
    )
    month = day - timedelta(days=3 if not kind.replaced else 160)
    paper = Paper(
        title=title,
        authors=tuple(chance.sample(_AUTHORS, 3)),
        abstract=f"{subject[1]} {subject[2]} The method is described, tested on public data, and compared with what came before.",
        arxiv_id=f"{month:%y%m}.{10_000 + number * 500 + place:05}",
        version=2 + place % 2 if kind.replaced else 1,
        categories=categories,
        published=f"{month}T17:00:00Z",
        updated=f"{day - timedelta(days=2)}T17:00:00Z",
        source="arxiv",
        year=month.year,
        links=("https://github.com/example/code",) if place % 5 == 2 else (),
    )
    return Announcement(paper, kind, withdrawn=kind.replaced and place % 17 == 0)


def _digest(title: str, place: int, chance: random.Random) -> Digest:
    subject = next((one for one in _SUBJECTS if title.startswith(one[0])), _SUBJECTS[0])
    texts = [subject[1], subject[2], *chance.sample([text for one in _SUBJECTS for text in one[1:3]], len(_PARTS) - 2)]
    extractive = place % 9 == 8
    german = place % 6 == 1
    statements = []
    for position, (part, text) in enumerate(zip(_PARTS[place % 3 :], texts, strict=False)):
        one = Statement(part, text, Status.SUPPORTED, (position % 2,))
        if place % 4 == 0 and position == 6:
            one = replace(one, status=Status.PARTLY, reason="The paper says “most”, not all.")
        elif place % 4 == 0 and position == 4 and not extractive:
            one = replace(one, status=Status.PARTLY, verdict=Status.SUPPORTED)
        elif place % 3 == 0 and position == 9:
            one = replace(_UNFOUNDED, field=part, passages=one.passages, instead=(subject[1], subject[2])[position % 2])
        statements.append(replace(one, translation=_GERMAN.get(text, "")) if german else one)
    provenance = Provenance(
        engine="extractive" if extractive else "llama.cpp",
        created=_now(),
        seconds=18.0,
        text_sha256="0" * 64,
        coverage=Coverage(1, 1, 210, 210),
        prompt_version="1",
        model_name="" if extractive else "SmolLM2 135M Instruct",
        quantization="" if extractive else "Q4_1",
        language="de" if german else "",
    )
    return Digest(tuple(statements), subject[3], provenance)


def _now() -> str:
    return instant(datetime.combine(datetime.now(EASTERN).date(), time(1, 2), EASTERN).astimezone(UTC))
