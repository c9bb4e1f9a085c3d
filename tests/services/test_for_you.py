"""For you over a real library: what is ranked, why, and how it is steered."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from announced import MOMENT, announce, follow
from announced import paper as plain
from carrel.domain.changes import Changes
from carrel.domain.digest import Status
from carrel.domain.errors import InputError, StorageError
from carrel.domain.feed import Card, NewsLane, NewsQuery, NewsSort
from carrel.domain.for_you import ActKind, InterestProfile, Wish
from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.ranking import evidence
from carrel.ranking.reasons import DIFFERENT
from carrel.services.carrel import Carrel
from carrel.services.clock import instant
from carrel.services.open import open_library
from carrel.services.paper_vectors import Space
from carrel.storage import digests, interest_profiles, papers, ranked, settings, wishes
from carrel.storage.database import Database
from made_digests import make_digest

DAY, BEFORE = "2026-11-20", "2026-11-19"
FEDERATED = (
    "Federated learning with {} clients on phones: local training rounds, averaged updates, and privacy of each client's data.",
    "Clients of a federated network train {} local models and send updates to a server that averages them.",
    "Heterogeneous clients in federated averaging: communication rounds with {} devices and private data.",
)
PROTEINS = (
    "Folding of proteins: predicting {} structures of amino acid chains from their sequence alignments.",
    "Docking of {} small molecules to proteins by the geometry of their binding pockets.",
    "Amino acid sequences of {} protein families tell the structure into which the chains fold.",
)
ROBOTS = (
    "A robot arm that grasps {} cluttered objects learns its motion from demonstrations.",
    "Walking robots keep their balance over {} kinds of rough terrain by control of each leg.",
)
TITLES = {FEDERATED: "Federated", PROTEINS: "Proteins", ROBOTS: "Robots"}


def about(subject: tuple[str, ...], number: int, *, category: str = "cs.LG") -> Paper:
    abstract = subject[number % len(subject)].format(number + 3)
    name = TITLES[subject]
    return replace(
        plain(number + 100 * list(TITLES).index(subject), category=category),
        title=f"{name} {number}",
        abstract=abstract,
    )


@pytest.fixture
def desk(library_home: Path) -> Iterator[Carrel]:
    """Three papers of each subject announced the day before, six of each on the day."""
    opened = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT)
    follow(opened.database, "cs.LG")
    announce(opened.database, *(about(one, number) for one in TITLES for number in range(3)), day=BEFORE)
    announce(opened.database, *(about(one, number) for number in range(3, 9) for one in TITLES), day=DAY)
    yield opened
    opened.close()


def ids(desk: Carrel, *titles: str) -> list[int]:
    with desk.database.read() as connection:
        found = dict(connection.execute("SELECT title, id FROM papers").fetchall())
    return [found[title] for title in titles]


def lane(desk: Carrel, day: str = DAY) -> list[Card]:
    query = NewsQuery(day, NewsLane.FOR_YOU)
    return desk.news.cards(desk.news.ids(query), day)


def subjects(cards: list[Card]) -> list[str]:
    return [card.row.title.partition(" ")[0] for card in cards]


def own(desk: Carrel) -> list[Card]:
    """The papers that are there for a reason of the person's."""
    return [card for card in lane(desk) if DIFFERENT not in card.reasons]


def star(desk: Carrel, *titles: str) -> None:
    desk.organising.set_starred(ids(desk, *titles), True)
    desk.for_you.rank()


def test_nothing_is_ranked_before_anything_was_done(desk: Carrel) -> None:
    order = list(desk.news.ids(NewsQuery(DAY, sort=NewsSort.FOR_YOU)))
    assert not desk.for_you.rank()
    assert lane(desk) == []
    assert list(desk.news.ids(NewsQuery(DAY, sort=NewsSort.FOR_YOU))) == order
    assert order == list(desk.news.ids(NewsQuery(DAY, sort=NewsSort.ARXIV)))


