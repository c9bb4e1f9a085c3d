"""The Settings page: every change is kept at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from carrel import __version__
from carrel.domain.changes import Changes
from carrel.domain.languages import LANGUAGES
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Place
from carrel.ui.settings.for_you import ForYouSettings
from carrel.ui.settings.group import SettingGroup
from carrel.ui.settings.mail import MailSettings
from carrel.ui.settings.news import NewsSettings
from carrel.ui.settings.topics import TopicSettings
from carrel.ui.shell.wording import clock_time
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Page, Segmented, Toggle

_SIZES = ("90", "100", "110", "125", "150")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MIRROR = "Empty: huggingface.co. Another address that serves the same files under the same names. Asked only when you download a model."
_BATTERY = "Pause: digests that nobody waits for are written once there is mains power again. What you ask for is always written."
_LANGUAGE = "The model is asked for it. Evidence still points to the paper’s own words, and sentences of the paper stay in its language."
_CONTACT = "Named to arXiv with each request, so that it can reach whoever asks too much. May be left empty."


class SettingsPage(Page):
    """Appearance, keyboard, news, For you, digests, topics, sending, network, library. `go` leads to another place."""

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        tell: Callable[[str], object],
        go: Callable[[Place], object],
    ) -> None:
        super().__init__(theme, "Settings", "Every change is kept at once.")
        self._theme = theme
        self._carrel = carrel
        self._shared = background
        self._background = background.of(self)
        self._tell = tell
        self._appearance()
        keys = self._group("Keyboard")
        self.keys = keys.toggle("Single-letter keys", "single_keys")
        keys.row("Single-letter keys", "Such as j, k and s, when no text field has focus. ? shows all keys.", self.keys)
        self.news = NewsSettings(theme, carrel, background, bridge, lambda: go(Place("feeds")))
        self.column.addWidget(self.news)
        self.for_you = ForYouSettings(theme, carrel, background, bridge)
        self.for_you.profiles.opened.connect(self._bring_into_view)
        self.column.addWidget(self.for_you)
        digests = self._group("Digests")
        self.digest_on_import = digests.toggle("Write digests of new papers", "digest_on_import")
        text = "The chosen model writes a digest of each paper that is added. Off: sentences from the paper are shown."
        digests.row("Write digests of new papers", text, self.digest_on_import)
        name = "Language of digests"
        self.language = digests.choice_list(name, "digest_language", (("", "The paper’s own"), *LANGUAGES.items()))
        digests.row(name, _LANGUAGE, self.language)
        self.on_battery = digests.choice("On battery", "on_battery", (("pause", "Pause digests"), ("go_on", "Go on")))
        digests.row("On battery", _BATTERY, self.on_battery)
        self.topics = TopicSettings(theme, carrel, background, bridge)
        self.topics.own.opened.connect(self._bring_into_view)
        self.column.addWidget(self.topics)
        self._network()
        self.mail = MailSettings(theme, carrel, background, bridge)
        self.column.addWidget(self.mail)
        self._library()
        self.column.addWidget(Label(theme, f"Carrel {__version__}", "meta", "text-3"))
        self.end()
        bridge.changes.connect(self._changed)
        self._read_last()

    def show_group(self, title: str) -> None:
        """Bring the group with this title to the top; "" for the page as it was left."""
        group = next((one for one in self.findChildren(SettingGroup) if one.title == title), None)
        if group is not None:
            # It has its place once the layout was looked at.
            QTimer.singleShot(0, group, lambda: self._scroll.verticalScrollBar().setValue(self._top_of(group)))

    def _top_of(self, group: SettingGroup) -> int:
        inside = self._scroll.widget()
        return group.mapTo(inside, group.rect().topLeft()).y() - self._theme.px(20) if inside is not None else 0

    def _group(self, title: str) -> SettingGroup:
        group = SettingGroup(self._theme, self._carrel, self._shared, title)
        self.column.addWidget(group)
        return group

    def _appearance(self) -> None:
        group = self._group("Appearance")
        choices = (("system", "System"), ("light", "Light"), ("dark", "Dark"))
        self.theme_choice = group.choice("Theme", "theme", choices)
        self.size_choice = Segmented(self._theme, tuple((one, f"{one} %") for one in _SIZES), name="Text size")
        scale = group.settings.text_scale
        self.size_choice.set_current(min(_SIZES, key=lambda one: abs(int(one) - scale)))
        self.size_choice.chosen.connect(lambda key: group.change(text_scale=int(key)))
        group.row("Theme", "System follows the desktop.", self.theme_choice)
        group.row("Text size", "Of everything but the pages of PDFs, which have a zoom of their own.", self.size_choice)

    def _network(self) -> None:
        group = self._group("Network")
        self.offline = Toggle(self._theme, "Work offline")
        self.offline.setChecked(group.settings.offline)
        self.offline.clicked.connect(self._set_offline)
        name = "Contact address for arXiv"
        self.contact = group.field(name, group.settings.contact, "name@example.org", 240)
        self.contact.editingFinished.connect(self._set_contact)
        group.row("Work offline", "No request leaves this computer until it is turned off again.", self.offline)
        self._contact_row = group.row(name, _CONTACT, self.contact)
        name = "Fetch models from"
        self.mirror = group.field(name, group.settings.model_mirror, "https://huggingface.co", 240)
        self.mirror.editingFinished.connect(self._set_mirror)
        self._mirror_row = group.row(name, _MIRROR, self.mirror)

    def _library(self) -> None:
        group = self._group("Library")
        home = self._carrel.paths.home
        folder = Button(
            self._theme,
            "Open folder",
            "folder-open",
            clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(home))),
        )
        self.copy_button = Button(self._theme, "Check and copy now", "shield-check", clicked=self._copy)
        group.row("Folder", f"{home}\nTo keep it elsewhere, set CARREL_HOME before Carrel starts.", folder)
        self._copies = group.row("Copies", "", self.copy_button)

    def _set_offline(self, on: bool) -> None:
        self._background.run(lambda: self._carrel.network.set_offline(on), lambda _done: None)

    def _set_contact(self) -> None:
        address = self.contact.text().strip()
        if address and not _ADDRESS.fullmatch(address):
            self._contact_row.note.set_text("This is not an e-mail address, so it was not kept.")
            return
        self._contact_row.note.set_text(_CONTACT)
        if address != self._carrel.settings.current.contact:
            self._background.run(lambda: self._carrel.settings.change(contact=address), lambda _settings: None)

    def _set_mirror(self) -> None:
        address = self.mirror.text().strip().rstrip("/")
        parts = urlsplit(address)
        if address and (parts.scheme not in {"http", "https"} or not parts.hostname):
            self._mirror_row.note.set_text("This is not a web address that begins with https://, so it was not kept.")
            return
        self._mirror_row.note.set_text(_MIRROR)
        if address != self._carrel.settings.current.model_mirror:
            self._background.run(lambda: self._carrel.settings.change(model_mirror=address), lambda _settings: None)

    def _copy(self) -> None:
        self._background.run(
            self._carrel.maintenance.queue, lambda _done: self._tell("Checking and copying the library.")
        )

    def _read_last(self) -> None:
        self._background.latest("last", lambda: self._carrel.maintenance.last, self._show_last)

    def _show_last(self, last: str) -> None:
        when = f"Last checked and copied {clock_time(last)}." if last else "Not checked and copied yet."
        self._copies.note.set_text(f"{when} Once a day, and the newest seven are kept in the folder “backups”.")

    def _changed(self, changes: Changes) -> None:
        if changes.settings:
            self.offline.setChecked(self._carrel.settings.current.offline)
        if changes.jobs:
            self._read_last()

    def _bring_into_view(self, widget: QWidget) -> None:
        # It has its place once the layout was looked at again.
        QTimer.singleShot(0, widget, lambda: self._scroll.ensureWidgetVisible(widget, 0, 24))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the control that Tab reaches in view."""
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if moved and focus is not None:
            self._scroll.ensureWidgetVisible(focus, 0, 48)
        return moved
