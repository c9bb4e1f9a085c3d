"""Files that are there whole or not at all, also after the power went."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from carrel.domain.errors import StorageError


def copy_file(source: Path, target: Path) -> None:
    """Copy `source` to `target`, which must not exist, and wait until it is on the disk; a copy that fails is removed.

    Raises:
        OSError: it cannot be copied.
    """
    with source.open("rb") as reading, target.open("xb") as writing:
        try:
            shutil.copyfileobj(reading, writing, 1024 * 1024)
            writing.flush()
            os.fsync(writing.fileno())
        except BaseException:
            writing.close()
            target.unlink()
            raise


def replace(part: Path, target: Path) -> None:
    """Give `part`, in the same folder, the name `target` in one step that lasts, in place of what had it.

    Raises:
        OSError: the folder cannot be written.
    """
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk. Windows offers no such thing and does it by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(target: Path, pieces: Iterable[str]) -> None:
    """Write a file that the person named, in place of one that is there: whole, or it stays as it was.

    It is UTF-8, but for bytes that were read in disguise (`surrogateescape`).

    Raises:
        StorageError: it cannot be written.
    """
    with in_place_of(target) as part, part.open("w", encoding="utf-8", errors="surrogateescape", newline="") as writing:
        writing.writelines(pieces)


@contextmanager
def in_place_of(target: Path) -> Iterator[Path]:
    """An empty file beside one that the person named: what is written into it takes that one's place at the end.

    It gets that one's permissions. Where the writing fails, what was there stays as it was, and nothing is left beside it.

    Raises:
        StorageError: it cannot be written.
    """
    part = target.with_name(f".{target.name[:100]}.{uuid.uuid4().hex}.part")
    try:
        try:
            # Made here, so that a folder that cannot be written is told as such.
            part.touch(exist_ok=False)
            yield part
            if target.exists():
                shutil.copymode(target, part)
            replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        advice = "Choose a folder that is there and that you may write to."
        raise StorageError(f"{target} could not be written: {reason}.", advice, details=str(error)) from error
