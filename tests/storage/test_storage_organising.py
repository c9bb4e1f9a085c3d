from __future__ import annotations

import pytest

from carrel.domain.request import Request
from carrel.domain.settings import Settings
from carrel.storage import ledger, listing, organising, papers, settings
from carrel.storage.database import Database
from storage_values import NOW, add_paper


def test_tagging_tells_which_papers_changed(database: Database) -> None:
    with database.write() as connection:
        one, two = add_paper(connection), add_paper(connection)
        assert organising.tag(connection, [one], "Thesis") == [one]
        assert organising.tag(connection, [one, two, 99], "thesis") == [two]
        assert papers.state(connection, two).tags == ("Thesis",)
        assert organising.untag(connection, [one, two], "THESIS") == [one, two]
        assert organising.untag(connection, [one], "Thesis") == []
        assert organising.tag(connection, [99], "nobody's") == []
        assert listing.tags(connection) == []


def test_a_deleted_collection_comes_back_with_all_that_was_in_it(database: Database) -> None:
    with database.write() as connection:
        one, two = add_paper(connection), add_paper(connection)
        top = organising.create_collection(connection, "Top", None, NOW)
        outer = organising.create_collection(connection, "Outer", top, NOW)
        inner = organising.create_collection(connection, "Inner", outer, NOW)
        assert organising.collect(connection, [one], outer, NOW) == [one]
        assert organising.collect(connection, [one, two], outer, NOW) == [two]
        organising.collect(connection, [two], inner, NOW)
        before = listing.collections(connection)
        gone = organising.delete_collection(connection, outer)
        assert gone.name == "Outer"
        assert [found.id for found in listing.collections(connection)] == [top]
        organising.recreate_collection(connection, gone)
        assert listing.collections(connection) == before
        assert papers.state(connection, two).collections == (outer, inner)
        assert organising.uncollect(connection, [one, 99], outer) == [one]


def test_a_recreated_collection_stands_at_the_top_when_the_one_around_it_is_gone(database: Database) -> None:
    with database.write() as connection:
        top = organising.create_collection(connection, "Top", None, NOW)
        outer = organising.create_collection(connection, "Outer", top, NOW)
        gone = organising.delete_collection(connection, outer)
        organising.delete_collection(connection, top)
        organising.recreate_collection(connection, gone)
        assert [(found.id, found.parent) for found in listing.collections(connection)] == [(outer, None)]


def test_renaming_tells_the_old_name(database: Database) -> None:
    with database.write() as connection:
        one = organising.create_collection(connection, "Old", None, NOW)
        assert organising.rename_collection(connection, one, "New") == "Old"
        with pytest.raises(KeyError):
            organising.rename_collection(connection, 99, "New")
        with pytest.raises(KeyError):
            organising.delete_collection(connection, 99)


def test_settings_come_back_and_an_unusable_one_has_its_default(database: Database) -> None:
    chosen = Settings(model="", theme="dark", text_scale=120, mail_to="a@b.org", welcomed=True)
    with database.write() as connection:
        assert settings.load(connection) == Settings()
        settings.save(connection, chosen)
        assert settings.load(connection) == chosen
        settings.set_value(connection, "settings.text_scale", '"large"')
        settings.set_value(connection, "settings.theme", "{")
        settings.set_value(connection, "settings.unknown", "1")
        found = settings.load(connection)
    assert (found.text_scale, found.theme, found.mail_to) == (100, "system", "a@b.org")


def test_small_states_are_kept_by_name(database: Database) -> None:
    with database.write() as connection:
        assert settings.value(connection, "window") == ""
        settings.set_value(connection, "window", "10,20")
        settings.set_value(connection, "window", "30,40")
        assert settings.value(connection, "window") == "30,40"
        assert settings.load(connection) == Settings()


def test_the_ledger_keeps_every_request_newest_first(database: Database) -> None:
    first = Request("2026-11-20T09:00:00Z", "arxiv.org", "/abs/1", "metadata", "you", 200, 5000)
    second = Request("2026-11-21T09:00:00Z", "arxiv.org", "/pdf/1", "PDF", "you", 0, 0, "no answer")
    with database.write() as connection:
        assert ledger.last(connection) is None
        ledger.add(connection, first)
        ledger.add(connection, second)
        assert ledger.recent(connection, 5) == [second, first]
        assert ledger.last(connection) == second
        assert ledger.count_since(connection, "2026-11-21T00:00:00Z") == 1
