from __future__ import annotations

import pytest

from carrel.domain.digest import Status
from carrel.domain.duplicates import Reason
from carrel.domain.feed import NewsQuery
from carrel.domain.for_you import InterestProfile
from carrel.domain.merged_paper import Choice
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery
from carrel.storage import (
    annotation_rows,
    backup,
    digests,
    duplicates,
    files,
    interest_profiles,
    jobs,
    listing,
    merging,
    news,
    notes,
    organising,
    papers,
    row_images,
    settings,
)
from carrel.storage.database import Connection, Database
from carrel.storage.duplicates import Pair
from storage_values import LATER, NOW, add_file, add_paper, annotations_are_indexed, announced, digest
from twins import PREPRINT, PUBLISHED, add_twins, contents, merge


def found(connection: Connection, text: str) -> list[int]:
    return list(listing.ids(connection, LibraryQuery(text=text)))


def test_every_column_that_names_a_paper_has_its_way(database: Database) -> None:
    with database.read() as connection:
        assert set(row_images.references(connection)) == set(merging.WAYS), (
            "a table names papers and merging does not know it: say in merging.WAYS what becomes of its rows"
        )


@pytest.mark.parametrize("turned", [False, True], ids=["into the preprint", "into the published"])
def test_nothing_of_either_paper_is_lost(database: Database, turned: bool) -> None:
    with database.write() as connection:
        preprint, published = add_twins(connection)
        one, other = (published, preprint) if turned else (preprint, published)
        merge(connection, one, other)
        assert papers.get(connection, other) is None
        paper = papers.get(connection, one)
        assert paper is not None
        assert (paper.title, paper.arxiv_id, paper.version, paper.doi) == (PUBLISHED, "2601.00001", 1, "10.1000/song")
        assert (len(paper.authors), paper.year, paper.categories) == (3, 2028, ("cs.SD",))
        assert (paper.journal_reference, paper.links) == ("Journal of Ice 12 (2028)", ("https://example.org/ice",))
        state = papers.state(connection, one)
        assert (state.reading, state.starred, state.tags) == (ReadingState.READ, True, ("ice", "only published"))
        assert len(state.collections) == 2
        assert "My note on the preprint." in state.note
        assert "My note on the publisher." in state.note
        assert f"*From the note on “{PREPRINT if turned else PUBLISHED}”*" in state.note
        assert {file.name for file in files.of_paper(connection, one)} == {"preprint.pdf", "publisher.pdf"}
        marks = annotation_rows.of_paper(connection, one)
        assert len(marks) == len({mark.key for mark in marks}) == 4
        assert all(mark.places for mark in marks)
        history = digests.history(connection, one)
        assert len(history) == 2
        assert all(one.statements[1].verdict for one in history)
        assert [version.version for version in papers.versions(connection, one)] == [1, 2]
        assert news.ids(connection, NewsQuery("2026-01-05")).tolist() == [one]
        assert {(job.paper_id, job.payload["paper"]) for job in jobs.open_jobs(connection)} == {(one, one)}
        assert settings.value(connection, f"reader.place.{one}")
        [row] = papers.rows(connection, [one])
        assert (row.has_pdf, row.has_note, row.has_highlight, row.has_digest) == (True, True, True, True)
        assert backup.check(connection, full=True) == []


def test_searches_find_the_one_paper_by_the_words_of_both(database: Database) -> None:
    with database.write() as connection:
        preprint, published = add_twins(connection)
        merge(connection, preprint, published)
        for text in (
            "preprint icicles",
            "publisher icicles",
            "winter",
            "2601.00001",
            "10.1000/song",
            "My note publisher",
        ):
            assert found(connection, text) == [preprint], text
        assert annotations_are_indexed(connection)


@pytest.mark.parametrize("turned", [False, True], ids=["into the preprint", "into the published"])
def test_taking_it_back_brings_both_papers_back_exactly(database: Database, turned: bool) -> None:
    with database.write() as connection:
        pair = add_twins(connection)
        one, other = reversed(pair) if turned else pair
        duplicates.look(connection, pair)
        before = contents(connection)
        done = merge(connection, one, other, Choice(title="other", year="other"))
        assert contents(connection) != before
        assert merging.take_back(connection, done) == other
        after = contents(connection)
        for table in before:
            assert after[table] == before[table], table
        assert backup.check(connection, full=True) == []


