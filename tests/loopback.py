"""A real HTTP server on loopback that answers as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. `cut` sends only so many bytes of the body and hangs up.

    `drip` is the seconds between pieces of the body, each of `piece` bytes.

    `sized` false leaves Content-Length out. `hold` is waited for before anything is answered.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: float = 0.0
    piece: int = 1
    sized: bool = True
    hold: threading.Event | None = None


@dataclass(slots=True)
class Loopback:
    """The server's address, what it was asked, and how it answers."""

    port: int
    answer: Callable[[str, dict[str, str]], Reply]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        headers = dict(self.headers.items())
        self.server.state.asked.append((self.path, headers))
        try:
            self._send(self.server.state.answer(self.path, headers))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has hung up

    def do_CONNECT(self) -> None:
        self.server.state.asked.append((self.path, dict(self.headers.items())))
        self.send_error(502)

    def _send(self, reply: Reply) -> None:
        closing = self.server.state.closing
        while reply.hold and not reply.hold.wait(0.05) and not closing.is_set():
            pass
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in reply.headers and reply.sized:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        if not reply.drip:
            self.wfile.write(body)
            return
        for start in range(0, len(body), reply.piece):
            if closing.wait(reply.drip):
                return
            self.wfile.write(body[start : start + reply.piece])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        del format, args


class Server(ThreadingHTTPServer):
    """A server whose `state` tells what it was asked."""

    state: Loopback


def server_of(answer: Callable[[str, dict[str, str]], Reply]) -> Server:
    """A server on a free port that does not serve yet."""
    server = Server(("127.0.0.1", 0), _Handler)
    server.state = Loopback(server.server_port, answer)
    return server


@contextmanager
def loopback(answer: Callable[[str, dict[str, str]], Reply]) -> Iterator[Loopback]:
    """Serve until the block ends; `answer` gets a request's path (query included) and its headers."""
    server = server_of(answer)
    state = server.state
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        state.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
