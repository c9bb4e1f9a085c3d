from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest

from carrel.domain.errors import NetworkError, Offline
from carrel.domain.request import Request
from carrel.sources.mail import Mailer, MailServer, system_trust
from mail_server import HANG_UP, PASSWORD, USER, make_certificate, smtp_server

HOST = "127.0.0.1"


@dataclass(slots=True)
class Sending:
    """A mailer under test, with its ledger, its offline switch and the one certificate that it trusts."""

    certificate: Path
    allowed: str = HOST
    offline: bool = False
    ledger: list[Request] = field(default_factory=list)
    trust: Callable[[], ssl.SSLContext] | None = None

    def mailer(self) -> Mailer:
        return Mailer(
            allowed=lambda: self.allowed,
            record=self.ledger.append,
            offline=lambda: self.offline,
            trust=self.trust or (lambda: ssl.create_default_context(cafile=self.certificate)),
        )

    def send(self, port: int, security: str = "starttls", *, password: str = PASSWORD, host: str = HOST) -> None:
        self.mailer().send(MailServer(host, port, security, USER, password), letter())


@pytest.fixture
def sending(tmp_path: Path) -> Sending:
    return Sending(make_certificate(tmp_path / "server.pem"))


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Carrel <desk@example.org>", "reader@example.org", "Écrit à la main"
    made.set_content("The first line\n.\nThe line after a single dot: ∅\n", cte="quoted-printable")
    return made


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_whole_encrypted_and_stands_in_the_ledger(sending: Sending, security: str) -> None:
    with smtp_server(certificate=sending.certificate, tls=security == "tls", log_in=True) as server:
        sending.send(server.port, security)
    [got] = server.letters
    assert (got.encrypted, got.user, got.recipients) == (True, USER, ["reader@example.org"])
    read = email.message_from_bytes(got.body, policy=email.policy.default)
    assert read["Subject"] == "Écrit à la main"
    assert read.get_content().splitlines() == ["The first line", ".", "The line after a single dot: ∅"]
    [entry] = sending.ledger
    assert (entry.host, entry.path, entry.purpose) == (HOST, f"port {server.port}", "Mail to reader@example.org")
    assert (entry.who, entry.status, entry.outcome) == ("you", 250, "")
    assert entry.bytes > 100


def test_nothing_tells_the_server_this_computers_name(sending: Sending) -> None:
    with smtp_server(certificate=sending.certificate, log_in=True) as server:
        sending.send(server.port)
    assert {line for line in server.heard if line.startswith("EHLO")} == {"EHLO [127.0.0.1]"}


def test_a_test_of_the_server_logs_in_and_sends_nothing(sending: Sending) -> None:
    with smtp_server(certificate=sending.certificate, log_in=True) as server:
        sending.mailer().check(MailServer(HOST, server.port, "starttls", USER, PASSWORD))
    assert server.letters == []
    assert not any(line.startswith("MAIL") for line in server.heard)
    assert [(entry.purpose, entry.status, entry.bytes) for entry in sending.ledger] == [("Mail server tested", 250, 0)]


def test_a_wrong_password_is_told_and_nothing_is_sent(sending: Sending) -> None:
    with (
        smtp_server(certificate=sending.certificate, log_in=True) as server,
        pytest.raises(NetworkError, match="did not accept the user name or the password") as told,
    ):
        sending.send(server.port, password="wrong")
    assert not told.value.retry
    assert "password made for this program" in told.value.advice
    assert server.letters == []
    assert [entry.status for entry in sending.ledger] == [535]
    assert "wrong" not in f"{told.value} {sending.ledger}".replace("wrong user", "")


def test_a_certificate_that_is_not_trusted_stops_before_the_password(sending: Sending, tmp_path: Path) -> None:
    stranger = make_certificate(tmp_path / "stranger.pem")
    for security in ("starttls", "tls"):
        with (
            smtp_server(certificate=stranger, tls=security == "tls", log_in=True) as server,
            pytest.raises(NetworkError, match=r"certificate of 127\.0\.0\.1 is not trusted"),
        ):
            sending.send(server.port, security)
        assert not any(line.startswith("AUTH") for line in server.heard)
    assert [entry.status for entry in sending.ledger] == [0, 0]
    assert "not trusted" in sending.ledger[0].outcome


def test_a_certificate_of_another_name_is_not_trusted(sending: Sending, tmp_path: Path) -> None:
    other = make_certificate(tmp_path / "other.pem", "mail.example.org")
    sending.trust = lambda: ssl.create_default_context(cafile=other)
    with smtp_server(certificate=other) as server, pytest.raises(NetworkError, match="not trusted"):
        sending.send(server.port)


def test_the_system_trusts_no_certificate_that_was_just_made(sending: Sending) -> None:
    sending.trust = system_trust
    with smtp_server(certificate=sending.certificate) as server, pytest.raises(NetworkError, match="not trusted"):
        sending.send(server.port)


def test_a_server_without_starttls_gets_neither_password_nor_mail(sending: Sending) -> None:
    with smtp_server(log_in=True) as server, pytest.raises(NetworkError, match="does not offer STARTTLS"):
        sending.send(server.port)
    assert [line.partition(" ")[0] for line in server.heard] == ["EHLO"]


def test_tls_with_a_server_that_begins_plain_is_told(sending: Sending) -> None:
    with smtp_server() as server, pytest.raises(NetworkError, match="No encrypted connection"):
        sending.send(server.port, "tls")