def test_what_came_since_stays_when_it_is_taken_back(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        done = merge(connection, one, other)
        joined = notes.get(connection, one)
        notes.save(connection, one, f"{joined} And more.", LATER)
        file = add_file(connection, one, "since.pdf")
        made = digests.save(connection, one, file.id, digest(text="since"))
        merging.take_back(connection, done)
        assert notes.get(connection, one) == f"{joined} And more."
        assert notes.get(connection, other) == "My note on the publisher."
        assert {one.name for one in files.of_paper(connection, one)} == {"preprint.pdf", "since.pdf"}
        current = digests.current(connection, one)
        assert current is not None
        assert current.id == made
        assert found(connection, "And more") == [one]


def test_a_paper_comes_back_under_another_number_where_its_own_was_given_away(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        assert other > one
        done = merge(connection, one, other)
        stranger = add_paper(connection, "A stranger")
        assert stranger == other
        back = merging.take_back(connection, done)
        assert back not in {one, other}
        assert papers.state(connection, back).note == "My note on the publisher."
        assert [file.name for file in files.of_paper(connection, back)] == ["publisher.pdf"]
        assert files.of_paper(connection, stranger) == []
        assert found(connection, "publisher icicles") == [back]
        assert backup.check(connection, full=True) == []


def test_a_paper_comes_back_bare_where_the_merged_one_was_deleted_for_good(database: Database) -> None:
    with database.write() as connection:
        preprint, published = add_twins(connection)
        done = merge(connection, published, preprint)
        papers.trash(connection, [published], LATER)
        connection.execute("DELETE FROM announcements")
        papers.delete(connection, [published])
        assert papers.get(connection, published) is None
        assert merging.take_back(connection, done) == preprint
        assert papers.state(connection, preprint).note == "My note on the preprint."
        assert files.of_paper(connection, preprint) == []
        assert found(connection, "glacier") == [preprint]
        assert backup.check(connection, full=True) == []


def test_a_tag_that_is_gone_meanwhile_comes_back(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        done = merge(connection, one, other)
        organising.untag(connection, [one], "only published")
        merging.take_back(connection, done)
        assert papers.state(connection, other).tags == ("ice", "only published")


def test_a_tag_of_the_first_paper_that_was_taken_off_since_stays_off(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        done = merge(connection, one, other)
        organising.untag(connection, [one], "ice")
        merging.take_back(connection, done)
        assert papers.state(connection, one).tags == ()
        assert papers.state(connection, other).tags == ("ice", "only published")


def test_a_profile_that_begins_with_both_papers_begins_with_the_one(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        third = papers.add(connection, Paper("Choirs of ice"), added=NOW)
        for name, seeds in (("Both", (other, third, one)), ("Second", (third, other))):
            interest_profiles.add(connection, InterestProfile(name, seeds=seeds))
        before = interest_profiles.all(connection)
        done = merge(connection, one, other)
        assert [profile.seeds for profile in interest_profiles.all(connection)] == [(third, one), (third, one)]
        merging.take_back(connection, done)
        assert interest_profiles.all(connection) == before


def test_an_identifier_that_a_third_paper_has_stays_that_ones(database: Database) -> None:
    with database.write() as connection:
        third, fourth, one, other = (
            papers.add(connection, Paper(PREPRINT, doi=doi), added=NOW)
            for doi in ("10.1000/a", "10.1000/b", "10.1000/c", "10.1000/b")
        )
        merge(connection, third, fourth)
        assert papers.find(connection, doi="10.1000/b") == other
        merge(connection, one, other)
        assert papers.find(connection, doi="10.1000/b") == third


def test_of_two_papers_at_arxiv_the_second_stays_in_the_news_and_is_known_as_the_first(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        before = papers.get(connection, other)
        assert before is not None
        twice = announced("2601.00002", title=PREPRINT, categories=("cs.SD",))
        news.announce(connection, "2026-01-06", [twice], from_feed=True, now=NOW)
        second = papers.find(connection, arxiv_id="2601.00002")
        assert second is not None
        papers.keep(connection, [second])
        notes.save(connection, second, "On the second.", NOW)
        file = add_file(connection, second, "second.pdf", version=1)
        digests.save(connection, second, file.id, digest(Status.SUPPORTED))
        whole = contents(connection)
        done = merge(connection, one, second)
        assert not papers.is_kept(connection, second)
        assert papers.find(connection, arxiv_id="2601.00002") == one
        assert found(connection, "2601.00002") == [one]
        assert "On the second." in notes.get(connection, one)
        assert [version.version for version in papers.versions(connection, one)] == [1, 2]
        merging.take_back(connection, done)
        after = contents(connection)
        for table in whole:
            if table != "duplicates":
                assert after[table] == whole[table], table


def test_a_second_doi_is_kept_and_found(database: Database) -> None:
    with database.write() as connection:
        one = papers.add(connection, Paper(PREPRINT, doi="10.1101/2026.01"), added=NOW)
        other = papers.add(connection, Paper(PUBLISHED, doi="10.1000/song"), added=NOW)
        merge(connection, one, other)
        paper = papers.get(connection, one)
        assert paper is not None
        assert paper.doi == "10.1000/song"
        assert papers.find(connection, doi="10.1101/2026.01") == one
        for text in ("10.1101/2026.01", "doi:10.1101/2026.01", "doi:10.1101*", "doi:10.1000/SONG"):
            assert found(connection, text) == [one], text


def test_what_cannot_be_merged_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        one, _ = add_twins(connection)
        before = contents(connection)
        for other in (one, 99):
            with pytest.raises(KeyError):
                merging.merge(connection, one, other, Paper("Nothing"), at=NOW, origin="")
        assert contents(connection) == before


class TestPairs:
    """Which pairs are offered."""

    def test_they_are_offered_until_one_is_in_trash_or_both_are_one(self, database: Database) -> None:
        with database.write() as connection:
            one, other = add_twins(connection)
            assert duplicates.look(connection, [one, other])
            assert duplicates.pairs(connection) == [Pair(one, other, Reason.TITLE)]
            assert duplicates.of_paper(connection, other) == [Pair(one, other, Reason.TITLE)]
            assert not duplicates.look(connection, [one])
            papers.trash(connection, [other], NOW)
            assert duplicates.count(connection) == 0
            papers.restore(connection, [other])
            assert duplicates.count(connection) == 1
            done = merge(connection, one, other)
            assert duplicates.count(connection) == 0
            merging.take_back(connection, done)
            assert duplicates.count(connection) == 1

    def test_one_that_is_kept_apart_comes_back_only_when_something_changes(self, database: Database) -> None:
        with database.write() as connection:
            one, other = add_twins(connection)
            duplicates.look(connection, [one, other])
            assert duplicates.keep_apart(connection, other, one)
            assert not duplicates.keep_apart(connection, one, other)
            duplicates.look(connection, [one, other])
            notes.save(connection, one, "Another note", LATER)
            duplicates.look(connection, [one])
            assert duplicates.count(connection) == 0
            paper = papers.get(connection, other)
            assert paper is not None
            papers.update(connection, other, Paper(PREPRINT, paper.authors))
            duplicates.look(connection, [other])
            assert duplicates.count(connection) == 1
            duplicates.keep_apart(connection, one, other)
            duplicates.offer(connection, one, other)
            assert duplicates.count(connection) == 1

    def test_a_title_that_very_many_papers_share_costs_little_and_tells_nothing(self, database: Database) -> None:
        with database.write() as connection:
            ids = [
                papers.add(connection, Paper("Proceedings of the glacier choir society", year=2000), added=NOW)
                for _ in range(60)
            ]
            duplicates.look(connection, ids)
            assert duplicates.count(connection) == 0
