"""pdf.js in Chromium as it is measured: its viewer component in a page of its own, served and asked over the loopback.

pdf.js is not part of the project. `CARREL_PDFJS` names a folder that holds `node_modules/pdfjs-dist`.
"""

from __future__ import annotations

import json
import mimetypes
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

import psutil

PAGE = Path(__file__).parent / "pdfjs.html"
LIMIT = 60.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")


def browser() -> str | None:
    """The path of Chromium, where it is installed."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def distribution(folder: Path | None) -> Path | None:
    """The folder of pdf.js under one that npm installed it into, where it is there."""
    found = folder / "node_modules" / "pdfjs-dist" if folder is not None else None
    return found if found is not None and (found / "web" / "pdf_viewer.mjs").is_file() else None


class _Pages(ThreadingHTTPServer):
    """Serves the page, pdf.js and the documents; hands questions to the page and answers back."""

    daemon_threads = True

    def __init__(self, pdfjs: Path, documents: Sequence[Path]) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.pdfjs = pdfjs
        self.documents = {f"/documents/{number}.pdf": path for number, path in enumerate(documents)}
        self.questions: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Say nothing: Chromium lets go of connections as it ends."""

    def file(self, address: str) -> Path | None:
        if address == "/":
            return PAGE
        if address.startswith("/pdfjs-dist/"):
            found = (self.pdfjs / address.removeprefix("/pdfjs-dist/")).resolve()
            return found if found.is_relative_to(self.pdfjs.resolve()) and found.is_file() else None
        return self.documents.get(address)


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Pages

    def do_GET(self) -> None:
        path = self.server.file(unquote(self.path))
        if path is None:
            self._send(404, b"", "text/plain")
        else:
            self._send(200, path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream")

    def do_POST(self) -> None:
        self.server.answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._send(200, json.dumps(self.server.questions.get()).encode(), "application/json")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class PdfJs:
    """pdf.js in a Chromium of its own. `started` is the second its process was asked for."""

    name = "pdf.js"

    def __init__(
        self, pdfjs: Path, chromium: str, documents: Sequence[Path], width: int, view: tuple[int, int]
    ) -> None:
        """Show pages `width` pixels wide in a view of (width, height) pixels."""
        self._width, self._view = width, view
        self._pages = _Pages(pdfjs, documents)
        self._addresses = {path: address for address, path in self._pages.documents.items()}
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [
                chromium,
                "--headless=new",
                *QUIET,
                f"--user-data-dir={self._profile.name}",
                f"--window-size={view[0] + 100},{view[1] + 200}",
                f"http://127.0.0.1:{self._pages.server_port}/",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.version = str(self._answer()["ready"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(20)
        self._pages.shutdown()
        self._profile.cleanup()

    def ask(self, do: str, **asked: Any) -> dict[str, Any]:
        """What the page answers to one question."""
        self._pages.questions.put({"do": do, **asked})
        return self._answer()

    def open(self, path: Path) -> dict[str, Any]:
        """Open a document and wait for its first page."""
        return self.ask("open", target=self._addresses[path], page_width=self._width, view=self._view)

    def memory(self) -> int:
        """Bytes of all processes of this Chromium; what is shared with others is split between them."""
        process = psutil.Process(self._process.pid)
        return sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)])

    def _answer(self) -> dict[str, Any]:
        try:
            answer = self._pages.answers.get(timeout=LIMIT)
        except queue.Empty:
            raise RuntimeError("pdf.js did not answer.") from None
        if "problem" in answer:
            raise RuntimeError(f"pdf.js: {answer['problem']}")
        return answer
