"""How fast a loaded model reads, writes and digests on this computer, found out in less than a minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from carrel.digesting.compose import compose
from carrel.domain.digest import NO_OPTIONS, Digest, Status
from carrel.domain.errors import Cancelled
from carrel.domain.models import Measured
from carrel.inference.engine import Prompt
from carrel.inference.hardware import physical_cores
from carrel.worker.trial_texts import abstracts, held_text

if TYPE_CHECKING:
    from carrel.digesting.source import Source
    from carrel.inference.client import Client
    from carrel.inference.encoder import Encoder
    from carrel.inference.engine import ModelInfo, Pending
    from carrel.inference.llama import LlamaEngine

STEPS = (
    "Reading a text",
    "Writing many answers at once",
    "Writing one digest",
    "Writing digests of several papers at once",
)
DAY = 70
"""Papers of a day for which the time is told."""

_TOGETHER = 6
"""As many papers are in flight when a day's digests are written."""

_READ_TOKENS = 1000
_WRITE_TOKENS = 64
_READ_SECONDS = 8.0
_BEGIN_SECONDS = 4.0
_WRITE_SECONDS = 8.0
_ALONE_SECONDS = 12.0
BENCH_SECONDS = 50.0
_LEAST_SECONDS = 5.0

_DIGEST_READS = 470
_DIGEST_WRITES = 440
"""Tokens of a digest of an abstract, counted with the starter."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`statements` are, for each abstract by its number, how many the model wrote and how many of them are supported."""

    measured: Measured
    statements: dict[int, tuple[int, int]]


