"""The settings of For you: on or off, how much, profiles, and beginning anew."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.domain.changes import Changes
from carrel.domain.for_you import InterestProfile
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.edited_list import EditedList, Entry, Kind
from carrel.ui.settings.group import SettingGroup
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Paragraph

_MOST = (5, 10, 15, 20, 30)
_DIFFERENT = (0, 10, 20, 30)
_ON = (
    "Today’s papers are ranked by what you star, keep, read, annotate, collect and hide, with the reason on each card. It is"
    " worked out on this computer and sent nowhere. Off: only the words you gave for a category count."
)
_PROFILES = "With several, each paper says which one it is for. What you do counts for the profile it is closest to."
_RESET = (
    "What you did up to now counts no more, nor do More like this and Less like this. Papers, stars and profiles stay."
)
_FIELDS = (
    ("Name", "Such as Compression"),
    ("Categories that come first until more is known", "cs.LG, stat.ML"),
    ("Papers to begin with: arXiv ids, or numbers of the library", "2310.06825, 2409.11402"),
)


class ForYouSettings(SettingGroup):
    """What For you does, and the person's profiles in a list that is written in."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__(theme, carrel, background, "For you")
        self.on = self.toggle("Rank by what I do", "for_you")
        self.row("Rank by what I do", _ON, self.on)
        self.most = self.choice("Papers a day", "for_you_most", _with(_MOST, self.settings.for_you_most))
        self.row("Papers a day", "It adds at most so many to those that mention your words.", self.most)
        shares = _with(_DIFFERENT, self.settings.for_you_different, " %")
        self.different = self.choice("Something different", "for_you_different", shares)
        self.row(
            "Something different",
            "How many of them are unlike what you keep, so that you see beyond it.",
            self.different,
        )
        self.reset_button = Button(theme, "Reset", "rotate-ccw", clicked=self._reset)
        self.row("Begin anew", _RESET, self.reset_button)
        self.column.addSpacing(theme.px(12))
        self.column.addWidget(Label(theme, "Profiles", "label", weight=500))
        self.column.addWidget(Paragraph(theme, _PROFILES, "meta", "text-3"))
        self.profiles = EditedList(
            theme, background, Kind("profile", _FIELDS, self._keep, carrel.steering.remove_profile)
        )
        self.column.addWidget(self.profiles)
        bridge.changes.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.settings:
            self.on.setChecked(self.settings.for_you)
        if changes.news:
            self._read()

    def _read(self) -> None:
        self.background.latest("profiles", self.carrel.steering.named_profiles, self._show)

    def _show(self, profiles: tuple[tuple[InterestProfile, str], ...]) -> None:
        self.profiles.show_entries(tuple(_entry(profile, seeds) for profile, seeds in profiles))

    def _keep(self, number: int, texts: tuple[str, ...]) -> Changes:
        name, categories, seeds = texts
        steering = self.carrel.steering
        profile = InterestProfile(name, tuple(categories.replace(",", " ").split()), steering.seeds(seeds), number)
        return steering.change_profile(profile) if number else steering.add_profile(profile)

    def _reset(self) -> None:
        self.background.run(self.carrel.steering.reset, lambda _changes: None)


def _entry(profile: InterestProfile, seeds: str) -> Entry:
    """A profile, and its papers as they are typed."""
    count, categories = len(profile.seeds), ", ".join(profile.categories)
    papers = f"begins with {count} {'paper' if count == 1 else 'papers'}" if count else ""
    said = ", ".join(filter(None, (categories, papers)))
    return Entry(profile.id, profile.name, said, (profile.name, categories, seeds))


def _with(choices: Sequence[int], value: int, unit: str = "") -> list[tuple[str, str]]:
    """The choices, and among them a value that was set elsewhere."""
    return [(str(one), f"{one}{unit}") for one in sorted({*choices, value})]
