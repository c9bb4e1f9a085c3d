"""Models as people choose them: what the catalogue offers, what is on this computer, how it fits and how fast it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A model that can be downloaded. `key` is its name on the command line, `file` its file's name in the models folder.

    `bytes`, `parameters` and `context` (tokens) are 0, `sha256` is "" where they are not known before the download.
    `cache_bytes` is what a token of context takes. `search` marks a model that compares texts and does not write.
    """

    key: str
    name: str
    file: str
    repository: str
    revision: str
    quantization: str
    licence: str
    languages: str
    good_for: str
    bytes: int = 0
    sha256: str = ""
    parameters: int = 0
    context: int = 0
    layers: int = 0
    cache_bytes: int = 0
    search: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """The memory that a model takes, in bytes: its weights, the keys and values of its context, and room to compute in."""

    weights: int
    cache: int
    computing: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.cache + self.computing


class Fit(StrEnum):
    """How a model fits this computer."""

    GPU = "gpu"
    SHARED = "shared"
    MEMORY = "memory"
    SLOW = "slow"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measured:
    """How fast a model was on this computer: tokens a second read (`prefill`) and written (`decode`, several at once).

    `digest_seconds` is what one digest of an abstract took by itself, `day_minutes` what 70 take together. `measured` is an
    ISO 8601 instant in UTC, `threads` and `gpu_layers` what it ran with.
    """

    prefill: float
    decode: float
    digest_seconds: float
    day_minutes: float
    threads: int
    gpu_layers: int
    measured: str


@dataclass(frozen=True, slots=True)
class Optimised:
    """A model's copy in another `format`, of `bytes`, beside the file that it was made of.

    Both were asked for the same: `perplexity` is over `tokens` of a text that neither has seen (lower is better), `supported`
    of `statements` were found in the abstracts that they digest. `before` and `after` are how fast the two are.
    """

    file: str
    bytes: int
    format: str
    perplexity_before: float
    perplexity_after: float
    tokens: int
    supported_before: int
    statements_before: int
    supported_after: int
    statements_after: int
    before: Measured
    after: Measured


class Held(StrEnum):
    """Where a model of the list is."""

    INCLUDED = "included"
    HERE = "here"
    DOWNLOADING = "downloading"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A row of the models' list. `key` is what it is chosen by; `job` the download's, 0 where there is none.

    `verified` is "checksum", "size" or "" (not checked, such as a file that was added by hand). `problem` says why it cannot
    be used. `supported` of `statements` that it wrote are supported by their papers; `digests` of whole papers and abstracts
    took `digest_seconds` in the middle. `copy` is what is known of one that Carrel made in another format.
    """

    key: str
    name: str
    file: str
    held: Held
    bytes: int
    parameters: int
    quantization: str
    licence: str
    context: int
    layers: int
    fit: Fit
    need: Need | None = None
    entry: CatalogEntry | None = None
    measured: Measured | None = None
    gpu_layers: int | None = None
    verified: str = ""
    problem: str = ""
    in_use: bool = False
    search: bool = False
    job: int = 0
    digests: int = 0
    digest_seconds: float = 0.0
    statements: int = 0
    supported: int = 0
    better_format: str = ""
    copy: Optimised | None = None
