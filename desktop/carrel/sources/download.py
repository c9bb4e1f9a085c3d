"""PDFs from arXiv, checked to be whole ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from carrel.domain.errors import NetworkError
from carrel.sources.answers import Answer
from carrel.sources.http import HttpClient
from carrel.sources.parts import Origin, note_of
from carrel.sources.refusals import is_web_page
from carrel.sources.resuming import Errand, download, origin_of

_MOST_BYTES = 1 << 30
_HEAD = 1_024
_TAIL = 2_048


class _Pdf:
    """A whole PDF, as its first and its last bytes tell."""

    name = "the PDF"
    most = _MOST_BYTES

    def __init__(self, service: str) -> None:
        self._service = service

    def origin(self, answer: Answer, total: int) -> Origin:
        """What the headers say."""
        return origin_of(answer, total)

    def begins(self, opening: bytes) -> None:
        """It has to be a PDF, which may have something before its beginning."""
        if b"%PDF-" not in opening[:_HEAD]:
            what = "a web page instead of the PDF" if is_web_page(opening) else "something else than a PDF"
            raise NetworkError(f"{self._service} sent {what}, so it was not kept.", "Try again later.")

    def ends(self, part: Path, origin: Origin) -> None:
        """It has to have its end, where its length was not known."""
        size = part.stat().st_size
        with part.open("rb") as file:
            self.begins(file.read(_HEAD))
            file.seek(max(size - _TAIL, 0))
            tail = file.read()
        if size > _MOST_BYTES or (size != origin.total if origin.total else b"%%EOF" not in tail):
            raise NetworkError(f"{self._service} sent only a part of the PDF, so it was not kept.", "Try again later.")


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
    """Fetch a PDF from `url` into `target`; a `.part` file left by an earlier try is continued.

    `progress` gets bytes (total 0: not known).

    Raises:
        NetworkError: no answer, or the answer is not a whole PDF (it is not kept then).
        StorageError: the disk is full or the folder cannot be written.
        Cancelled: `cancelled()` said so; the part stays.
    """
    download(client, url, target, _Pdf(client.service), Errand(purpose, who, progress, cancelled))
    note_of(target).unlink(missing_ok=True)
