"""Search by meaning: vectors of passages made in the background, papers found and ranked by them, the passage that says why."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from announced import MOMENT
from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError, StorageError
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.inference.static_encoder import FILES, static_files
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.services.work import GiveWay, Running
from carrel.storage import jobs, papers, passages
from made_vectors import give_vectors
from storage_values import add_file, document

WHEN = "2026-11-20T12:00:00Z"
STORKS = "White storks build large nests on roofs and chimneys, and return to them each spring."
BIRDS = "Migratory birds find the place where they were born with the help of the magnetic field."
NETWORKS = "We prune the weights of deep neural networks without loss of accuracy."
BANKS = "Interest rates of central banks and the inflation of consumer prices."


def add(desk: Carrel, *abstracts: str, kept: bool = True) -> list[int]:
    with desk.database.write() as connection:
        return [
            papers.add(connection, Paper(f"Paper {number}", abstract=text), added=WHEN, kept=kept)
            for number, text in enumerate(abstracts)
        ]


def give_text(desk: Carrel, paper: int, *texts: str, version: int = 1) -> None:
    with desk.database.write() as connection:
        file = add_file(connection, paper, f"{paper}-{version}.pdf", version)
        passages.save(connection, file.id, replace(document(*texts), text_sha256=f"{paper}-{version}"))


def done(desk: Carrel, job: Job | None) -> None:
    assert job is not None
    assert [one.state for one in desk.jobs.wait([job])] == [JobState.DONE]


def prepared(desk: Carrel) -> None:
    """Make the vectors that are missing; searches know of them once they are told, after the job has ended."""
    told = threading.Event()
    end = desk.events.subscribe(lambda event: told.set() if isinstance(event, Changes) and event.vectors else None)
    done(desk, desk.passage_embedding.queue_when_needed())
    assert told.wait(30)
    end()


def found(desk: Carrel, text: str, by: SearchBy, *, sort: Sort = Sort.BEST, trash: bool = False) -> list[int]:
    return list(desk.reading.ids(LibraryQuery(text=text, by=by, sort=sort, trash=trash)))


def test_papers_are_found_whose_words_differ(desk: Carrel) -> None:
    storks, birds, networks, banks = add(desk, STORKS, BIRDS, NETWORKS, BANKS)
    query = "nests of migratory birds"
    assert found(desk, query, SearchBy.BOTH) == [], "until there are vectors, words decide"
    assert desk.reading.waits_for_meanings(LibraryQuery(text=query, by=SearchBy.BOTH))
    prepared(desk)
    assert not desk.reading.waits_for_meanings(LibraryQuery(text=query, by=SearchBy.BOTH))
    assert found(desk, query, SearchBy.WORDS) == []
    assert found(desk, query, SearchBy.MEANING) == [birds, storks]
    assert found(desk, query, SearchBy.BOTH) == [birds, storks]
    assert found(desk, "compressing models", SearchBy.MEANING) == [networks]
    assert found(desk, "inflation of prices in the economy", SearchBy.MEANING)[:1] == [banks]
    assert desk.passage_embedding.queue_when_needed() is None


def test_both_finds_what_either_finds_and_counts_the_same(desk: Carrel) -> None:
    storks, birds, _, banks = add(desk, STORKS, BIRDS, NETWORKS, f"{BANKS} The nests of birds are not meant.")
    prepared(desk)
    query = "nests of birds"
    assert found(desk, query, SearchBy.WORDS) == [banks]
    by_meaning = found(desk, query, SearchBy.MEANING)
    assert {storks, birds} <= set(by_meaning)
    assert set(found(desk, query, SearchBy.BOTH)) == {banks, storks, birds}
    assert found(desk, "white storks", SearchBy.BOTH)[0] == storks
    for by in SearchBy:
        facets = desk.reading.facets(LibraryQuery(text=query, by=by))
        assert facets.states == {ReadingState.UNREAD: len(found(desk, query, by))}
        assert sorted(found(desk, query, by, sort=Sort.TITLE)) == sorted(found(desk, query, by))


def test_all_else_that_is_asked_for_holds_too(desk: Carrel) -> None:
    storks, birds, *_ = add(desk, STORKS, BIRDS, NETWORKS)
    desk.organising.set_starred([birds], True)
    prepared(desk)
    for by in (SearchBy.BOTH, SearchBy.MEANING):
        assert found(desk, "nests of migratory birds is:starred", by) == [birds]
        assert found(desk, "nests of migratory birds -magnetic", by) == [storks]
        assert found(desk, "nests of migratory birds", by, trash=True) == []
    desk.organising.trash([storks])
    assert storks not in found(desk, "birds nesting", SearchBy.MEANING)
    assert found(desk, "birds nesting", SearchBy.MEANING, trash=True) == [storks]


def test_only_free_words_have_a_meaning(desk: Carrel) -> None:
    add(desk, STORKS, BIRDS)
    prepared(desk)
    for text in ("title:birds", "-birds", "is:unread", "year:2020", ""):
        query = LibraryQuery(text=text, by=SearchBy.MEANING)
        assert list(desk.reading.ids(query)) == list(desk.reading.ids(replace(query, by=SearchBy.WORDS)))
        assert not desk.reading.waits_for_meanings(query)


def test_announced_papers_are_not_in_the_library(desk: Carrel) -> None:
    [kept] = add(desk, STORKS)
    add(desk, STORKS, kept=False)
    prepared(desk)
    assert found(desk, "birds on chimneys", SearchBy.MEANING) == [kept]


def test_a_passage_deep_in_the_text_finds_its_paper_and_says_why(desk: Carrel) -> None:
    text, _ = add(desk, NETWORKS, BANKS)
    give_text(desk, text, "The data are described in the appendix.", STORKS, "The work was funded by the state.")
    prepared(desk)
    assert found(desk, "birds nesting on buildings", SearchBy.MEANING) == [text]
    [hit] = desk.reading.hits(text, "birds nesting on buildings", by=SearchBy.BOTH)
    assert (hit.text, hit.by_meaning, hit.passage) == (STORKS, True, 1)
    marked = [hit.text[start:end] for start, end in hit.matches]
    assert any("nests" in part or "storks" in part for part in marked), marked
    [some_words] = desk.reading.hits(text, "birds nesting on buildings")
    assert not some_words.by_meaning
    [by_words] = desk.reading.hits(text, "storks", 1, SearchBy.BOTH)
    assert not by_words.by_meaning


def test_without_a_text_the_abstract_says_why(desk: Carrel) -> None:
    [paper] = add(desk, STORKS)
    prepared(desk)
    [hit] = desk.reading.hits(paper, "bird houses", by=SearchBy.MEANING)
    assert (hit.text, hit.section, hit.page, hit.passage) == (STORKS, "Abstract", -1, -1)


def test_changed_texts_and_newer_files_get_vectors_anew(desk: Carrel) -> None:
    paper, other = add(desk, NETWORKS, BANKS)
    prepared(desk)
    assert found(desk, "birds nesting on buildings", SearchBy.MEANING) == []
    with desk.database.write() as connection:
        papers.update(connection, other, Paper("Paper 1", abstract=STORKS))
    give_text(desk, paper, BIRDS)
    prepared(desk)
    assert set(found(desk, "birds nesting on buildings", SearchBy.MEANING)) == {paper, other}
    give_text(desk, paper, BANKS, version=2)
    prepared(desk)
    assert found(desk, "birds nesting on buildings", SearchBy.MEANING) == [other]


@pytest.mark.parametrize("left", [0, 100, 512])
def test_a_file_that_is_cut_or_gone_is_made_anew_and_words_serve_meanwhile(desk: Carrel, left: int) -> None:
    storks, *_ = add(desk, STORKS, NETWORKS, BANKS)
    prepared(desk)
    desk.close()
    [path] = (desk.paths.vectors / "passages").glob("*.f16")
    if left:
        os.truncate(path, left)
    else:
        path.unlink()
    again = open_library(desk.paths, digest_on_import=False, clock=lambda: MOMENT)
    again.jobs.start()
    try:
        assert found(again, "chimneys", SearchBy.BOTH) == [storks]
        prepared(again)
        assert found(again, "birds nesting on buildings", SearchBy.MEANING) == [storks]
        assert again.passage_embedding.queue_when_needed() is None
    finally:
        again.close()


def test_vectors_that_a_disk_spoilt_are_made_anew_and_words_serve_meanwhile(desk: Carrel) -> None:
    storks, *_ = add(desk, STORKS, NETWORKS, BANKS)
    prepared(desk)
    desk.close()
    [path] = (desk.paths.vectors / "passages").glob("*.f16")
    held = path.read_bytes()
    path.write_bytes(bytes(byte ^ 0x28 for byte in held))
    again = open_library(desk.paths, digest_on_import=False, clock=lambda: MOMENT)
    try:
        assert found(again, "chimneys", SearchBy.BOTH) == [storks]
        assert again.reading.waits_for_meanings(LibraryQuery(text="birds", by=SearchBy.BOTH))
        again.jobs.start()
        done(again, again.passage_embedding.queue_when_needed())
        assert found(again, "birds nesting on buildings", SearchBy.MEANING) == [storks]
        assert again.passage_embedding.queue_when_needed() is None
        assert path.read_bytes()[len(held) :] == held
    finally:
        again.close()


def test_vectors_that_another_process_made_are_found_by(desk: Carrel) -> None:
    storks, _ = add(desk, STORKS, NETWORKS)
    query = "nests of migratory birds"
    assert found(desk, query, SearchBy.MEANING) == []
    other = open_library(desk.paths, digest_on_import=False, clock=lambda: MOMENT)
    other.jobs.start()
    try:
        prepared(other)
        assert found(desk, query, SearchBy.MEANING) == [storks]
        [birds] = add(other, BIRDS)
        prepared(other)
        assert desk.elsewhere.look()
        assert found(desk, query, SearchBy.MEANING) == [birds, storks]
        give_vectors(other)
    finally:
        other.close()
    assert desk.embedding.serving() is not None


def test_papers_vectors_of_another_encoder_are_not_compared_with_what_is_typed(desk: Carrel) -> None:
    storks, _ = add(desk, STORKS, NETWORKS)
    give_vectors(desk)
    assert found(desk, "chimneys", SearchBy.BOTH) == [storks]
    assert desk.reading.waits_for_meanings(LibraryQuery(text="birds", by=SearchBy.BOTH))
    prepared(desk)
    assert found(desk, "nests of migratory birds", SearchBy.MEANING) == [storks]


def test_removing_papers_reads_no_vectors_anew(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    storks, birds, _ = add(desk, STORKS, BIRDS, NETWORKS)
    prepared(desk)
    query = "nests of migratory birds"
    assert found(desk, query, SearchBy.MEANING) == [birds, storks]
    monkeypatch.setattr("carrel.ranking.nearest_papers.Nearest", None)
    desk.organising.trash([storks])
    assert found(desk, query, SearchBy.MEANING) == [birds]


class Outranked(Running):
    """A job that has to give way as soon as it made something."""

    def __init__(self, job: Job) -> None:
        super().__init__(job, lambda *_: None, lambda _: self.asked(), lambda _: False)
        self.times = 0

    def asked(self) -> bool:
        self.times += 1
        return self.times > 1


def test_vectors_made_before_it_gives_way_are_told_and_serve(desk: Carrel) -> None:
    texts = [f"{STORKS} Number {number}." for number in range(1500)]
    ids = add(desk, *[NETWORKS] * 4)
    for one in ids:
        give_text(desk, one, *texts)
    told: list[Changes] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Changes) and event.vectors else None)
    with desk.database.write() as connection:
        job = jobs.enqueue(connection, JobKind.EMBED_PASSAGES, "by hand", {}, title="", created=WHEN)
    with pytest.raises(GiveWay):
        desk.passage_embedding.run(Outranked(job))
    assert len(told) == 1
    assert found(desk, "birds nesting on buildings", SearchBy.MEANING) == ids[:2], "a batch ends at some 2,000 texts"
    with pytest.raises(GiveWay):
        desk.passage_embedding.run(Outranked(job))
    assert sorted(found(desk, "birds nesting on buildings", SearchBy.MEANING)) == ids
    assert not desk.passage_embedding.making


def test_another_state_of_any_of_the_encoders_files_is_another_model(
    desk: Carrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storks, *_ = add(desk, STORKS, NETWORKS)
    prepared(desk)
    known = {desk.passage_embedding.model()}
    for path in static_files():
        shutil.copy(path, tmp_path / path.name)
    monkeypatch.setattr("carrel.inference.static_encoder.bundled", lambda name: tmp_path / Path(name).name)
    assert desk.passage_embedding.model() in known
    for name in FILES:
        with (tmp_path / name).open("ab") as file:
            file.write(b"\n")
        assert desk.passage_embedding.model() not in known
        known.add(desk.passage_embedding.model())
    (tmp_path / FILES[1]).unlink()
    with pytest.raises(ModelError):
        desk.passage_embedding.model()
    assert found(desk, "chimneys", SearchBy.BOTH) == [storks]


def test_vectors_that_cannot_be_read_leave_search_by_words(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    storks, *_ = add(desk, STORKS, NETWORKS)
    prepared(desk)

    def refuse(_: object) -> None:
        raise StorageError("The vectors cannot be read.", "Check the folder.")

    monkeypatch.setattr(desk.passage_embedding.files, "matrix", refuse)
    desk.events.publish(Changes(vectors=True))
    assert found(desk, "chimneys", SearchBy.BOTH) == [storks]
    assert desk.reading.waits_for_meanings(LibraryQuery(text="chimneys", by=SearchBy.BOTH))
    assert desk.reading.hits(storks, "houses of birds", by=SearchBy.MEANING) == []
    monkeypatch.undo()
    desk.events.publish(Changes(vectors=True))
    assert found(desk, "nests of migratory birds", SearchBy.MEANING) == [storks]