def test_unencrypted_mail_goes_to_this_computer_alone(sending: Sending) -> None:
    with smtp_server() as server:
        sending.mailer().send(MailServer(HOST, server.port, "none"), letter())
    assert [one.encrypted for one in server.letters] == [False]
    sending.allowed = "mail.example.org"
    with pytest.raises(NetworkError, match="Without encryption"):
        sending.mailer().send(MailServer("mail.example.org", 25, "none"), letter())


def test_a_host_that_is_not_the_one_set_is_never_asked(sending: Sending) -> None:
    sending.allowed = "mail.example.org"
    with smtp_server() as server, pytest.raises(NetworkError, match=r"does not connect to 127\.0\.0\.1"):
        sending.send(server.port, "none")
    assert server.heard == []
    assert [entry.outcome for entry in sending.ledger] == ["Carrel does not connect to 127.0.0.1."]


def test_work_offline_stops_a_mail_before_it_leaves(sending: Sending) -> None:
    sending.offline = True
    with smtp_server() as server, pytest.raises(Offline, match="Work offline is on"):
        sending.send(server.port, "none")
    assert (server.heard, sending.ledger) == ([], [])


def test_work_offline_turned_on_meanwhile_stops_the_mail(sending: Sending) -> None:
    def trust() -> ssl.SSLContext:
        sending.offline = True
        return ssl.create_default_context(cafile=sending.certificate)

    sending.trust = trust
    with (
        smtp_server(certificate=sending.certificate, log_in=True) as server,
        pytest.raises(Offline, match="Work offline is on"),
    ):
        sending.send(server.port)
    assert server.letters == []
    assert len(sending.ledger) == 1


@pytest.mark.parametrize(
    ("answers", "words", "status", "retry"),
    [
        ({"RCPT": "550 no such user"}, "refused to send to reader@example.org", 550, False),
        ({"RCPT": "450 try again later"}, "refused to send to", 450, True),
        ({"MAIL": "553 not your address"}, "refused the sender desk@example.org", 553, False),
        ({"MESSAGE": "552 too large"}, "did not take the mail", 552, False),
        ({"MESSAGE": "451 busy"}, "did not take the mail", 451, True),
        ({"CONNECT": "554 go away"}, "answered with an error", 554, False),
        ({"EHLO": HANG_UP}, "ended the connection", 0, True),
        ({"MAIL": HANG_UP}, "ended the connection", 0, True),
    ],
)
def test_what_a_server_refuses_is_told_and_entered(
    sending: Sending, answers: dict[str, str], words: str, status: int, retry: bool
) -> None:
    with smtp_server(answers) as server, pytest.raises(NetworkError, match=words) as told:
        sending.mailer().send(MailServer(HOST, server.port, "none"), letter())
    assert told.value.retry is retry
    assert told.value.advice
    assert [(entry.status, entry.bytes) for entry in sending.ledger] == [(status, 0)]


def test_one_refused_recipient_of_two_is_told_and_the_other_has_the_mail(sending: Sending) -> None:
    both = letter()
    del both["To"]
    both["To"] = "reader@example.org, gone@example.org"
    with smtp_server(refused="gone@example.org") as server, pytest.raises(NetworkError, match="was sent, but") as told:
        sending.mailer().send(MailServer(HOST, server.port, "none"), both)
    assert "gone@example.org" in told.value.message
    assert [one.recipients for one in server.letters] == [["reader@example.org"]]
    assert [(entry.status, entry.bytes > 0) for entry in sending.ledger] == [(250, True)]


def test_a_server_that_asks_for_no_password_is_told_apart(sending: Sending) -> None:
    with smtp_server(certificate=sending.certificate) as server, pytest.raises(NetworkError, match="no way to log in"):
        sending.send(server.port)


def test_an_address_beyond_ascii_that_the_server_cannot_take_is_told(sending: Sending) -> None:
    international = letter()
    international.replace_header("To", "léa@example.org")
    with smtp_server() as server, pytest.raises(NetworkError, match="beyond ASCII") as told:
        sending.mailer().send(MailServer(HOST, server.port, "none"), international)
    assert (server.letters, told.value.retry) == ([], False)


def test_a_password_beyond_ascii_is_told(sending: Sending) -> None:
    with smtp_server(log_in=True) as server, pytest.raises(NetworkError, match="letters that cannot be sent"):
        sending.send(server.port, "none", password="clé")
    assert server.letters == []


def test_a_goodbye_that_fails_does_not_make_a_sent_mail_unsent(sending: Sending) -> None:
    with smtp_server({"QUIT": "500 what"}) as server:
        sending.mailer().send(MailServer(HOST, server.port, "none"), letter())
    assert len(server.letters) == 1
    assert [entry.outcome for entry in sending.ledger] == [""]


def test_no_server_and_no_such_name_are_told_apart(sending: Sending) -> None:
    with smtp_server() as server:
        gone = server.port
    with pytest.raises(NetworkError, match=r"No connection to 127\.0\.0\.1"):
        sending.send(gone, "none")
    sending.allowed = "mail.invalid"
    with pytest.raises(NetworkError, match=r"mail\.invalid was not found"):
        sending.send(587, host="mail.invalid")
    assert [entry.status for entry in sending.ledger] == [0, 0]


def test_a_password_never_shows_in_what_is_printed() -> None:
    assert PASSWORD not in repr(MailServer(HOST, 587, "starttls", USER, PASSWORD))