def test_papers_like_the_starred_ones_are_for_the_person_and_say_so(desk: Carrel) -> None:
    star(desk, "Federated 0", "Federated 1")
    cards = own(desk)
    assert subjects(cards) == ["Federated"] * 6
    reasons = {reason for card in cards for reason in card.reasons}
    assert reasons <= {
        "like “Federated 0”, which you starred, and 1 other",
        "like “Federated 1”, which you starred, and 1 other",
        "like “Federated 0”, which you starred",
        "like “Federated 1”, which you starred",
    }
    why = desk.steering.why(cards[0].row.id)
    assert why is not None
    assert why.reasons == cards[0].reasons
    assert {title for _, title in why.closest} <= {"Federated 0", "Federated 1"}


def test_some_papers_are_different_and_say_so_the_same_all_day(desk: Carrel) -> None:
    star(desk, "Federated 0", "Federated 1")
    strange = [card.row.id for card in lane(desk) if DIFFERENT in card.reasons]
    assert len(strange) == 2, "a tenth of fifteen"
    assert [card.row.id for card in lane(desk)[-2:]] == strange, "what is different stands last"
    assert "Federated" not in subjects(lane(desk)[-2:])
    desk.settings.change(for_you_different=0)
    desk.for_you.rank()
    assert subjects(lane(desk)) == ["Federated"] * 6
    desk.settings.change(for_you_different=10)
    desk.for_you.rank()
    assert [card.row.id for card in lane(desk)[-2:]] == strange


def test_a_collection_a_tag_and_stars_of_a_topic_give_the_reason(desk: Carrel) -> None:
    kept = ids(desk, "Federated 0", "Federated 1", "Federated 2")
    collection = desk.organising.create_collection("Learning on phones")
    desk.organising.collect(kept, collection)
    desk.for_you.rank()
    assert own(desk)[0].reasons == ("close to 3 papers in Learning on phones",)
    desk.undo.undo()
    desk.organising.tag(kept[:2], "phones")
    desk.for_you.rank()
    assert own(desk)[0].reasons == ("close to 2 papers you tagged phones",)
    desk.undo.undo()
    with desk.database.write() as connection:
        for paper in [*kept[:2], *ids(desk, *(f"Federated {number}" for number in range(3, 9)))]:
            digests.save(connection, paper, None, make_digest("Phones learn.", "Federated Learning", Status.SUPPORTED))
    star(desk, "Federated 0", "Federated 1")
    assert own(desk)[0].reasons == ("you starred 2 papers on Federated Learning this month",)


def test_less_like_this_lowers_papers_like_it_in_the_next_order(desk: Carrel) -> None:
    star(desk, "Federated 0", "Federated 1", "Proteins 0", "Proteins 1")
    before = subjects(own(desk))
    assert before.count("Proteins") > 3
    (turned_down,) = ids(desk, "Proteins 5")
    changes = desk.steering.wish([turned_down], Wish.LESS)
    assert changes.undo == "Less like “Proteins 5”"
    after = lane(desk)
    assert turned_down not in [card.row.id for card in after]
    assert subjects(own(desk)).count("Proteins") < before.count("Proteins")
    assert subjects(own(desk))[0] == "Federated"
    desk.undo.undo()
    assert subjects(own(desk)) == before


def test_more_like_this_is_enough_to_begin_with(desk: Carrel) -> None:
    (one,) = ids(desk, "Robots 0")
    desk.steering.wish([one], Wish.MORE)
    assert set(subjects(own(desk))) == {"Robots"}
    assert own(desk)[0].reasons[0] == "like “Robots 0”, which you want more of"
    assert desk.steering.wish([one], Wish.MORE) == Changes(), "it is marked so already"
    desk.undo.undo()
    assert lane(desk) == []


def test_hidden_papers_speak_against_papers_like_them(desk: Carrel) -> None:
    star(desk, "Federated 0", "Proteins 0")
    assert "Proteins" in subjects(own(desk))
    desk.news.hide(ids(desk, "Proteins 1", "Proteins 2", "Proteins 4"))
    desk.for_you.rank()
    assert subjects(own(desk))[:3] == ["Federated"] * 3
    assert subjects(own(desk)).count("Proteins") < 5


