"""Whether a paper's digest would come out the same if it were written now, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from carrel.digesting.prompts import family_of, prompts
from carrel.digesting.selector import SELECTOR
from carrel.digesting.source import abstract_sha256
from carrel.domain.digest import Digest
from carrel.domain.digest_key import Difference, DigestKey, Writer, differences, digest_key
from carrel.inference.checksum import Checksums
from carrel.inference.engine import ModelInfo
from carrel.services.models import ModelChoice
from carrel.services.settings import SettingsService
from carrel.storage import digest_keys as table
from carrel.storage import models as model_table
from carrel.storage import papers
from carrel.storage.database import Database

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a paper stands with what would be written now.

    `shown` is its current digest, `same` the one that would come out so again, `newest` the last such; 0 for none. `readable`
    says whether there is text to write from, `from_file` whether that is a PDF's.
    """

    paper_id: int
    shown: int
    same: int
    newest: int
    readable: bool
    from_file: bool

    @property
    def current(self) -> bool:
        """Whether its digest need not be written."""
        return bool(self.same) and self.same == self.shown


class DigestKeys:
    """Compares keys of digests. Any thread may ask."""

    def __init__(self, database: Database, settings: SettingsService) -> None:
        self._database = database
        self._settings = settings
        self._checksums = Checksums()

    def writer(
        self, choice: ModelChoice, language: str | None = None, *, cancelled: Callable[[], bool] | None = None
    ) -> Writer:
        """What `choice` would write with now, in this language (None: the one that is set).

        A large file's hash takes seconds: it is worked out only for a caller that can be `cancelled`. Others compare names of
        files where nobody has worked it out before.

        Raises:
            ModelError: the file cannot be read. Cancelled: `cancelled` said so.
        """
        wanted = self._settings.current.digest_language if language is None else language
        if choice.on_server:
            model = self._settings.current.server_model
            # Which model a server names first, and so which prompts it is asked with, is not known before it is asked.
            version = _prompts(_served(model)) if model else ""
            return Writer(version, server=choice.name, model=model, language=wanted)
        if choice.path is None or choice.info is None:
            return Writer(SELECTOR)
        known = self._known_sha256(choice)
        sha256 = known if known or cancelled is None else self._checksums.sha256(choice.path, cancelled)
        return Writer(_prompts(choice.info), file=choice.path.name, sha256=sha256, language=wanted)

    def standings(self, ids: Sequence[int], writer: Writer) -> Iterator[Standing]:
        """Where these papers stand, in this order; those that are gone are left out. Asked a few hundred at a time."""
        for start in range(0, len(ids), _AT_ONCE):
            with self._database.read() as connection:
                found = table.standings(connection, ids[start : start + _AT_ONCE], writer)
            yield from map(_standing, found)

    def standing(self, paper_id: int, writer: Writer) -> Standing | None:
        """Where one paper stands, None where it is gone."""
        return next(iter(self.standings([paper_id], writer)), None)

    def reasons(self, paper_id: int, digest: Digest, version: int, choice: ModelChoice) -> tuple[Difference, ...]:
        """Why a paper's digest, of its `version` (0: not known), is out of date beside what `choice` would write now.

        A newer version of the paper is a reason also where only its abstract is known here, from which nothing is written
        while an earlier version's PDF is at hand.
        """
        writer = self.writer(choice)
        made = digest_key(digest.provenance, version)
        with self._database.read() as connection:
            paper = papers.get(connection, paper_id)
            found = next(iter(table.standings(connection, [paper_id], writer)), None)
        if paper is None or found is None:
            return ()
        text = found.file_text or abstract_sha256(paper.abstract)
        newest = found.file_version if found.file_text else paper.version
        why = differences(made, DigestKey(newest, text, writer))
        if Difference.VERSION not in why and 0 < version < paper.version:
            why = (Difference.VERSION, *why)
        return why

    def _known_sha256(self, choice: ModelChoice) -> str:
        if choice.path is None or choice.info is None:
            return ""
        if (computed := self._checksums.known(choice.path)) is not None:
            return computed
        with self._database.read() as connection:
            known = model_table.known(connection).get(choice.path.name)
        return known.sha256 if known is not None and known.bytes == choice.info.bytes else ""


def _prompts(info: ModelInfo) -> str:
    return prompts(family_of(info)).version


def _served(model: str) -> ModelInfo:
    return ModelInfo(model, file="", bytes=0, architecture="", quantization="", parameters=0, context=0, layers=0)


def _standing(found: table.Standing) -> Standing:
    alike: list[int] = []
    if found.made:
        text = found.file_text or abstract_sha256(found.abstract)
        alike = [digest_id for digest_id, of_text in found.made if of_text == text]
    newest = max(alike, default=0)
    same = found.shown if found.shown in alike else newest
    return Standing(found.paper_id, found.shown, same, newest, found.readable, bool(found.file_text))
