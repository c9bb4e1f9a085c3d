"""Files that are there whole or not at all, also after the power went."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


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
