"""Papers of arXiv that became one: the news, new versions and the undo keep apart what is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carrel.domain.digest import Status
from carrel.domain.feed import AnnounceType
from carrel.domain.for_you import ActKind
from carrel.domain.job import JobKind
from carrel.domain.merged_paper import Choice
from carrel.domain.paper import Paper, PaperVersion
from carrel.domain.query import LibraryQuery
from carrel.storage import backup, digests, jobs, listing, marks, merging, news, papers, wishes
from carrel.storage.database import Connection, Database
from storage_values import LATER, NOW, add_file, add_paper, announced, digest
from twins import FIRST, PREPRINT, PUBLISHED, SECOND, add_announced, add_twins, announce, merge


def add_from_arxiv(connection: Connection, identifier: str, title: str, version: int = 1) -> int:
    """A paper of arXiv that was added by its identifier, and never announced."""
    paper = Paper(title, ("Ada Lovelace",), arxiv_id=identifier, version=version, categories=("cs.LG",), source="arxiv")
    return papers.add(connection, paper, added=NOW)


def test_a_merged_paper_that_is_announced_is_not_added_anew(database: Database) -> None:
    with database.write() as connection:
        one, other = (add_from_arxiv(connection, name, "Choirs of ice") for name in (FIRST, SECOND))
        done = merge(connection, one, other)
        assert papers.get(connection, other) is None
        told = [announced(SECOND), announced("2611.00009")]
        came = news.announce(connection, "2026-11-20", told, from_feed=True, now=LATER)
        stranger = papers.find(connection, arxiv_id="2611.00009")
        assert came.papers_added == {stranger}
        assert len(came.announced) == 1
        assert papers.find(connection, arxiv_id=SECOND) == one
        merging.take_back(connection, done)
        back = papers.find(connection, arxiv_id=SECOND)
        assert back not in {None, one, stranger}
        assert backup.check(connection, full=True) == []


def test_a_paper_comes_back_without_an_identifier_that_another_one_got(database: Database) -> None:
    with database.write() as connection:
        one, other = (add_from_arxiv(connection, name, "Choirs of ice") for name in (FIRST, SECOND))
        done = merge(connection, one, other)
        papers.trash(connection, [one], LATER)
        papers.delete(connection, [one])
        announce(connection, SECOND)
        newcomer = papers.find(connection, arxiv_id=SECOND)
        back = merging.take_back(connection, done)
        assert papers.find(connection, arxiv_id=SECOND) == newcomer
        paper = papers.get(connection, back)
        assert paper is not None
        assert (paper.title, paper.arxiv_id) == ("Choirs of ice", "")
        assert backup.check(connection, full=True) == []


def test_a_paper_that_stays_in_the_news_keeps_no_digest_that_went_to_the_other_one(database: Database) -> None:
    with database.write() as connection:
        one, other = add_announced(connection)
        made = digests.save(connection, other, None, digest(Status.SUPPORTED))
        done = merge(connection, one, other)
        assert digests.current(connection, other) is None
        current = digests.current(connection, one)
        assert current is not None
        assert current.id == made
        third = add_paper(connection, "Choirs of ice")
        papers.keep(connection, [other])
        merging.take_back(connection, merge(connection, third, other))
        merging.take_back(connection, done)
        back = digests.current(connection, other)
        assert back is not None
        assert back.id == made
        assert digests.current(connection, one) is None


def test_of_two_papers_at_arxiv_only_the_first_ones_files_keep_their_versions(database: Database) -> None:
    with database.write() as connection:
        one, other = (add_from_arxiv(connection, name, "Choirs of ice") for name in (FIRST, SECOND))
        papers.save_version(connection, one, PaperVersion(1, "Choirs of ice", "", NOW))
        add_file(connection, one, "first.pdf", version=3)
        add_file(connection, other, "second.pdf", version=1)
        for paper_id, name in ((one, "first"), (other, "second")):
            payload: dict[str, object] = {"paper": paper_id, "kept": f"{name}.pdf", "version": 2, "asked": True}
            jobs.enqueue(connection, JobKind.IMPORT_FILE, f"/{name}.pdf", payload, paper_id=paper_id, created=NOW)
        jobs.enqueue(connection, JobKind.PLACE_ANNOTATIONS, "other", {"paper": other}, paper_id=other, created=NOW)

        def versions() -> tuple[set[tuple[int, str, int]], list[dict[str, object]]]:
            kept = connection.execute("SELECT paper_id, name, version FROM files").fetchall()
            return set(kept), [dict(job.payload) for job in jobs.open_jobs(connection)]

        before = versions()
        done = merge(connection, one, other)
        assert versions() == (
            {(one, "first.pdf", 3), (one, "second.pdf", 0)},
            [
                {"paper": one, "kept": "first.pdf", "version": 2, "asked": True},
                {"paper": one, "kept": "second.pdf", "version": 0, "asked": True},
                {"paper": one},
            ],
        )
        merging.take_back(connection, done)
        assert versions() == before


def test_a_merged_paper_in_the_news_is_not_taken_for_an_unwanted_one(database: Database) -> None:
    with database.write() as connection:
        one, other = add_announced(connection)
        third = add_paper(connection, "Choirs of ice")
        announce(connection, "2601.00003")
        unwanted = papers.find(connection, arxiv_id="2601.00003")
        assert unwanted is not None
        marks.hide(connection, [unwanted])
        merge(connection, third, one)
        merge(connection, third, other)
        assert wishes.acts_stale(connection)
        wishes.note_acts(connection, NOW)
        assert not wishes.acts_stale(connection)
        told = {(act.paper_id, act.kind) for act in wishes.acts(connection)}
        assert told == {(third, ActKind.KEPT), (unwanted, ActKind.HIDDEN)}


def test_a_new_version_at_arxiv_leaves_what_was_published_and_chosen(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        merge(connection, one, other)
        before = papers.get(connection, one)
        assert before is not None
        assert before.title == PUBLISHED
        again = announced(
            "2601.00001",
            AnnounceType.REPLACE,
            version=3,
            title="Songs of two glaciers",
            abstract="They sing in turn.",
            authors=("Ada Lovelace",),
            categories=("cs.SD", "eess.AS"),
            updated=LATER,
            links=("https://example.org/new",),
        )
        came = news.announce(connection, "2026-11-20", [again], from_feed=True, now=LATER)
        assert came.new_versions == ((one, 1, 3),)
        after = papers.get(connection, one)
        assert after == replace(
            before,
            version=3,
            updated=LATER,
            categories=("cs.SD", "eess.AS"),
            links=("https://example.org/ice", "https://example.org/new"),
        )
        assert [version.title for version in papers.versions(connection, one)] == [
            PREPRINT,
            PREPRINT,
            "Songs of two glaciers",
        ]
        assert list(listing.ids(connection, LibraryQuery(text="winter"))) == [one]


@pytest.mark.parametrize(
    "choice",
    [Choice("one", "other", "other", "other"), Choice("other", "other", "other", "one")],
    ids=["title", "abstract"],
)
def test_what_was_chosen_of_the_preprint_goes_on_with_its_versions(database: Database, choice: Choice) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        merge(connection, one, other, choice)
        announce(connection, FIRST, version=3)
        paper = papers.get(connection, one)
        assert paper is not None
        told = announced(FIRST).paper
        new = (paper.title == told.title, paper.abstract == told.abstract)
        assert new == (choice.title == "one", choice.abstract == "one")
        assert len(paper.authors) == 3
