"""Sends mail through the person's own SMTP server, and through no other.

The connection is encrypted and the server's certificate checked; unencrypted mail goes to this computer's own server
alone. Work offline stops it, and each connection stands in the ledger: its host and port, to whom, the bytes sent, and
the last code of the server's.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from socket import gaierror

import truststore

from carrel.domain.errors import NetworkError, Offline
from carrel.domain.request import Request

_TIMEOUT = 30.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Says hello without this computer's name, which the library would else ask the network for.
_HELLO = "[127.0.0.1]"
_IN_SETTINGS = "Look at the mail server in Settings."


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server as the person named it. `security` is "starttls", "tls" or "none"; without a `user` nobody logs in."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


def system_trust() -> ssl.SSLContext:
    """Trusts what this computer's system trusts."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Mailer:
    """Talks to mail servers. `allowed` is the one host it may connect to; `record` is called once for a connection."""

    def __init__(
        self,
        *,
        allowed: Callable[[], str],
        record: Callable[[Request], None],
        offline: Callable[[], bool],
        trust: Callable[[], ssl.SSLContext] = system_trust,
    ) -> None:
        self._allowed = allowed
        self._record = record
        self._offline = offline
        self._trust = trust

    def send(self, server: MailServer, message: EmailMessage, *, who: str = "you") -> None:
        """Send `message` to those whom its headers name.

        Raises:
            NetworkError: it was not sent, or not to everyone; the words say why.
        """
        with self._connected(server, f"Mail to {message['To']}", who) as (connection, entry):
            self._demand_online()
            refused = connection.send_message(message)
            entry.status, entry.bytes = 250, len(message.as_bytes())
            if refused:
                names = ", ".join(refused)
                raise _final(
                    f"The mail was sent, but {server.host} refused {names}.", "Look at the addresses in Settings."
                )

    def check(self, server: MailServer, *, who: str = "you") -> None:
        """Connect, encrypt and log in, and send nothing.

        Raises:
            NetworkError: one of these failed; the words say which and why.
        """
        with self._connected(server, "Mail server tested", who) as (connection, entry):
            entry.status, _ = connection.noop()

    @contextmanager
    def _connected(self, server: MailServer, purpose: str, who: str) -> Iterator[tuple[smtplib.SMTP, _Entry]]:
        self._demand_online()
        entry = _Entry()
        try:
            self._demand_allowed(server)
            with _told(server, entry), self._open(server) as connection:
                connection.ehlo_or_helo_if_needed()
                if server.user:
                    entry.status, _ = connection.login(server.user, server.password)
                yield connection, entry
        except NetworkError as error:
            entry.outcome = error.message
            raise
        finally:
            now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            port = f"port {server.port}"
            self._record(Request(now, server.host, port, purpose, who, entry.status, entry.bytes, entry.outcome))

    def _demand_online(self) -> None:
        if self._offline():
            raise Offline(
                "Work offline is on, so Carrel has not sent the mail.", "Turn it off in Activity and try again."
            )

    def _demand_allowed(self, server: MailServer) -> None:
        if server.host != self._allowed().strip():
            raise _final(f"Carrel does not connect to {server.host or 'a server without a name'}.", _IN_SETTINGS)
        if server.security not in {"starttls", "tls"} and server.host not in _LOOPBACK:
            raise _final(
                f"Without encryption anyone on the way to {server.host} could read the mail and the password.",
                "Choose STARTTLS or TLS in Settings.",
            )

    @contextmanager
    def _open(self, server: MailServer) -> Iterator[smtplib.SMTP]:
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, _HELLO, timeout=_TIMEOUT, context=self._trust()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, _HELLO, timeout=_TIMEOUT)
        try:
            if server.security == "starttls":
                connection.starttls(context=self._trust())
            yield connection
            # What was sent is sent, however the server says goodbye.
            with suppress(OSError):
                connection.quit()
        finally:
            connection.close()


@dataclass(slots=True)
class _Entry:
    status: int = 0
    bytes: int = 0
    outcome: str = ""


@contextmanager
def _told(server: MailServer, entry: _Entry) -> Iterator[None]:
    """Raise what goes wrong inside as a NetworkError in plain words, and note the server's code."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        entry.status = error.smtp_code
        raise _refusal(server, error) from error
    except smtplib.SMTPRecipientsRefused as error:
        answers = list(error.recipients.values())
        entry.status = max(code for code, _ in answers)
        names = ", ".join(error.recipients)
        advice = "Look at the address in Settings, and whether this server sends mail there."
        raise _answered(f"{server.host} refused to send to {names}", entry.status, answers[0][1], advice) from error
    except (OSError, UnicodeEncodeError) as error:
        raise _failure(server, error) from error


def _refusal(server: MailServer, error: smtplib.SMTPResponseException) -> NetworkError:
    host, code, text = server.host, error.smtp_code, error.smtp_error
    match error:
        case smtplib.SMTPAuthenticationError():
            advice = "Enter both again in Settings. Some services want a password made for this program alone."
            return _answered(f"{host} did not accept the user name or the password", code, text, advice)
        case smtplib.SMTPSenderRefused():
            advice = "Look at the sender's address in Settings, and whether the server wants a user name."
            return _answered(f"{host} refused the sender {error.sender}", code, text, advice)
        case smtplib.SMTPDataError():
            return _answered(f"{host} did not take the mail", code, text, "Details say what the server answered.")
    return _answered(f"{host} answered with an error", code, text, _IN_SETTINGS)


def _failure(server: MailServer, error: OSError | UnicodeEncodeError) -> NetworkError:
    host = server.host
    match error:
        case smtplib.SMTPNotSupportedError() if server.security == "starttls" and "STARTTLS" in str(error):
            return _final(
                f"{host} does not offer STARTTLS, so nothing was sent.", "Choose TLS in Settings, often with port 465."
            )
        case smtplib.SMTPNotSupportedError() if "SMTPUTF8" in str(error):
            return _final(f"{host} cannot send to addresses with letters beyond ASCII.", _IN_SETTINGS)
        case smtplib.SMTPServerDisconnected():
            return NetworkError(
                f"{host} ended the connection.", f"{_IN_SETTINGS} Its port and its security must match."
            )
        case smtplib.SMTPException():
            return _final(f"{host} offers no way to log in that Carrel knows.", _IN_SETTINGS, str(error))
        case UnicodeEncodeError():
            return _final(
                "The user name or the password has letters that cannot be sent.", "Use letters of ASCII only."
            )
        case ssl.SSLCertVerificationError():
            return _final(
                f"The certificate of {host} is not trusted, so nothing was sent.",
                "Look at the server's name in Settings; if it is right, someone may stand between it and this computer.",
                str(error),
            )
        case ssl.SSLError():
            return _final(
                f"No encrypted connection to {host} came about.",
                f"{_IN_SETTINGS} Its port and its security must match.",
                str(error),
            )
        case gaierror():
            return NetworkError(
                f"{host} was not found.",
                "Look at the server's name in Settings, and at the connection.",
                details=str(error),
            )
        case TimeoutError():
            return NetworkError(f"{host} did not answer in time.", "Look at its port in Settings, or try again later.")
    return NetworkError(
        f"No connection to {host}.", "Look at its port in Settings, and at the connection.", details=str(error)
    )


def _answered(message: str, code: int, text: bytes | str, advice: str) -> NetworkError:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    error = NetworkError(f"{message} ({code}).", advice, details=f"{code} {said}")
    error.retry = 400 <= code < 500
    return error


def _final(message: str, advice: str, details: str = "") -> NetworkError:
    error = NetworkError(message, advice, details=details)
    error.retry = False
    return error
