"""Steering For you: more or less of papers like one, profiles of interests, and beginning anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.for_you import InterestProfile, Why, Wish
from carrel.interchange import wording
from carrel.services.clock import now
from carrel.services.events import Events
from carrel.services.for_you import ForYou
from carrel.services.settings import SettingsService
from carrel.services.taxonomy import Taxonomy
from carrel.services.undo import Undo
from carrel.storage import cards, interest_profiles, papers, ranked, wishes
from carrel.storage.database import Connection, Database

MOST_PROFILES = 12
NAME = 40
"""The most profiles, and characters of a profile's name."""


class Steering:
    """What a person tells For you. Each write ranks the days before it returns, so that the next question sees it."""

    def __init__(
        self,
        database: Database,
        settings: SettingsService,
        events: Events,
        undo: Undo,
        for_you: ForYou,
        taxonomy: Taxonomy,
    ) -> None:
        self._database = database
        self._settings = settings
        self._events = events
        self._undo = undo
        self._for_you = for_you
        self._taxonomy = taxonomy

    def wish(self, papers: Sequence[int], wish: Wish | None) -> Changes:
        """Ask for more or less of papers like these, or for neither (None)."""
        with self._database.write() as connection:
            before = wishes.wishes(connection, papers)
            wishes.set_wish(connection, papers, wish, now())
            after = wishes.wishes(connection, papers)
            (title,) = ranked.described(connection, papers[:1]).values() or (None,)
        if {one: had for one, (had, _) in before.items()} == {one: has for one, (has, _) in after.items()}:
            return Changes()
        of = f"“{title.title}”" if len(papers) == 1 and title is not None else wording.papers(len(papers))
        words = {Wish.MORE: "More like", Wish.LESS: "Less like", None: "Neither more nor less like"}
        changes = Changes(papers=frozenset(papers), news=True)
        return self._done(changes, f"{words[wish]} {of}", lambda c: wishes.put_wishes(c, papers, before))

    def toggle(self, paper_id: int, wish: Wish) -> Changes:
        """Ask for more or less of papers like this one; where that was asked for already, for neither."""
        with self._database.read() as connection:
            has = wishes.wishes(connection, [paper_id]).get(paper_id)
        return self.wish([paper_id], None if has is not None and has[0] is wish else wish)

    def why(self, paper_id: int) -> Why | None:
        """Why a paper is for the person; None where there is no such paper."""
        with self._database.read() as connection:
            (card,) = cards.cards(connection, [paper_id]) or (None,)
            if card is None:
                return None
            pick = ranked.of_paper(connection, paper_id)
            closest = pick.closest if pick is not None else ()
            titles = ranked.described(connection, [act.paper_id for act in closest])
            (wish,) = wishes.wishes(connection, [paper_id]).values() or ((None, ""),)
        named = tuple((act, titles[act.paper_id].title) for act in closest if act.paper_id in titles)
        return Why(paper_id, card.row.title, card.reasons, named, wish[0])

    def reset(self) -> Changes:
        """Learn from nothing that was done up to now, and take the marks off. Profiles stay."""
        since = self._settings.current.for_you_since
        moment = now()
        before: dict[int, tuple[Wish, str]] = {}

        def forget(connection: Connection) -> None:
            before.update(wishes.wishes(connection))
            wishes.set_wish(connection, list(before), None, "")
            wishes.note_acts(connection, moment)

        def restore(connection: Connection) -> None:
            wishes.put_wishes(connection, list(before), before)

        self._settings.change_with(forget, for_you_since=moment)
        return self._done(Changes(news=True), "Reset For you", restore, since=since)

    # Profiles

    @property
    def profiles(self) -> tuple[InterestProfile, ...]:
        """The person's profiles, none where there is but one interest."""
        with self._database.read() as connection:
            return interest_profiles.all(connection)

    def named_profiles(self) -> tuple[tuple[InterestProfile, str], ...]:
        """The profiles, each with its seeds as they are typed: arXiv ids, or numbers in the library."""
        with self._database.read() as connection:
            profiles = interest_profiles.all(connection)
            typed = ranked.identifiers(connection, [seed for one in profiles for seed in one.seeds])
        return tuple((one, ", ".join(typed[seed] for seed in one.seeds)) for one in profiles)

    def seeds(self, typed: str) -> tuple[int, ...]:
        """The papers that are named by arXiv ids or numbers in the library, with commas or spaces between them.

        Raises:
            InputError: one of them is not on this computer.
        """
        found = []
        with self._database.read() as connection:
            for name in typed.replace(",", " ").split():
                identifier = parse_arxiv_id(name)
                if identifier is not None:
                    paper = papers.find(connection, arxiv_id=identifier.value)
                else:
                    paper = int(name) if name.isdecimal() and ranked.identifiers(connection, [int(name)]) else None
                if paper is None:
                    raise InputError(f"There is no paper {name} on this computer.", "Add it first.")
                found.append(paper)
        return tuple(dict.fromkeys(found))

    def add_profile(self, profile: InterestProfile) -> Changes:
        """Add a profile.

        Raises:
            InputError: its name is empty, too long or taken, arXiv has no such category, or there are `MOST_PROFILES` already.
        """
        profile = self._tidy(profile)
        with self._database.write() as connection:
            known = interest_profiles.all(connection)
            if len(known) >= MOST_PROFILES:
                raise InputError(f"There are {MOST_PROFILES} profiles already.", "Remove one first.")
            _demand_free(known, profile)
            kept = interest_profiles.add(connection, replace(profile, id=0))
        changes = Changes(news=True)
        return self._done(changes, f"Added profile “{profile.name}”", lambda c: interest_profiles.remove(c, kept))

    def change_profile(self, profile: InterestProfile) -> Changes:
        """Change the profile that has the id of `profile`.

        Raises:
            InputError: there is no such profile, its new name is empty, too long or taken, or arXiv has no such category.
        """
        profile = self._tidy(profile)
        with self._database.write() as connection:
            if profile in interest_profiles.all(connection):
                return Changes()
            before = _change(connection, interest_profiles.with_trashed(connection, profile))
        label = f"Changed profile “{before.name}”"
        return self._done(Changes(news=True), label, lambda c: _change(c, before))

    def remove_profile(self, profile_id: int) -> Changes:
        """Remove a profile. What the person did counts for those that are left."""
        with self._database.write() as connection:
            gone = interest_profiles.remove(connection, profile_id)
        if gone is None:
            return Changes()

        def take_back(connection: Connection) -> None:
            _demand_free(interest_profiles.all(connection), replace(gone, id=0))
            interest_profiles.add(connection, gone)

        return self._done(Changes(news=True), f"Removed profile “{gone.name}”", take_back)

    # Within

    def _tidy(self, profile: InterestProfile) -> InterestProfile:
        name = " ".join(profile.name.split())
        if not name:
            raise InputError("A profile needs a name.", "Type one.")
        if len(name) > NAME:
            raise InputError("The name of this profile is too long.", f"Use at most {NAME} characters.")
        if unknown := next((one for one in profile.categories if not self._taxonomy.known(one)), ""):
            raise InputError(f"arXiv has no category {unknown}.", "Choose one such as cs.LG, or a group such as cs.")
        return replace(profile, name=name, seeds=tuple(dict.fromkeys(profile.seeds)))

    def _done(
        self,
        changes: Changes,
        label: str,
        inverse: Callable[[Connection], object],
        *,
        since: str | None = None,
    ) -> Changes:
        """Rank, tell, and remember how it is taken back; `since` is from when on was learnt before, where that changed."""

        def take_back() -> None:
            if since is not None:
                self._settings.change_with(inverse, for_you_since=since)
            else:
                with self._database.write() as connection:
                    inverse(connection)
            self._events.publish(changes | self._for_you.rank_untold())

        self._undo.record(label, take_back)
        told = changes | self._for_you.rank_untold() | Changes(undo=label)
        self._events.publish(told)
        return told


def _change(connection: Connection, profile: InterestProfile) -> InterestProfile:
    """Change a profile, which another process may have removed or named so meanwhile."""
    _demand_free(interest_profiles.all(connection), profile)
    try:
        return interest_profiles.change(connection, profile)
    except KeyError as error:
        raise InputError("This profile is there no more.", "Add it again.") from error


def _demand_free(known: Sequence[InterestProfile], profile: InterestProfile) -> None:
    if any(one.id != profile.id and one.name.casefold() == profile.name.casefold() for one in known):
        raise InputError(f"There is a profile “{profile.name}” already.", "Choose another name.")
