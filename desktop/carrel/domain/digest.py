"""A digest: statements in fixed fields, each with its evidence, and where it all came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Field(StrEnum):
    """The parts of a digest, in the order they are read."""

    KEY_POINTS = "key_points"
    SUMMARY = "summary"
    METHODOLOGY = "methodology"
    RESULTS = "results"
    IMPLICATIONS = "implications"

    @property
    def heading(self) -> str:
        """The heading people see."""
        return self.value.replace("_", " ").capitalize()


class Status(StrEnum):
    """What the paper says to a statement."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a digest.

    `passages` are positions of passages in the paper, best first; for *not found* the closest one.
    `reason` says in words why it is not simply supported ("The paper says 3.1, not 3.2."), else "".
    `unsupported_numbers` are the numbers, as written in `text`, that the passages do not hold.
    `verdict` is the person's own status where they gave one.
    `instead` is, for *not found*, the sentence of the paper that readers see in its place: that of the first passage.
    `translation` says the same in the digest's language, where that is not the paper's; `text` is what was checked.
    """

    field: Field
    text: str
    status: Status
    passages: tuple[int, ...] = ()
    reason: str = ""
    unsupported_numbers: tuple[str, ...] = ()
    verdict: Status | None = None
    instead: str = ""
    translation: str = ""

    @property
    def effective(self) -> Status:
        """The status that counts: the person's, else Carrel's."""
        return self.verdict or self.status

    @property
    def replaced(self) -> bool:
        """Whether readers see the paper's own sentence in its place; a person who calls it right sees it as it is."""
        return bool(self.instead) and self.effective is Status.NOT_FOUND

    @property
    def shown(self) -> str:
        """The words that readers see: the paper's own sentence where the statement is replaced, else in their language."""
        return self.instead if self.replaced else self.translation or self.text

    @property
    def missing_numbers(self) -> tuple[str, ...]:
        """The numbers to be flagged; who calls a statement right answers for its numbers too."""
        return () if self.verdict is Status.SUPPORTED else self.unsupported_numbers

    @property
    def told(self) -> str:
        """The words that readers see where no mark can stand beside them: what they must know of them comes first."""
        if self.replaced:
            return f"From the paper: {self.shown}"
        if self.effective is Status.NOT_FOUND:
            return f"Not found in paper: {self.shown}"
        return (
            f"{', '.join(self.missing_numbers)} not found in paper: {self.shown}"
            if self.missing_numbers
            else self.shown
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the paper was read. `tokens` are the model's own, or words where no model read it.

    `left_out` names what was not read, in words ("references", "3 appendix sections").
    """

    sections_read: int
    sections: int
    tokens_read: int
    tokens: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a digest came from. `engine` is "extractive", "llama.cpp" or "server".

    The model fields are "" without a model; `server` is the host and port of the server whose model it was, "" for this
    computer's.
    `created` is an ISO 8601 instant in UTC. `prompt_version` names the prompts' (or, extractive, the selector's)
    version. `seconds` is wall-clock time. `language` is the ISO 639-1 code of the language that was asked for, "": the
    paper's own.
    """

    engine: str
    created: str
    seconds: float
    text_sha256: str
    coverage: Coverage
    prompt_version: str
    model_name: str = ""
    model_file: str = ""
    model_sha256: str = ""
    quantization: str = ""
    server: str = ""
    language: str = ""

    @property
    def where(self) -> str:
        """Where it was written, in words: "offline", or "on 192.168.0.7:8080"."""
        return f"on {self.server}" if self.server else "offline"

    @property
    def extractive(self) -> bool:
        """Whether every statement is the paper's own sentence."""
        return self.engine == "extractive"

    @property
    def unit(self) -> str:
        """What its coverage is counted in."""
        if self.server:
            return "tokens by estimate"
        return "tokens" if self.model_file else "words"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic papers can have: what it is about in a sentence, and words that papers of it use.

    `id` is 0 for the topics that come with Carrel, and until one of a person's own is kept.
    """

    name: str
    description: str
    phrases: tuple[str, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper's topics are told from. `text` is its abstract, or what else says most of it."""

    title: str
    text: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """What the person wants of every digest: its `language` (ISO 639-1, "": the paper's own) and `topics` of their own."""

    language: str = ""
    topics: tuple[Topic, ...] = ()


NO_OPTIONS = DigestOptions()
"""Each paper in its own language, and only the topics that come with Carrel."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the person should know of how a field was written: that the model was stopped there, and why."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A whole digest. `id` is 0 until it is kept. `fallbacks` are fields whose text is extractive because the model gave none.

    `notes` say of fields, at most once each, that the model was cut off there.
    """

    statements: tuple[Statement, ...]
    topics: tuple[str, ...]
    provenance: Provenance
    fallbacks: tuple[Field, ...] = field(default=())
    id: int = 0
    notes: tuple[Note, ...] = ()

    def of(self, part: Field) -> tuple[Statement, ...]:
        """The statements of one field, in order."""
        return tuple(s for s in self.statements if s.field is part)

    def note(self, part: Field) -> str:
        """What is to be known of how a field was written, else ""."""
        return next((note.text for note in self.notes if note.field is part), "")

    def count(self, status: Status) -> int:
        """How many statements have this status, the person's verdicts counted."""
        return sum(s.effective is status for s in self.statements)
