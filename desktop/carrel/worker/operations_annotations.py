"""What the documents child does with annotations: find them in a file, read those that a PDF holds, write a copy with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from carrel.documents import anchors, pdf_annotations, pdf_annotations_read, pdf_leaving_out
from carrel.domain.annotation import Annotation, Sighting, Sought
from carrel.domain.errors import DocumentError
from carrel.worker.serve import Call, Operation


class Finding(msgspec.Struct, frozen=True):
    """Arguments of ``find``. Paths are in the file system's own bytes; `made_in` is b"" where that file is not at hand."""

    path: bytes
    sought: list[Sought]
    password: str = ""
    made_in: bytes = b""
    made_in_password: str = ""


class Copying(msgspec.Struct, frozen=True):
    """Arguments of ``annotate``: the file at `path` with `annotations`, by `author`, is written to `target`."""

    path: bytes
    target: bytes
    annotations: list[Annotation]
    author: str = ""
    password: str = ""
    known: list[str] = []
    unedited: list[str] = []


class LeavingOut(msgspec.Struct, frozen=True):
    """Arguments of ``leave_out``: the file at `path` without annotations of these `keys` is written to `target`."""

    path: bytes
    target: bytes
    keys: list[str]
    typed: list[str] = []
    password: str = ""


class Reading(msgspec.Struct, frozen=True):
    """Arguments of ``annotations``."""

    path: bytes
    password: str = ""


def operations() -> Mapping[str, Operation]:
    """The operations by name."""
    return {
        "find": _bounded(find),
        "annotate": _bounded(annotate),
        "annotations": _bounded(read_annotations),
        "leave_out": _bounded(leave_out),
    }


def _bounded(operation: Operation) -> Operation:
    """An operation that tells a file which needs more memory than the child has as one that cannot be read."""

    def bounded(call: Call) -> object:
        try:
            return operation(call)
        except MemoryError as error:
            raise DocumentError(
                "This PDF needs more memory than Carrel allows.",
                "It may be damaged or made to do harm. A copy saved by another program may work.",
            ) from error

    return bounded


def find(call: Call) -> list[Sighting]:
    """Where things sought are in a file, in their order.

    Raises:
        DocumentError: the file cannot be opened; PasswordNeeded: not without the right password. Cancelled: between two.
    """
    arguments = call.arguments(Finding)
    return anchors.find(
        _path(arguments.path),
        arguments.sought,
        password=arguments.password,
        made_in=_path(arguments.made_in) if arguments.made_in else None,
        made_in_password=arguments.made_in_password,
        on_each=call.check,
    )


def annotate(call: Call) -> int:
    """Write a copy of a file with annotations; return how many were written.

    Raises:
        DocumentError: the file cannot be copied so; PasswordNeeded: not without the right password.
    """
    arguments = call.arguments(Copying)
    return pdf_annotations.write(
        _path(arguments.path),
        _path(arguments.target),
        arguments.annotations,
        author=arguments.author,
        password=arguments.password,
        known=frozenset(arguments.known),
        unedited=frozenset(arguments.unedited),
    )


def leave_out(call: Call) -> int:
    """Write a copy of a file without some of its annotations; return how many it lacks. None is written for 0.

    Raises:
        DocumentError: the file cannot be copied so; PasswordNeeded: not without the right password.
    """
    arguments = call.arguments(LeavingOut)
    return pdf_leaving_out.write(
        _path(arguments.path),
        _path(arguments.target),
        frozenset(arguments.keys),
        frozenset(arguments.typed),
        password=arguments.password,
    )


def read_annotations(call: Call) -> list[Annotation]:
    """The annotations that a PDF holds, as `documents.pdf_annotations_read` has them.

    Raises:
        DocumentError: the file cannot be opened; PasswordNeeded: not without the right password.
    """
    arguments = call.arguments(Reading)
    return pdf_annotations_read.read(_path(arguments.path), password=arguments.password)


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))
