"""The settings of For you: on or off, how much, profiles, and beginning anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.domain.for_you import InterestProfile
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.group import SettingGroup
from carrel.ui.settings.profile_editor import ProfileEditor
from carrel.ui.settings.row import SettingRow
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


class ForYouSettings(SettingGroup):
    """One profile at a time is edited, in its place. `opened` carries the editor."""

    opened = Signal(QWidget)

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
        self.reset_button = Button(theme, "Reset", "rotate-ccw", clicked=lambda: self._do(carrel.steering.reset))
        self.row("Begin anew", _RESET, self.reset_button)
        self.column.addSpacing(theme.px(12))
        self.column.addWidget(Label(theme, "Profiles", "label", weight=500))
        self.column.addWidget(Paragraph(theme, _PROFILES, "meta", "text-3"))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.column.addLayout(self._list)
        self.column.addSpacing(theme.px(10))
        self.add_button = Button(theme, "Add a profile", "plus", clicked=lambda: self.edit(InterestProfile("")))
        self.column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows: dict[int, SettingRow] = {}
        self.editor: ProfileEditor | None = None
        self._edited = 0
        self._shown: tuple[tuple[InterestProfile, str], ...] | None = None
        bridge.changes.connect(self._changed)
        self._read()

    def edit(self, profile: InterestProfile, seeds: str = "") -> None:
        """Open the editor in the place of a profile; `seeds` are its papers as they are typed."""
        self._close()
        self.editor = ProfileEditor(self.theme, profile, seeds)
        self.editor.kept.connect(self._keep)
        self.editor.left.connect(self._leave)
        self._edited = profile.id
        self._place_editor()
        self.editor.show()
        self.editor.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit(self.editor)

    def _changed(self, changes: Changes) -> None:
        if changes.settings:
            self.on.setChecked(self.settings.for_you)
        if changes.news:
            self._read()

    def _read(self) -> None:
        self.background.latest("profiles", self.carrel.steering.named_profiles, self._show)

    def _show(self, profiles: tuple[tuple[InterestProfile, str], ...]) -> None:
        if profiles == self._shown:
            return
        self._shown = profiles
        if self._edited not in {0, *(profile.id for profile, _ in profiles)}:
            self._close()
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {profile.id: self._row(profile, seeds) for profile, seeds in profiles}
        for row in self._rows.values():
            self._list.addWidget(row)
        self._place_editor()

    def _row(self, profile: InterestProfile, seeds: str) -> SettingRow:
        edit = Button(self.theme, "Edit", look="small", clicked=lambda: self.edit(profile, seeds))
        edit.setAccessibleName(f"Edit profile {profile.name}")
        remove = self.carrel.steering.remove_profile
        gone = Button(self.theme, "Remove", look="small", clicked=lambda: self._do(lambda: remove(profile.id)))
        gone.setAccessibleName(f"Remove profile {profile.name}")
        count = len(profile.seeds)
        papers = f"begins with {count} {'paper' if count == 1 else 'papers'}" if count else ""
        said = ", ".join(filter(None, (", ".join(profile.categories), papers)))
        return SettingRow(self.theme, profile.name, said, (edit, gone))

    def _place_editor(self) -> None:
        """Put the editor where its profile's row is, or at the end for a new one."""
        row = self._rows.get(self._edited)
        for one in self._rows.values():
            one.setVisible(one is not row or self.editor is None)
        self.add_button.setVisible(self.editor is None or row is not None)
        if self.editor is not None:
            self._list.removeWidget(self.editor)
            self._list.insertWidget(self._list.indexOf(row) if row is not None else -1, self.editor)

    def _keep(self, profile: InterestProfile, seeds: str) -> None:
        steering, editor = self.carrel.steering, self.editor

        def keep() -> Changes:
            whole = replace(profile, seeds=steering.seeds(seeds))
            return steering.change_profile(whole) if whole.id else steering.add_profile(whole)

        def kept(_changes: Changes) -> None:
            # Meanwhile another profile may have been opened.
            if self.editor is editor:
                self._leave()

        def refused(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            if self.editor is not None and self.editor is editor:
                self.editor.refuse(str(error))

        self.background.run(keep, kept, failed=refused)

    def _do(self, function: Callable[[], Changes]) -> None:
        self.background.run(function, lambda _changes: None)

    def _leave(self) -> None:
        self._close()
        self._place_editor()
        self.add_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _close(self) -> None:
        if self.editor is not None:
            self.editor.hide()
            self._list.removeWidget(self.editor)
            self.editor.deleteLater()
        self.editor, self._edited = None, 0


def _with(choices: Sequence[int], value: int, unit: str = "") -> list[tuple[str, str]]:
    """The choices, and among them a value that was set elsewhere."""
    return [(str(one), f"{one}{unit}") for one in sorted({*choices, value})]
