"""The topics that papers can have: those that come with Carrel, and the person's own, which papers get without new digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from carrel.digesting.topic_list import shipped_topics
from carrel.domain.changes import Changes
from carrel.domain.digest import Topic
from carrel.domain.errors import InputError
from carrel.domain.job import Job, JobKind
from carrel.services.events import Events
from carrel.services.jobs import JobRunner
from carrel.services.undo import Undo
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import own_topics, paper_topics
from carrel.storage.database import Connection, Database
from carrel.worker.documents import DocumentsWorker

MOST = 40
"""So many topics of their own a person can have."""
NAME = 40
DESCRIPTION = 300
PHRASE = 60
PHRASES = 30
"""The most characters of a name, a description and a phrase, and the most phrases."""

_KEY = "papers"
_PRIORITY = -2
_BATCH = 64


class Topics:
    """Lists topics, and adds, changes and removes the person's own; the papers' topics follow in the background."""

    def __init__(
        self, database: Database, jobs: JobRunner, worker: DocumentsWorker, events: Events, undo: Undo
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._worker = worker
        self._events = events
        self._undo = undo

    @property
    def shipped(self) -> tuple[Topic, ...]:
        """The topics that come with Carrel."""
        return shipped_topics()

    @property
    def own(self) -> tuple[Topic, ...]:
        """The person's own topics, in the order in which they were added."""
        with self._database.read() as connection:
            return own_topics.all(connection)

    def names(self) -> frozenset[str]:
        """The topics there are, and those that papers have still."""
        with self._database.read() as connection:
            carried = paper_topics.carried(connection)
            own = own_topics.all(connection)
        return carried | {topic.name for topic in (*shipped_topics(), *own)}

    def start(self) -> None:
        """Queue what is left where the topics were changed and Carrel ended before the papers' topics were looked at."""
        last = self._jobs.latest(JobKind.NAME_TOPICS, _KEY)
        known = last.payload["topics_of"] if last is not None else _fingerprint(())
        if known != _fingerprint(self.own):
            self._queue()

    def add(self, name: str, description: str, phrases: Sequence[str] = ()) -> Changes:
        """Add a topic: what it is about in a sentence or two, and words that papers of it use.

        Raises:
            InputError: the name is empty, too long or taken, something else is too long, or there are `MOST` already.
        """
        topic = _tidy(Topic(name, description, tuple(phrases)))
        with self._database.write() as connection:
            kept = replace(topic, id=_add(connection, topic))
        return self._done(f"Added topic “{topic.name}”", lambda c: own_topics.remove(c, kept.id))

    def change(self, topic: Topic) -> Changes:
        """Change the topic that has the id of `topic`.

        Raises:
            InputError: there is no such topic of the person's own, its new name is empty, too long or taken, or something
            else is too long.
        """
        topic = _tidy(topic)
        with self._database.write() as connection:
            _demand_free(connection, topic)
            before = _change(connection, topic)
        if before == topic:
            return Changes()
        return self._done(f"Changed topic “{before.name}”", lambda c: _change(c, before))

    def remove(self, topic_id: int) -> Changes:
        """Remove a topic of the person's own; papers lose it."""
        with self._database.write() as connection:
            gone = own_topics.remove(connection, topic_id)
        if gone is None:
            return Changes()
        return self._done(f"Removed topic “{gone.name}”", lambda c: _add(c, gone))

    def pending(self) -> Job | None:
        """The job that gives papers their topics, while it is open."""
        job = self._jobs.latest(JobKind.NAME_TOPICS, _KEY)
        return job if job is not None and job.state.open else None

    def run(self, running: Running) -> Changes:
        """Give the papers that have a digest the topics they have among all there are now, some at a time.

        Raises:
            GiveWay: something more urgent waits. Cancelled: the job was stopped.
        """
        after = done = of = 0
        while True:
            running.check()
            if running.outranked():
                raise GiveWay
            # Read each time: the person may go on changing topics meanwhile.
            own = self.own
            topics_of = _fingerprint(own)
            with self._database.read() as connection:
                papers = paper_topics.stale(connection, topics_of, after=after, limit=_BATCH)
                if not after:
                    done, of = paper_topics.counts(connection, topics_of)
            if papers:
                running.progress(done, of)
                named = self._worker.topics(list(papers.values()), own, cancelled=running.stopped)
                with self._database.write() as connection:
                    changed = paper_topics.put(connection, topics_of, dict(zip(papers, named, strict=True)))
                self._events.publish(Changes(papers=frozenset(changed), news=bool(changed)))
                after, done = max(papers), done + len(papers)
            elif after:
                # Digests of papers before may have been written meanwhile.
                after = 0
            else:
                return Changes()

    def _done(self, label: str, inverse: Callable[[Connection], object]) -> Changes:
        def take_back() -> None:
            with self._database.write() as connection:
                inverse(connection)
            self._queue()
            self._events.publish(Changes(topics=True))

        changes = Changes(topics=True, undo=label)
        self._undo.record(label, take_back)
        self._queue()
        self._events.publish(changes)
        return changes

    def _queue(self) -> None:
        topics_of = _fingerprint(self.own)
        with self._database.read() as connection:
            if not paper_topics.stale(connection, topics_of, limit=1):
                return
        title = "Topics of your papers"
        self._jobs.add([NewJob(JobKind.NAME_TOPICS, _KEY, {"topics_of": topics_of}, title, priority=_PRIORITY)])


def _fingerprint(own: Sequence[Topic]) -> str:
    """What tells these topics from others."""
    said = json.dumps([(one.name, one.description, one.phrases) for one in own])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _add(connection: Connection, topic: Topic) -> int:
    if len(own_topics.all(connection)) >= MOST:
        raise InputError(f"There are {MOST} topics of your own already.", "Remove one first.")
    _demand_free(connection, topic)
    return own_topics.add(connection, topic)


def _change(connection: Connection, topic: Topic) -> Topic:
    try:
        return own_topics.change(connection, topic)
    except KeyError as error:
        raise InputError("This topic is there no more.", "Add it again.") from error


def _demand_free(connection: Connection, topic: Topic) -> None:
    """Refuse a name that another topic has, whichever way it is written."""
    others = (*shipped_topics(), *(one for one in own_topics.all(connection) if one.id != topic.id))
    for other in others:
        if other.name.casefold() == topic.name.casefold():
            raise InputError(f"There is a topic “{other.name}” already.", "Choose another name.")


def _tidy(topic: Topic) -> Topic:
    """`topic` without superfluous spaces and phrases that come twice.

    Raises:
        InputError: its name is empty, or something is too long.
    """
    name, description = " ".join(topic.name.split()), " ".join(topic.description.split())
    phrases = {phrase.casefold(): phrase for one in reversed(topic.phrases) if (phrase := " ".join(one.split()))}
    if not any(character.isalnum() for character in name):
        raise InputError("A topic needs a name.", "Type one.")
    if len(name) > NAME:
        raise InputError("The name of this topic is too long.", f"Use at most {NAME} characters.")
    if len(description) > DESCRIPTION:
        raise InputError("The description of this topic is too long.", f"Use at most {DESCRIPTION} characters.")
    if len(phrases) > PHRASES:
        raise InputError("This topic has too many phrases.", f"Give at most {PHRASES}.")
    if longest := next((phrase for phrase in phrases.values() if len(phrase) > PHRASE), ""):
        raise InputError(f"The phrase “{longest[:PHRASE]}…” is too long.", f"Use at most {PHRASE} characters.")
    return replace(topic, name=name, description=description, phrases=tuple(reversed(phrases.values())))
