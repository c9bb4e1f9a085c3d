"""A real SMTP server on loopback that encrypts, asks for a password, and answers as a test tells it to."""

from __future__ import annotations

import base64
import ipaddress
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "reader", "correct horse"
HANG_UP = "hang up"


@dataclass(slots=True)
class Letter:
    """What a client sent, and how."""

    recipients: list[str]
    body: bytes
    encrypted: bool
    user: str


@dataclass(slots=True)
class SmtpServer:
    """How it answers and what it got. `answers` maps a command ("RCPT") to a line, "MESSAGE" stands for the mail's end.

    `refused` is a recipient that it does not know. With a `context` it offers STARTTLS, or begins with TLS (`tls`).
    """

    answers: Mapping[str, str]
    refused: str = ""
    context: ssl.SSLContext | None = None
    tls: bool = False
    log_in: bool = False
    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)


class _Conversation:
    """One client's connection."""

    def __init__(self, connection: socket.socket, server: SmtpServer) -> None:
        self._connection = connection
        self._server = server
        self._encrypted = False
        self._user = ""
        self._recipients: list[str] = []
        self._lines = connection.makefile("rb")
        self._steps = {
            "EHLO": self._hello,
            "STARTTLS": self._start_tls,
            "AUTH": self._log_in,
            "MAIL": self._begin,
            "RCPT": self._add_recipient,
            "DATA": self._take,
        }

    def hold(self) -> None:
        """Answer until the client has had enough."""
        try:
            if self._server.tls:
                self._encrypt()
            self._say(self._server.answers.get("CONNECT", "220 loopback"))
            while line := self._lines.readline():
                verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
                verb = verb.upper()
                self._server.heard.append(f"{verb} {rest}".strip())
                told = self._server.answers.get(verb)
                if told == HANG_UP:
                    return
                if told:
                    self._say(told)
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._steps.get(verb, self._agree)(rest)
        finally:
            self._lines.close()
            self._connection.close()

    def _agree(self, _rest: str) -> None:
        self._say("250 ok")

    def _hello(self, _rest: str) -> None:
        safe = self._encrypted or self._server.context is None
        extras = [] if safe else ["250-STARTTLS"]
        extras += ["250-AUTH PLAIN"] if self._server.log_in and safe else []
        self._say("\r\n".join(["250-loopback", *extras, "250 8BITMIME"]))

    def _start_tls(self, _rest: str) -> None:
        self._say("220 go ahead")
        self._encrypt()

    def _log_in(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        good = (user, password) == (USER, PASSWORD)
        self._user = user if good else ""
        self._say("235 welcome" if good else "535 wrong user or password")

    def _begin(self, _rest: str) -> None:
        self._recipients = []
        self._say("250 ok" if self._user or not self._server.log_in else "530 log in first")

    def _add_recipient(self, rest: str) -> None:
        address = rest[len("TO:<") : -1]
        if address == self._server.refused:
            self._say("550 no such user")
            return
        self._recipients.append(address)
        self._say("250 ok")

    def _take(self, _rest: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self._lines.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        told = self._server.answers.get("MESSAGE", "250 taken")
        if told.startswith("250"):
            body = b"".join(lines)
            self._server.letters.append(Letter(self._recipients, body, self._encrypted, self._user))
        self._say(told)

    def _say(self, line: str) -> None:
        self._connection.sendall(f"{line}\r\n".encode())

    def _encrypt(self) -> None:
        assert self._server.context is not None
        self._lines.close()
        self._connection = self._server.context.wrap_socket(self._connection, server_side=True)
        self._lines = self._connection.makefile("rb")
        self._encrypted = True


@contextmanager
def smtp_server(
    answers: Mapping[str, str] | None = None,
    *,
    certificate: Path | None = None,
    tls: bool = False,
    log_in: bool = False,
    refused: str = "",
) -> Iterator[SmtpServer]:
    """Serve until the block ends."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    state = SmtpServer(answers or {}, refused, context, tls, log_in)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(10)
            # A client that trusts no certificate, or had enough, hangs up.
            with suppress(OSError):
                _Conversation(self.request, state).hold()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def make_certificate(path: Path, name: str = "localhost") -> Path:
    """A certificate for `name` with its key, signed by itself, in one file; for localhost also by its number."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
