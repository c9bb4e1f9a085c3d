"""Files are put into the models folder and taken out of it: whole, and never in place of another."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path

from carrel.domain.errors import ModelError, StorageError
from carrel.storage.conditions import file_condition
from carrel.storage.durable import replace, sync_folder

_CHUNK = 8 * 1024 * 1024
_SPARE_BYTES = 64 * 1024 * 1024
_LEFTOVER_SECONDS = 24 * 3600
_COPYING = ".copying"


def name_in_folder(path: Path) -> str:
    """What a file is called in the models folder, where all names end in ``.gguf``."""
    if path.suffix.lower() == ".gguf":
        return f"{path.stem}.gguf"
    return f"{path.name}.gguf"


def copy(source: Path, target: Path) -> str | None:
    """Copy a file; return its SHA-256 in hexadecimal, None where `target` is that file already.

    What a process that was killed left half copied is hidden, and removed by a later copy.

    Raises:
        ModelError: another file has the name. StorageError: it cannot be read, or the disk does not hold it.
    """
    if _is_there(source, target):
        return None
    part = target.with_name(f".{target.name}{_COPYING}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target.parent)
        part.unlink(missing_ok=True)
        _demand_room(source.stat().st_size, target.parent)
        sha256 = _copy(source, part)
        if _is_there(source, target):
            return None
        replace(part, target)
    except OSError as error:
        raise file_condition(error, target.parent) from error
    finally:
        part.unlink(missing_ok=True)
    return sha256


def link(source: Path, target: Path) -> str | None:
    """Link `target` to a file; return "" for its hash, which nobody computed, None where it is that file already.

    Raises:
        ModelError: another file has the name, or this system or disk has no links.
    """
    if _is_there(source, target):
        return None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)
        sync_folder(target.parent)
    except FileExistsError as error:
        raise _name_taken(target) from error
    except (OSError, NotImplementedError) as error:
        windows = " Windows allows links with its developer mode switched on." if os.name == "nt" else ""
        raise ModelError(
            f"A link to {source.name} cannot be made in the models folder.",
            f"Copy the file instead.{windows}",
            details=str(error),
        ) from error
    return ""


def remove(folder: Path, name: str) -> None:
    """Delete the file or link `name` in the models folder.

    Raises:
        ModelError: it is not there, or it cannot be deleted.
    """
    path = folder / name
    if Path(name).name != name or not (path.is_file() or path.is_symlink()):
        raise ModelError(f"{name} is not in the models folder.", "carrel models list shows what is.")
    try:
        path.unlink()
        sync_folder(folder)
    except PermissionError as error:
        raise ModelError(
            f"{name} cannot be deleted: it is being used, or you may not write to its folder.",
            "Choose another model, wait a minute and try again.",
            details=str(error),
        ) from error
    except OSError as error:
        raise ModelError(
            f"{name} cannot be deleted.", "Check the disk of the models folder.", details=str(error)
        ) from error


def _is_there(source: Path, target: Path) -> bool:
    """Whether `target` is the file `source`.

    Raises:
        ModelError: it is another one.
    """
    if not target.exists() and not target.is_symlink():
        return False
    if target.exists() and target.samefile(source):
        return True
    raise _name_taken(target)


def _name_taken(target: Path) -> ModelError:
    return ModelError(
        f"The models folder holds another file called {target.name}.", "Remove that one, or give this one another name."
    )


def _demand_room(size: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE_BYTES:
        raise StorageError(
            f"There is not enough space for this model: it has {size / 1e9:.1f} GB and {free / 1e9:.1f} GB are free.",
            "Free some space on the disk of the models folder, or link to the file instead.",
        )


def _copy(source: Path, part: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as reading, part.open("xb") as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
    return digest.hexdigest()


def _remove_leftovers(folder: Path) -> None:
    before = time.time() - _LEFTOVER_SECONDS
    for part in folder.glob(f".*{_COPYING}"):
        if part.stat().st_mtime < before:
            part.unlink(missing_ok=True)
