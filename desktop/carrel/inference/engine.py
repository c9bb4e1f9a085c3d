"""What Carrel asks of a language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model file as its header describes it.

    `bytes` is the file's size, `context` the trained context in tokens, `parameters` a count (0 where the header
    does not tell). `sha256` is "" until it was computed. A model on a `server` (host and port, else "") has no file.
    """

    name: str
    file: str
    bytes: int
    architecture: str
    quantization: str
    parameters: int
    context: int
    layers: int
    licence: str = ""
    sha256: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question about a text. Only `paper` is untrusted: control tokens in it stay plain text.

    The rendered prompt is: system `instructions`; user `paper`, then `question`; assistant `answer_start`, which the
    completion continues. Prompts that share `instructions` and `paper` share their computed prefix.
    """

    instructions: str
    paper: str
    question: str
    answer_start: str = ""


class Stopped(StrEnum):
    """Why a completion ended."""

    END = "end"
    STOP = "stop"
    LENGTH = "length"
    TIME = "time"
    ENOUGH = "enough"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Completion:
    """The text after `answer_start` (thinking parts removed), how many tokens it took and why it ended.

    `whole` is true where the text does not continue `answer_start` but stands for itself.
    """

    text: str
    tokens: int
    stopped: Stopped
    whole: bool = False


class Pending(Protocol):
    """A completion that is on its way."""

    def result(self) -> Completion:
        """Wait for it.

        Raises:
            ModelError: the model failed. Cancelled: its caller no longer wants it.
        """
        ...

    def cancel(self) -> object:
        """Give it up where it is not there yet; it is not to be waited for any more."""
        ...


class Engine(Protocol):
    """A loaded model that continues many prompts at once. Any thread may call."""

    @property
    def info(self) -> ModelInfo:
        """The model's header, with its hash."""
        ...

    @property
    def context(self) -> int:
        """How many tokens a prompt and its answer may hold together."""
        ...

    def count(self, text: str) -> int:
        """How many of the model's tokens `text` takes, control tokens in it counted as plain text."""
        ...

    def count_prompt(self, prompt: Prompt) -> int:
        """How many tokens the rendered prompt takes, template included."""
        ...

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
        """Have `prompt` continued greedily until its end, a stop string, a limit, or until `enough` says so of the text.

        `on_text` gets the whole text so far each time it grew; it may begin anew where the completion had to give way.
        `seconds` limits the writing, counted while the model works on it. Of a loop one round is kept in the completion.

        Raises:
            ModelError: the prompt and `max_tokens` do not fit the context; the message gives the counts.
        """
        ...
