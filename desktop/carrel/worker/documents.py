"""Reading PDFs, from the window's side of the process boundary."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from carrel.digesting.source import Source
from carrel.domain.annotation import Annotation, Sighting, Sought
from carrel.domain.digest import NO_OPTIONS, Digest, DigestOptions, Subject, Topic
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, Passage
from carrel.worker.client import Child, twice
from carrel.worker.embedding import Halves
from carrel.worker.protocol import decode
from carrel.worker.watch import CancelCheck

MEMORY_BYTES = 4 * 1024**3
SECONDS = 60.0
_DOCUMENTS_PER_PROCESS = 100


class DocumentsWorker:
    """A child process that reads PDFs within limits. Any thread may call; calls wait for one another."""

    def __init__(
        self,
        memory_bytes: int = MEMORY_BYTES,
        seconds: float = SECONDS,
        *,
        on_log: Callable[[str], None] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`memory_bytes` of address space and `seconds` a document are its limits; `command` replaces the child's own."""
        self._child = Child(
            "documents",
            memory_bytes=memory_bytes,
            calls_per_process=_DOCUMENTS_PER_PROCESS,
            on_log=on_log,
            command=command,
        )
        self._seconds = seconds

    @property
    def pid(self) -> int | None:
        """The running child's process number, or None."""
        return self._child.pid

    def read(
        self,
        path: Path,
        *,
        password: str = "",
        paper: Paper | None = None,
        options: DigestOptions = NO_OPTIONS,
        on_progress: Callable[[int, int], None] | None = None,
        cancelled: CancelCheck | None = None,
    ) -> tuple[Document, Digest | None]:
        """Read the PDF at `path`; the digest is the extractive one, or None where the document has no text.

        `paper` is what is known of it already (title, abstract, categories). `on_progress` gets pages done and pages
        in all. A child that dies is started once more and asked again.

        Raises:
            DocumentError: it cannot be read; PasswordNeeded: not without the right password.
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        return twice(self._child, lambda: self._read(path, password, paper, options, on_progress, cancelled))

    def extract(
        self,
        source: Source,
        options: DigestOptions = NO_OPTIONS,
        *,
        cancelled: CancelCheck | None = None,
    ) -> Digest:
        """Make the extractive digest of a text that was read before, or of an abstract.

        Raises:
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        return twice(
            self._child,
            lambda: self._child.call(
                "extract",
                {"source": source, "options": options},
                Digest,
                seconds=self._seconds,
                cancelled=cancelled,
            ),
        )

    def topics(
        self, subjects: Sequence[Subject], own: Sequence[Topic], *, cancelled: CancelCheck | None = None
    ) -> list[tuple[str, ...]]:
        """The topics of papers, in their order, among those of Carrel and the person's `own`.

        Raises:
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        return twice(
            self._child,
            lambda: self._child.call(
                "topics",
                {"subjects": subjects, "own": own},
                list[tuple[str, ...]],
                seconds=self._seconds,
                cancelled=cancelled,
            ),
        )

    def vectors(self, texts: Sequence[str], *, cancelled: CancelCheck | None = None) -> Halves:
        """The vectors of passages, in their order, of the encoder that only looks words up.

        Raises:
            ModelError: this installation lacks it.
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        return twice(
            self._child,
            lambda: self._child.call("vectors", {"texts": texts}, Halves, seconds=self._seconds, cancelled=cancelled),
        )

    def find(
        self,
        path: Path,
        sought: Sequence[Sought],
        *,
        password: str = "",
        made_in: Path | None = None,
        made_in_password: str = "",
        cancelled: CancelCheck | None = None,
    ) -> list[Sighting]:
        """Where annotations of a paper are in another of its files, in their order.

        `made_in` is the file that they were made in; notes and areas are found by what is printed beside them there.

        Raises:
            DocumentError: the file cannot be opened; PasswordNeeded: not without the right password.
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        arguments = {
            "path": os.fsencode(path.absolute()),
            "sought": sought,
            "password": password,
            "made_in": os.fsencode(made_in.absolute()) if made_in is not None else b"",
            "made_in_password": made_in_password,
        }
        return twice(
            self._child,
            lambda: self._child.call("find", arguments, list[Sighting], seconds=self._seconds, cancelled=cancelled),
        )

    def annotate(
        self,
        path: Path,
        target: Path,
        annotations: Sequence[Annotation],
        *,
        author: str = "",
        password: str = "",
        known: Collection[str] = (),
        unedited: Collection[str] = (),
        cancelled: CancelCheck | None = None,
    ) -> int:
        """Write a copy of a PDF to `target`, with annotations that stand at their anchors; return how many there are.

        What else the file holds of the keys that are `known` is left out of it, but for text typed on a page whose note is
        `unedited`.

        Raises:
            DocumentError: it cannot be copied so; PasswordNeeded: not without the right password.
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        arguments = {
            "path": os.fsencode(path.absolute()),
            "target": os.fsencode(target.absolute()),
            "annotations": annotations,
            "author": author,
            "password": password,
            "known": sorted(known),
            "unedited": sorted(unedited),
        }
        return twice(
            self._child,
            lambda: self._child.call("annotate", arguments, int, seconds=self._seconds, cancelled=cancelled),
        )

    def leave_out(
        self, path: Path, target: Path, keys: Collection[str], typed: Collection[str] = (), *, password: str = ""
    ) -> int:
        """Write a copy of a PDF to `target` without annotations of these keys; return how many it lacks.

        Text `typed` on a page, of those keys, stays. Nothing is written where nothing is left out.

        Raises:
            DocumentError: it cannot be copied so; PasswordNeeded: not without the right password.
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it.
        """
        arguments = {
            "path": os.fsencode(path.absolute()),
            "target": os.fsencode(target.absolute()),
            "keys": sorted(keys),
            "typed": sorted(typed),
            "password": password,
        }
        return twice(self._child, lambda: self._child.call("leave_out", arguments, int, seconds=self._seconds))

    def annotations(self, path: Path, *, password: str = "", cancelled: CancelCheck | None = None) -> list[Annotation]:
        """The annotations that a PDF holds, without paper and file; their keys are the same whenever it is read.

        Raises:
            DocumentError: it cannot be opened; PasswordNeeded: not without the right password.
            TimeLimit: it took longer than the limit. WorkerDied: the child died twice over it. Cancelled: on request.
        """
        arguments = {"path": os.fsencode(path.absolute()), "password": password}
        return twice(
            self._child,
            lambda: self._child.call(
                "annotations", arguments, list[Annotation], seconds=self._seconds, cancelled=cancelled
            ),
        )

    def close(self) -> None:
        """End the child for good."""
        self._child.close()

    def _read(
        self,
        path: Path,
        password: str,
        paper: Paper | None,
        options: DigestOptions,
        on_progress: Callable[[int, int], None] | None,
        cancelled: CancelCheck | None,
    ) -> tuple[Document, Digest | None]:
        passages: list[Passage] = []
        digests: list[Digest] = []

        def on_event(name: str, data: msgspec.Raw) -> None:
            if name == "progress":
                progress = decode(data, dict[str, int])
                if on_progress is not None:
                    on_progress(progress["done"], progress["total"])
            elif name == "passages":
                passages.extend(decode(data, list[Passage]))
            elif name == "digest":
                digests.append(decode(data, Digest))

        document = self._child.call(
            "read",
            {"path": os.fsencode(path.absolute()), "password": password, "paper": paper, "options": options},
            Document,
            on_event=on_event,
            seconds=self._seconds,
            cancelled=cancelled,
        )
        return replace(document, passages=tuple(passages)), digests[0] if digests else None