def test_hiding_a_starred_paper_does_not_add_to_its_weight(desk: Carrel) -> None:
    star(desk, "Federated 0", "Proteins 0", "Proteins 1")
    order = [card.row.id for card in lane(desk)]
    desk.news.hide(ids(desk, "Federated 0"))
    desk.for_you.rank()
    assert [card.row.id for card in lane(desk)] == order


def test_of_a_very_large_library_only_what_weighs_most_is_compared(
    desk: Carrel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST_WANTED", 3)
    with desk.database.write() as connection:
        for number in range(9, 40):
            papers.add(connection, replace(about(ROBOTS, number), arxiv_id=""), added="2026-11-01T00:00:00Z", kept=True)
    compared: list[set[int]] = []
    space = desk.for_you._vectors.space

    def note(wanted: Collection[int]) -> Space:
        compared.append(set(wanted))
        return space(wanted)

    monkeypatch.setattr(desk.for_you._vectors, "space", note)
    star(desk, "Federated 0", "Federated 1", "Federated 2")
    [them] = compared
    assert set(ids(desk, "Federated 0", "Federated 1", "Federated 2")) < them
    assert not set(ids(desk, *(f"Robots {number}" for number in range(9, 40)))) & them
    assert set(subjects(own(desk))) == {"Federated"}


def test_a_paper_that_goes_while_days_are_ranked_brings_nothing(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    star(desk, "Federated 0")
    assert set(subjects(own(desk))) == {"Federated"}
    gone = set(ids(desk, "Robots 0"))
    described = ranked.described
    monkeypatch.setattr(ranked, "described", lambda connection, of: described(connection, set(of) - gone))
    star(desk, "Robots 0")
    assert set(subjects(own(desk))) == {"Federated"}


def test_no_more_papers_are_added_to_a_day_than_is_set(desk: Carrel) -> None:
    desk.settings.change(for_you_most=4, for_you_different=25)
    star(desk, "Federated 0", "Federated 1")
    assert len(lane(desk)) == 4
    assert len(own(desk)) == 3
    desk.settings.change(for_you_most=0)
    desk.for_you.rank()
    assert lane(desk) == []


def test_switched_off_it_leaves_the_order_of_arxiv(desk: Carrel) -> None:
    query = NewsQuery(DAY)
    untouched = list(desk.news.ids(query))
    star(desk, "Robots 0", "Robots 1")
    assert list(desk.news.ids(query)) != untouched
    desk.settings.change(for_you=False)
    desk.for_you.rank()
    assert list(desk.news.ids(query)) == untouched
    assert lane(desk) == []
    with desk.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM for_you").fetchone() == (0,)
    desk.settings.change(for_you=True)
    desk.for_you.rank()
    assert list(desk.news.ids(query)) != untouched


def test_reset_learns_from_nothing_that_was_and_can_be_undone(desk: Carrel) -> None:
    star(desk, "Federated 0")
    desk.steering.wish(ids(desk, "Robots 0"), Wish.LESS)
    before = [card.row.id for card in lane(desk)]
    assert before
    assert desk.steering.reset().undo == "Reset For you"
    assert lane(desk) == []
    assert (why := desk.steering.why(ids(desk, "Robots 0")[0])) is not None
    assert why.wish is None
    desk.undo.undo()
    assert [card.row.id for card in lane(desk)] == before


def test_a_reset_that_cannot_be_kept_changes_nothing(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    (robots,) = ids(desk, "Robots 0")
    desk.steering.wish([robots], Wish.LESS)

    def fail(*_: object) -> None:
        raise StorageError("The library cannot be written.")

    with monkeypatch.context() as patch:
        patch.setattr(settings, "save", fail)
        with pytest.raises(StorageError):
            desk.steering.reset()
    why = desk.steering.why(robots)
    assert why is not None
    assert why.wish is Wish.LESS
    assert desk.settings.current.for_you_since == ""


def test_what_the_person_steers_is_told_once(desk: Carrel) -> None:
    star(desk, "Federated 0")
    told: list[Changes] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Changes) and event.news else None)
    changes = desk.steering.wish(ids(desk, "Robots 0"), Wish.MORE)
    assert told == [changes]
    assert changes.papers - set(ids(desk, "Robots 0")), "what is ranked anew is told, too"
    desk.undo.undo()
    assert [one.papers for one in told[1:]] == [changes.papers]


def test_the_clock_tells_how_long_ago_something_was_done(desk: Carrel, library_home: Path) -> None:
    star(desk, "Robots 0")
    later = MOMENT.replace(year=MOMENT.year + 3)
    other = open_library(Paths(library_home), clock=lambda: later)
    try:
        star(other, "Proteins 0")
        with other.database.read() as connection:
            starred = {act.paper_id: act.since for act in wishes.acts(connection) if act.kind is ActKind.STARRED}
    finally:
        other.close()
    robots, proteins = ids(desk, "Robots 0", "Proteins 0")
    assert starred[proteins] == instant(later) > starred[robots]


def test_what_the_person_works_with_stays_in_the_lane(desk: Carrel) -> None:
    star(desk, "Federated 0")
    first = own(desk)[0]
    star(desk, first.row.title)
    again = next(card for card in lane(desk) if card.row.id == first.row.id)
    assert again.reasons == first.reasons


def test_words_of_a_feed_stay_first_and_are_ordered_by_what_the_person_likes(desk: Carrel) -> None:
    with desk.database.write() as connection:
        connection.execute(
            "UPDATE announcements SET interest = 1, reasons = '[\"mentions chains\"]'"
            " WHERE paper_id IN (SELECT id FROM papers WHERE title IN ('Robots 3', 'Proteins 8', 'Federated 5'))"
        )
    star(desk, "Proteins 0", "Proteins 2")
    titles = [card.row.title for card in lane(desk)]
    assert titles[0] == "Proteins 8"
    assert set(titles[:3]) == {"Robots 3", "Proteins 8", "Federated 5"}
    assert lane(desk)[0].reasons[0] == "mentions chains"
    assert set(subjects(own(desk))[3:]) == {"Proteins"}


def test_a_profile_begins_with_its_papers_and_says_which_one_it_is_for(desk: Carrel) -> None:
    (federated,), (proteins,) = ids(desk, "Federated 0"), ids(desk, "Proteins 0")
    desk.steering.add_profile(InterestProfile("Phones", seeds=(federated,)))
    assert own(desk)[0].reasons == ("like “Federated 0”, which you chose to begin with",)
    desk.steering.add_profile(InterestProfile("Biology", seeds=(proteins,)))
    reasons = {card.row.title.partition(" ")[0]: card.reasons[0] for card in own(desk)}
    assert reasons == {
        "Federated": "Phones, like “Federated 0”, which you chose to begin with",
        "Proteins": "Biology, like “Proteins 0”, which you chose to begin with",
    }
    star(desk, "Proteins 1")
    assert all(card.reasons[0].startswith("Biology, ") for card in own(desk) if card.row.title.startswith("Proteins"))
    desk.steering.remove_profile(desk.steering.profiles[1].id)
    assert all(not card.reasons[0].startswith("Phones") for card in own(desk))
    desk.undo.undo()
    assert [one.name for one in desk.steering.profiles] == ["Phones", "Biology"]
    assert desk.steering.profiles[1].seeds == (proteins,)


def test_a_profile_of_a_category_alone_begins_with_papers_of_it(desk: Carrel) -> None:
    follow(desk.database, "q-bio.BM")
    biology = [about(PROTEINS, number, category="q-bio.BM") for number in range(20, 23)]
    announce(desk.database, *biology, day=DAY)
    desk.steering.add_profile(InterestProfile("Biology", categories=("q-bio",)))
    assert {card.row.title for card in own(desk)} == {one.title for one in biology}
    assert {card.reasons for card in own(desk)} == {("in q-bio.BM, which you chose to begin with",)}


def test_profiles_are_named_once_and_changed(desk: Carrel) -> None:
    desk.steering.add_profile(InterestProfile("  Phones "))
    (phones,) = desk.steering.profiles
    with pytest.raises(InputError, match="already"):
        desk.steering.add_profile(InterestProfile("phones"))
    with pytest.raises(InputError, match="name"):
        desk.steering.change_profile(replace(phones, name=" "))
    with pytest.raises(InputError, match="no more"):
        desk.steering.change_profile(replace(phones, id=99, name="Other"))
    assert desk.steering.change_profile(phones) == Changes()
    desk.steering.change_profile(replace(phones, name="Devices", categories=("cs.DC",)))
    assert desk.steering.profiles == (replace(phones, name="Devices", categories=("cs.DC",)),)
    desk.undo.undo()
    assert desk.steering.profiles == (phones,)


def test_a_profile_keeps_the_papers_it_begins_with_while_they_are_in_trash(desk: Carrel) -> None:
    (first,), (second,), (third,) = (ids(desk, f"Proteins {number}") for number in (0, 1, 2))
    desk.steering.add_profile(InterestProfile("Biology", seeds=(first, second)))
    (profile,) = desk.steering.profiles
    desk.news.keep([first])
    desk.organising.trash([first])
    (shown,) = desk.steering.profiles
    assert shown.seeds == (second,)
    assert desk.steering.change_profile(shown) == Changes()
    desk.steering.change_profile(replace(shown, name="Molecules"))
    desk.undo.undo()
    desk.organising.restore([first])
    assert desk.steering.profiles == (profile,)
    desk.organising.trash([first])
    desk.steering.change_profile(replace(shown, seeds=(third,)))
    desk.steering.remove_profile(profile.id)
    desk.undo.undo()
    desk.organising.restore([first])
    assert desk.steering.profiles == (replace(profile, seeds=(third, first)),)


def test_what_was_done_to_a_profile_is_not_taken_back_where_another_process_changed_more(desk: Carrel) -> None:
    desk.steering.add_profile(InterestProfile("Phones"))
    (phones,) = desk.steering.profiles
    desk.steering.change_profile(replace(phones, name="Devices"))
    with desk.database.write() as connection:
        interest_profiles.remove(connection, phones.id)
    with pytest.raises(InputError, match="no more"):
        desk.undo.undo()
    desk.steering.add_profile(InterestProfile("Devices"))
    desk.steering.remove_profile(desk.steering.profiles[0].id)
    with desk.database.write() as connection:
        other = interest_profiles.add(connection, InterestProfile("Devices"))
    with pytest.raises(InputError, match="already"):
        desk.undo.undo()
    desk.steering.remove_profile(other)
    with desk.database.write() as connection:
        assert interest_profiles.add(connection, InterestProfile("Phones")) == other
    desk.undo.undo()
    assert [one.name for one in desk.steering.profiles] == ["Phones", "Devices"]


def test_papers_in_trash_and_the_sample_say_nothing(desk: Carrel) -> None:
    star(desk, "Federated 0")
    desk.organising.trash(ids(desk, "Federated 0"))
    desk.for_you.rank()
    assert lane(desk) == []
    with desk.database.write() as connection:
        papers.add(
            connection, replace(about(ROBOTS, 0), arxiv_id="", source="sample"), added="2026-11-01T00:00:00Z", kept=True
        )
    desk.for_you.rank()
    assert lane(desk) == []


def test_an_unchanged_library_is_not_ranked_again(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    star(desk, "Federated 0")
    shown = own(desk)[0].row.id
    monkeypatch.setattr("carrel.services.for_you.DayRanking", None)
    assert not desk.for_you.rank()
    desk.news.note_seen([shown])
    assert not desk.for_you.rank(), "reading on does not order the list anew"


def test_other_processes_and_the_background_see_the_same(desk: Carrel, library_home: Path) -> None:
    star(desk, "Federated 0")
    other = open_library(Paths(library_home), only_own_jobs=True, clock=lambda: MOMENT)
    try:
        assert not other.for_you.rank()
        assert [card.row.id for card in lane(other)] == [card.row.id for card in lane(desk)]
    finally:
        other.close()
    database = Database(Paths(library_home).database)
    database.close()
