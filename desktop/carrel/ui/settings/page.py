"""The Settings page: every change is kept at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QWidget

from carrel import __version__
from carrel.domain.changes import Changes
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.row import SettingRow
from carrel.ui.shell.wording import clock_time
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Page, Segmented, Toggle

_SIZES = ("90", "100", "110", "125", "150")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SettingsPage(Page):
    """Appearance, keyboard, digests, network, library."""

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, tell: Callable[[str], object]
    ) -> None:
        super().__init__(theme, "Settings", "Every change is kept at once.")
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._tell = tell
        settings = carrel.settings.current
        self._appearance(theme, settings.theme, settings.text_scale)
        self.keys = self._toggle("Single-letter keys", on=settings.single_keys, field="single_keys")
        self._section("Keyboard")
        self._row(
            "Single-letter keys", "Such as j, k and s, when no text field has focus. ? shows all keys.", self.keys
        )
        self.digest_on_import = self._toggle(
            "Write digests of new papers", on=settings.digest_on_import, field="digest_on_import"
        )
        self._section("Digests")
        text = "The chosen model writes a digest of each paper that is added. Off: sentences from the paper are shown."
        self._row("Write digests of new papers", text, self.digest_on_import)
        self.offline = Toggle(theme, "Work offline")
        self.offline.setChecked(settings.offline)
        self.offline.clicked.connect(self._set_offline)
        self.contact = QLineEdit(settings.contact)
        self._network(theme)
        self._library(theme, carrel)
        self.column.addSpacing(theme.px(20))
        self.column.addWidget(Label(theme, f"Carrel {__version__}", "meta", "text-3"))
        self.end()
        bridge.changes.connect(self._changed)
        self._read_last()

    def _appearance(self, theme: Theme, mode: str, scale: int) -> None:
        self.theme_choice = Segmented(theme, (("system", "System"), ("light", "Light"), ("dark", "Dark")), name="Theme")
        self.theme_choice.set_current(mode)
        self.theme_choice.chosen.connect(lambda key: self._change(theme=key))
        self.size_choice = Segmented(theme, tuple((one, f"{one} %") for one in _SIZES), name="Text size")
        self.size_choice.set_current(min(_SIZES, key=lambda one: abs(int(one) - scale)))
        self.size_choice.chosen.connect(lambda key: self._change(text_scale=int(key)))
        self._section("Appearance", first=True)
        self._row("Theme", "System follows the desktop.", self.theme_choice)
        self._row("Text size", "Of everything but the pages of PDFs, which have a zoom of their own.", self.size_choice)

    def _network(self, theme: Theme) -> None:
        self.contact.setPlaceholderText("name@example.org")
        self.contact.setAccessibleName("Contact address for arXiv")
        self.contact.setFixedSize(theme.px(240), theme.px(30))
        self.contact.editingFinished.connect(self._set_contact)
        self._section("Network")
        self._row("Work offline", "No request leaves this computer until it is turned off again.", self.offline)
        text = "Named to arXiv with each request, so that it can reach whoever asks too much. May be left empty."
        self._contact_row = self._row("Contact address for arXiv", text, self.contact)
        self._contact_words = text

    def _library(self, theme: Theme, carrel: Carrel) -> None:
        home = carrel.paths.home
        folder = Button(
            theme, "Open folder", "folder-open", clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(home)))
        )
        self.copy_button = Button(theme, "Check and copy now", "shield-check", clicked=self._copy)
        self._section("Library")
        self._row("Folder", f"{home}\nTo keep it elsewhere, set CARREL_HOME before Carrel starts.", folder)
        self._copies = self._row("Copies", "", self.copy_button)

    def _section(self, title: str, *, first: bool = False) -> None:
        if not first:
            self.column.addSpacing(self._theme.px(24))
        self.column.addWidget(Label(self._theme, title, "heading"))
        self.column.addSpacing(self._theme.px(2))

    def _row(self, name: str, text: str, control: QWidget) -> SettingRow:
        row = SettingRow(self._theme, name, text, (control,))
        self.column.addWidget(row)
        return row

    def _toggle(self, name: str, *, on: bool, field: str) -> Toggle:
        toggle = Toggle(self._theme, name)
        toggle.setChecked(on)
        toggle.clicked.connect(lambda checked: self._change(**{field: checked}))
        return toggle

    def _change(self, **fields: Any) -> None:
        self._background.run(lambda: self._carrel.settings.change(**fields), lambda _settings: None)

    def _set_offline(self, on: bool) -> None:
        self._background.run(lambda: self._carrel.network.set_offline(on), lambda _done: None)

    def _set_contact(self) -> None:
        address = self.contact.text().strip()
        if address and not _ADDRESS.fullmatch(address):
            self._contact_row.note.set_text("This is not an e-mail address, so it was not kept.")
            return
        self._contact_row.note.set_text(self._contact_words)
        if address != self._carrel.settings.current.contact:
            self._change(contact=address)

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

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the control that Tab reaches in view."""
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if moved and focus is not None:
            self._scroll.ensureWidgetVisible(focus, 0, 48)
        return moved