def measure(
    engine: LlamaEngine,
    encoder: Encoder | None,
    info: ModelInfo,
    *,
    on_step: Callable[[int], None],
    cancelled: Callable[[], bool],
    seconds: float = BENCH_SECONDS,
) -> Trial:
    """Measure how fast `engine`, whose model is `info`, works while nobody else uses it; `encoder` checks (None: words alone do).

    It reads about 1,000 tokens at once; writes as many answers as it writes at once, all about one abstract, 64 tokens each;
    writes the digest of an abstract alone; and digests of a dozen, six at once, as those of a day are written. The time
    before an answer's first token is not counted as writing: it is what the same questions take with answers of one token.

    A slower model reads less, begins fewer answers and gets `seconds` for all. Where a digest does not end in time, or fewer
    than six of those together, what they take is worked out from the tokens that a digest reads and writes. `on_step` gets
    the number of each of `STEPS` as it begins.

    Raises:
        ModelError: the model failed. Cancelled: on request.
    """
    until = time.monotonic() + seconds
    speeds = _Speeds(engine.client(interactive=True, cancelled=cancelled), engine)
    on_step(0)
    speeds.read()
    on_step(1)
    speeds.write()
    on_step(2)
    alone = _digests(
        engine, encoder, info, abstracts()[:1], 1, max(_LEAST_SECONDS, min(_ALONE_SECONDS, seconds / 4)), cancelled
    )
    on_step(3)
    left = max(_LEAST_SECONDS, until - time.monotonic())
    together = _digests(engine, encoder, info, abstracts()[1:], _TOGETHER, left, cancelled)
    worked_out = _DIGEST_READS / speeds.reading + _DIGEST_WRITES / speeds.writing
    each = together.seconds / len(together.digests) if len(together.digests) >= _TOGETHER else worked_out
    measured = Measured(
        prefill=speeds.reading,
        decode=speeds.writing,
        digest_seconds=alone.seconds if alone.digests else worked_out,
        day_minutes=DAY * each / 60,
        threads=physical_cores(),
        gpu_layers=engine.gpu_layers,
        measured=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return Trial(measured, {number: _supported(digest) for number, digest in together.digests.items()})


class _Speeds:
    """Tokens a second, as far as they are measured."""

    def __init__(self, client: Client, engine: LlamaEngine) -> None:
        self._client = client
        self._parallel = engine.parallel
        self.reading = 0.0
        self.writing = 0.0

    def read(self) -> None:
        """Measure reading: a little, which also has the weights come into memory, then as much as fits the time."""
        text = held_text()
        per_token = len(text) / self._client.count(text)
        self._reading(Prompt("Answer in a few words.", text[-round(100 * per_token) :], "What is this about?"))
        tokens = max(100, min(_READ_TOKENS, round(self.reading * _READ_SECONDS), self._client.context // 2))
        self._reading(Prompt("You answer in English.", text[: round(tokens * per_token)], "What is this about?"))

    def _reading(self, prompt: Prompt) -> None:
        tokens = self._client.count_prompt(prompt)
        seconds, _ = self._answers([prompt], 1)
        self.reading = tokens / seconds

    def write(self) -> None:
        """Measure writing; see `measure`."""
        abstract = abstracts()[0].abstract
        fits = self._client.count(abstract) <= self.reading * _BEGIN_SECONDS
        paper = abstract if fits else abstract[:80]
        question = "Write a long letter about this to a friend, number {}."
        each = self._client.count_prompt(Prompt("", "", question))
        width = max(1, min(self._parallel, round(self.reading * _BEGIN_SECONDS / each)))
        prompts = [Prompt("You write letters.", paper, question.format(number)) for number in range(width)]
        # The first time reads what all of them begin with.
        self._answers(prompts, 1)
        begun, first = self._answers(prompts, 1)
        whole, tokens = self._answers(prompts, _WRITE_TOKENS)
        self.writing = (tokens - first) / (whole - begun) if whole > begun and tokens > first else tokens / whole

    def _answers(self, prompts: Sequence[Prompt], most: int) -> tuple[float, int]:
        """How many seconds it takes to answer them, and how many tokens they have together."""
        began = time.perf_counter()
        answers = [self._client.submit(prompt, max_tokens=most, seconds=_WRITE_SECONDS) for prompt in prompts]
        tokens = sum(answer.result().tokens for answer in answers)
        return time.perf_counter() - began, tokens


@dataclass(slots=True)
class _Digests:
    """Digests by the number of their abstract, and how long it took until the last of them was there."""

    seconds: float = 0.0
    digests: dict[int, Digest] = field(default_factory=dict)


def _digests(
    engine: LlamaEngine,
    encoder: Encoder | None,
    info: ModelInfo,
    sources: Sequence[Source],
    together: int,
    seconds: float,
    cancelled: Callable[[], bool],
) -> _Digests:
    """Digests of `sources`, some `together`, as many as there are after `seconds`.

    Raises:
        Cancelled: `cancelled` said so.
    """
    began = time.monotonic()
    found = _Digests()
    client = engine.client(interactive=False, cancelled=lambda: cancelled() or time.monotonic() > began + seconds)
    writer = _Unhashed(client, info)
    with ThreadPoolExecutor(together, "digests") as pool:
        pending = {
            pool.submit(compose, source, writer, encoder, NO_OPTIONS, lambda _event: None): at
            for at, source in enumerate(sources)
        }
        try:
            for one in as_completed(pending):
                found.digests[pending[one]] = one.result()
                found.seconds = time.monotonic() - began
        except Cancelled:
            if cancelled():
                raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return found


def _supported(digest: Digest) -> tuple[int, int]:
    """How many statements the model wrote, without those that the paper's sentences stand for, and how many are supported."""
    written = [one for one in digest.statements if one.field not in digest.fallbacks]
    return len(written), sum(one.status is Status.SUPPORTED for one in written)


class _Unhashed:
    """An engine whose model file's hash is not computed: for a large file it takes longer than a digest."""

    def __init__(self, client: Client, info: ModelInfo) -> None:
        self._client = client
        self.info = info

    @property
    def context(self) -> int:
        return self._client.context

    def count(self, text: str) -> int:
        return self._client.count(text)

    def count_prompt(self, prompt: Prompt) -> int:
        return self._client.count_prompt(prompt)

    def submit(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        seconds: float = 600.0,
        on_text: Callable[[str], None] | None = None,
        enough: Callable[[str], bool] | None = None,
    ) -> Pending:
        return self._client.submit(
            prompt, max_tokens=max_tokens, stop=stop, seconds=seconds, on_text=on_text, enough=enough
        )
