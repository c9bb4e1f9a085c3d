"""Sending the day: the person's own mail server, and a test of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.group import SettingGroup
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Paragraph

_SECURITY = (("starttls", "STARTTLS"), ("tls", "TLS"), ("none", "None"))
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ABOUT = (
    "A day’s list with its digests as one mail, sent by this computer through your own mail server, and only when you "
    "ask for it: carrel today --send. No one else gets anything."
)
_HIGHEST = 65535


class MailSettings(SettingGroup):
    """The password goes to the system's keyring and nowhere else."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__(theme, carrel, background, "Sending the day")
        self.column.addWidget(Paragraph(theme, _ABOUT))
        self.column.addSpacing(theme.px(4))
        now = self.settings
        self.host = self._kept("mail_host", self.field("Mail server", now.mail_host, "smtp.example.org", 240))
        self.port = self.field("Port of the mail server", str(now.mail_port), "587", 72)
        self.port.editingFinished.connect(self._set_port)
        self._server = self.row("Mail server", _SERVER, self.host, self.port)
        self.security = self.choice("Security", "mail_security", _SECURITY)
        self.security.chosen.connect(self._suit_port)
        self.row("Security", "How the connection is encrypted. None is for a server on this computer.", self.security)
        self.mail_from = self._kept("mail_from", self.field("From", now.mail_from, "you@example.org", 320))
        self.row("From", "The address the mail comes from.", self.mail_from)
        self.mail_to = self._kept("mail_to", self.field("To", now.mail_to, "you@example.org", 320))
        self.row("To", "Where it goes; several addresses with commas.", self.mail_to)
        self.user = self._kept("mail_user", self.field("User", now.mail_user, "you@example.org", 320))
        self.row("User", "The name you log in with. Empty: no login.", self.user)
        self.password = self.field("Password", "", "Kept in the keyring", 200)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._keep_password)
        self._keep = Button(theme, "Keep", clicked=self._keep_password)
        self._keep.setAccessibleName("Keep the password")
        self._forget = Button(theme, "Forget", clicked=self._forget_password)
        self._forget.setAccessibleName("Forget the password")
        self._secret = self.row("Password", "", self.password, self._keep, self._forget)
        self.test = Button(theme, "Test", "gauge", clicked=self._check)
        self.test.setAccessibleName("Test the mail server")
        self._tested = self.row("Test", _TEST, self.test)
        bridge.changes.connect(self._changed)
        self._read_password()

    def _kept(self, name: str, field: QLineEdit) -> QLineEdit:
        """Let a field be kept when it is left."""

        def keep() -> None:
            text = field.text().strip()
            if text != getattr(self.settings, name):
                self.change(**{name: text})

        field.editingFinished.connect(keep)
        return field

    def _set_port(self) -> None:
        text = self.port.text().strip()
        if not text.isdecimal() or not 0 < int(text) <= _HIGHEST:
            self._server.note.set_text("A port is a number up to 65535; this one was not kept.")
            return
        self._server.note.set_text(_SERVER)
        if int(text) != self.settings.mail_port:
            self.change(mail_port=int(text))

    def _suit_port(self, security: str) -> None:
        """Take the usual port, unless the person set another one."""
        if self.port.text().strip() in map(str, _PORTS.values()):
            self.port.setText(str(_PORTS[security]))
            self._set_port()

    def _read_password(self) -> None:
        outgoing, settings = self.carrel.outgoing, self.settings
        known = bool(settings.mail_host and settings.mail_user)
        self.password.setEnabled(known)
        self._keep.setEnabled(known)
        if not known:
            # The keyring is not asked before there is something to ask it for: it may want to be unlocked.
            self._show_password(False)
            self._secret.note.set_text("Name the server and the user first.")
            return
        self.background.latest("password", outgoing.has_password, self._show_password, failed=self._no_keyring)

    def _show_password(self, kept: bool) -> None:
        self._secret.note.set_text("The keyring holds it." if kept else "The keyring holds none yet.")
        self._forget.setEnabled(kept)

    def _keep_password(self) -> None:
        password = self.password.text()
        if password:
            self._do(lambda: self.carrel.outgoing.set_password(password))

    def _forget_password(self) -> None:
        self._do(self.carrel.outgoing.forget_password)

    def _do(self, act: Callable[[], object]) -> None:
        def done(_answer: object) -> None:
            self.password.clear()
            self._read_password()

        self.background.run(act, done, failed=self._no_keyring)

    def _no_keyring(self, error: Exception) -> None:
        self._secret.note.set_text(_said(error))

    def _check(self) -> None:
        self.test.setEnabled(False)
        self._tested.note.set_text(f"Asking {self.settings.mail_host or 'the server'}.")
        works = _LOGGED_IN if self.settings.mail_user else _ANSWERED
        self.background.run(self.carrel.outgoing.check, lambda _none: self._told(works), failed=self._refused)

    def _refused(self, error: Exception) -> None:
        self._told(_said(error))

    def _told(self, words: str) -> None:
        self.test.setEnabled(True)
        self._tested.note.set_text(words)

    def _changed(self, changes: Changes) -> None:
        if changes.settings:
            self._read_password()


_SERVER = "Your provider’s server for sending, and its port."
_TEST = "Connects to the server and logs in, without sending anything. Uses the network."
_LOGGED_IN = "The server answered and took the login. Nothing was sent."
_ANSWERED = "The server answered; no login was tried. Nothing was sent."


def _said(error: Exception) -> str:
    """What an error of the world says; any other is raised."""
    if not isinstance(error, CarrelError):
        raise error
    return str(error)
