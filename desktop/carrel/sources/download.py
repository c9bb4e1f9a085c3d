"""PDFs from arXiv: to a ``.part`` file that is resumed, checked to be a PDF, and renamed last."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from carrel.domain.errors import Cancelled, NetworkError, StorageError
from carrel.sources.http import HttpClient
from carrel.sources.refusals import RangeNotSatisfiable

_MOST_BYTES = 1 << 30


def download_pdf(
    client: HttpClient,
    url: str,
    target: Path,
    *,
    purpose: str,
    who: str = "you",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Fetch `url` into `target`; a `.part` file left by an earlier try is continued. `progress` gets bytes (total 0: unknown).

    Raises:
        NetworkError: no answer, or the answer is not a PDF (it is not kept then).
        StorageError: the disk is full or the folder cannot be written.
        Cancelled: `cancelled()` said so; the part stays.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fetch(client, url, part, purpose, who, progress, cancelled)
        except RangeNotSatisfiable:
            part.unlink()
            _fetch(client, url, part, purpose, who, progress, cancelled)
        part.replace(target)
    except OSError as error:
        raise StorageError(
            f"The PDF could not be written: {error.strerror or error}.",
            "Free some space or check the library's folder.",
        ) from error


def _fetch(
    client: HttpClient,
    url: str,
    part: Path,
    purpose: str,
    who: str,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    start = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={start}-"} if start else {}
    with client.get(url, purpose=purpose, who=who, headers=headers) as answer:
        resumed = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")
        done = start if resumed else 0
        length = answer.headers.get("Content-Length", "")
        total = done + int(length) if length.isdigit() else 0
        with part.open("ab" if resumed else "wb") as file:
            for piece in answer.pieces():
                if cancelled():
                    raise Cancelled("The download was stopped.")
                if done == 0 and not piece.lstrip().startswith(b"%PDF-"):
                    part.unlink()
                    raise NetworkError(
                        "arXiv sent a web page instead of the PDF, so it was not kept.", "Try again later."
                    )
                file.write(piece)
                done += len(piece)
                if done > _MOST_BYTES:
                    part.unlink()
                    raise NetworkError("The PDF is larger than 1 GB, so it was not kept.")
                progress(done, total)
            file.flush()
            os.fsync(file.fileno())
    if done == 0:
        part.unlink()
        raise NetworkError("arXiv sent an empty file instead of the PDF, so it was not kept.", "Try again later.")
