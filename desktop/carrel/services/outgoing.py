"""The day as text that leaves Carrel: to a terminal, to a file, or by mail through the person's own server."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.errors import InputError
from carrel.domain.feed import DayState, NewsDay, NewsLane, NewsQuery
from carrel.paths import bundled
from carrel.services.mail_password import MailPassword
from carrel.services.network import Network
from carrel.services.news import News
from carrel.services.reading import Reading
from carrel.services.settings import SettingsService
from carrel.storage.durable import write_text

if TYPE_CHECKING:
    from email.message import EmailMessage

    from carrel.interchange.day import DayPage, Entry
    from carrel.sources.mail import MailServer

_FEED = "outgoing.feed"
_NOWHERE = "carrel@localhost"
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\]+")


class Form(StrEnum):
    """What a day can be written as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MAIL = "mail"
    ATOM = "atom"


class Outgoing:
    """Writes and sends a day. `day` is an ISO 8601 date, or "" for the newest day that has papers.

    `lane` and `unread` leave all other papers of the day out.
    """

    def __init__(self, reading: Reading, news: News, settings: SettingsService, network: Network) -> None:
        self._reading = reading
        self._news = news
        self._settings = settings
        self._network = network
        self._password = MailPassword(settings)

    def page(self, day: str, *, lane: NewsLane = NewsLane.ALL, unread: bool = False) -> DayPage:
        """What there is of a day.

        Raises:
            InputError: `day` is not a date.
        """
        from carrel.interchange.day import DayPage, Lane  # noqa: PLC0415 - only to write a day out
        from carrel.interchange.wording import LANES  # noqa: PLC0415 - as above

        known = self.day(day)
        placed: set[int] = set()
        lanes = []
        for part in LANES if lane is NewsLane.ALL else (lane,):
            ids = self._news.ids(NewsQuery(day=known.day, lane=part, unread=unread))
            first_here = [one for one in ids if one not in placed]
            lanes.append(Lane(part, len(ids), tuple(self._entries(first_here, known.day))))
            placed.update(ids)
        note = _note(known, max(known.papers, len(placed)))
        if not placed and not note:
            note = "All papers of this day are read." if unread else "This day has no such papers."
        return DayPage(known.day, len(placed), tuple(lanes), note)

    def render(self, day: str, form: Form, *, lane: NewsLane = NewsLane.ALL, unread: bool = False) -> str:
        """A day as text. As Atom, it is followed by the days of the strip before it.

        Raises:
            InputError: `day` is not a date.
        """
        return self._render(day, form, "", lane, unread=unread)

    def write(self, day: str, form: Form, path: Path, *, lane: NewsLane = NewsLane.ALL, unread: bool = False) -> None:
        """Write a day to a file, in place of one that is there.

        Raises:
            InputError: `day` is not a date.
            StorageError: the file cannot be written; one that was there is as it was.
        """
        path = path.expanduser().absolute()
        write_text(path, [self._render(day, form, path.as_uri(), lane, unread=unread)])

    def send(self, day: str, *, lane: NewsLane = NewsLane.ALL, unread: bool = False, who: str = "you") -> None:
        """Send a day by mail, as it is set.

        Raises:
            InputError: `day` is not a date, or the server or an address is not set or is not one.
            StorageError: the password cannot be had from the keyring.
            NetworkError: the mail was not sent, or not to everyone; the words say why.
        """
        addresses = self._addresses()
        server = self._server()
        page = self.page(day, lane=lane, unread=unread)
        self._network.mailer.send(server, self._message(page, *addresses), who=who)

    def check(self) -> None:
        """Connect to the mail server that is set and log in, without sending anything.

        Raises:
            InputError: the server or an address is not set or is not one.
            StorageError: the password cannot be had from the keyring.
            NetworkError: it did not work; the words say why.
        """
        self._addresses()
        self._network.mailer.check(self._server())

    def has_password(self) -> bool:
        """Whether the keyring holds the password for the user and server that are set.

        Raises:
            StorageError: this computer has no keyring, or it stays locked.
        """
        return bool(self._password.get())

    def set_password(self, password: str) -> None:
        """Keep the password for the user and server that are set in the system's keyring.

        Raises:
            InputError: they are not set.
            StorageError: this computer has no keyring, or it stays locked. The password is then nowhere.
        """
        self._password.set(password)

    def forget_password(self) -> None:
        """Remove the password from the keyring.

        Raises:
            StorageError: this computer has no keyring, or it stays locked.
        """
        self._password.forget()

    def _render(self, day: str, form: Form, address: str, lane: NewsLane, *, unread: bool) -> str:
        from carrel.interchange import atom, html, markdown, text  # noqa: PLC0415 - only to write a day out

        page = self.page(day, lane=lane, unread=unread)
        match form:
            case Form.TEXT:
                return text.write(page)
            case Form.MARKDOWN:
                return markdown.write(page)
            case Form.HTML:
                return html.write(page, *_colours())
            case Form.MAIL:
                message = self._message(page, self._sender() or _NOWHERE, ())
                return message.as_string(policy=message.policy.clone(linesep="\n"))
            case Form.ATOM:
                before = [known.day for known in self._news.strip() if known.day < page.day and known.papers]
                pages = [page, *(self.page(one, lane=lane, unread=unread) for one in before)]
                return atom.write(pages, self._feed_identity(), address)

    def day(self, day: str) -> NewsDay:
        """The day that is meant by `day`, such as 2026-11-20; with "" the newest that has papers, else the newest.

        Raises:
            InputError: it is not a day.
        """
        strip = self._news.strip()
        if not day:
            return next((known for known in reversed(strip) if known.papers), strip[-1])
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            raise InputError(f"{day} is not a day.", "Write it like 2025-09-12.") from None
        return self._news.day(wanted)

    def _entries(self, ids: list[int], day: str) -> Iterator[Entry]:
        from carrel.interchange.wording import entry  # noqa: PLC0415 - only to write a day out

        for card in self._news.cards(ids, day):
            paper = self._reading.paper(card.row.id)
            if paper is not None:
                earlier = [known for known in self._reading.versions(card.row.id) if known.version < card.version]
                yield entry(card, paper, self._reading.digest(card.row.id), earlier[-1] if earlier else None)

    def _feed_identity(self) -> str:
        identity = self._reading.value(_FEED)
        if not identity:
            identity = uuid.uuid4().urn
            self._reading.set_value(_FEED, identity)
        return identity

    def _message(self, page: DayPage, sender: str, recipients: tuple[str, ...]) -> EmailMessage:
        from carrel.interchange.mail import Envelope, message  # noqa: PLC0415 - only to write a mail

        identity = f"{page.day}.{uuid.uuid4().hex}"
        return message(page, Envelope(sender, recipients, datetime.now().astimezone(), identity), _colours()[0])

    def _server(self) -> MailServer:
        from carrel.sources.mail import MailServer  # noqa: PLC0415 - loads what makes connections

        settings = self._settings.current
        host, user = settings.mail_host.strip(), settings.mail_user.strip()
        if not host:
            raise InputError("No mail server is set.", "Name it in Settings.")
        password = self._password.get() if user else ""
        if user and not password:
            raise InputError(f"The keyring holds no password for {user} at {host}.", "Enter it in Settings.")
        return MailServer(host, settings.mail_port, settings.mail_security, user, password)

    def _sender(self) -> str:
        settings = self._settings.current
        return settings.mail_from.strip() or (settings.mail_user.strip() if "@" in settings.mail_user else "")

    def _addresses(self) -> tuple[str, tuple[str, ...]]:
        sender = self._sender()
        recipients = tuple(filter(None, map(str.strip, self._settings.current.mail_to.split(","))))
        if not sender or not recipients:
            raise InputError("A mail needs an address it comes from and one it goes to.", "Enter both in Settings.")
        for address in (sender, *recipients):
            if not _ADDRESS.fullmatch(address):
                raise InputError(f"{address} is not an e-mail address.", "Write it like name@example.org.")
        return sender, recipients


def _colours() -> tuple[dict[str, str], dict[str, str]]:
    tokens = json.loads(bundled("resources/themes/tokens.json").read_text(encoding="utf-8"))
    return tokens["light"], tokens["dark"]


def _note(day: NewsDay, papers: int) -> str:
    """What is to be said of a day besides its papers; never "" where it has none."""
    reason = f"{day.reason.rstrip('.')}." if day.reason else ""
    match day.state:
        case DayState.FILLED:
            return "Put together later from what was submitted, so replacements are not known."
        case DayState.GAP:
            return f"Carrel does not have all announcements of this day. {reason}".strip()
        case DayState.BEFORE if not papers:
            return reason or "Nothing was followed yet on this day."
        case DayState.AHEAD if not papers:
            return "arXiv has not announced this day's papers yet, or Carrel has not asked since."
        case DayState.NONE if not papers:
            return reason or "arXiv announced nothing on this day."
    return "" if papers else reason or "arXiv announced papers, but none that you follow."
