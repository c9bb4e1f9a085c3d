"""A loopback server that answers as a test tells it to what is asked of a server of language models."""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopback import Loopback, Reply, Server, _Handler

Write = Callable[[dict[str, Any]], Reply]

SENTENCE = "a network that counts storks in aerial photographs."


def said(content: str | None, finish: str = "stop", **fields: object) -> Reply:
    """An answer that a model wrote."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return told({"object": "chat.completion", "choices": [choice], "usage": {"completion_tokens": 7}, **fields})


def told(value: object, status: int = 200) -> Reply:
    """JSON."""
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json"})


def obedient(body: dict[str, Any]) -> Reply:
    """An answer that begins with the words asked for."""
    start = re.search(r"Begin your answer with these words: (.*)", body["messages"][-1]["content"])
    return said(f"{start.group(1) if start else ''} {SENTENCE}".strip())


@dataclass(slots=True)
class Served:
    """What the server was asked, and how it answers. `most` is how many answers it wrote at once."""

    models: Reply = field(
        default_factory=lambda: told({"object": "list", "data": [{"id": "tiny", "max_model_len": 4096}]})
    )
    write: Write = obedient
    others: Callable[[str], Reply] = lambda _path: Reply(b"not found", 404)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    most: int = 0
    port: int = 0
    scheme: str = "http"
    writing: int = 0
    changing: threading.Lock = field(default_factory=threading.Lock)
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.name}/v1"

    def get(self, path: str, headers: dict[str, str]) -> Reply:
        self.asked.append(path)
        self.headers.append(headers)
        return self.models if path == "/v1/models" else self.others(path)


class _Poster(_Handler):
    server: _Server

    def do_POST(self) -> None:  # noqa: N802 - the base class names it so
        served = self.server.served
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with served.changing:
            served.asked.append(self.path)
            served.bodies.append(body)
            served.headers.append(dict(self.headers.items()))
            served.writing += 1
            served.most = max(served.most, served.writing)
        try:
            self._send(served.write(body) if self.path == "/v1/chat/completions" else served.others(self.path))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has hung up
        finally:
            with served.changing:
                served.writing -= 1


class _Server(Server):
    served: Served


@contextmanager
def openai_server(served: Served | None = None, *, certificate: Path | None = None) -> Iterator[Served]:
    """Serve until the block ends, over TLS where there is a `certificate` (with its key)."""
    served = served or Served()
    server = _Server(("127.0.0.1", 0), _Poster)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake is the reading thread's: done by the one that listens, a client that turns away would end it.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        served.scheme = "https"
    server.served = served
    server.state = Loopback(server.server_port, served.get)
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.state.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
