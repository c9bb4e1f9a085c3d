"""One caller's door to an engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from carrel.inference.engine import Completion, ModelInfo, Prompt

if TYPE_CHECKING:
    from carrel.inference.llama import LlamaEngine


class Client:
    """An engine as one caller uses it."""

    def __init__(self, engine: LlamaEngine, *, interactive: bool, cancelled: Callable[[], bool]) -> None:
        self._engine = engine
        self._interactive = interactive
        self._cancelled = cancelled

    @property
    def info(self) -> ModelInfo:
        """The model's header, with its hash.

        Raises:
            Cancelled: on request.
        """
        return self._engine.described(self._cancelled)

    @property
    def context(self) -> int:
        """How many tokens a prompt and its answer may hold together."""
        return self._engine.context

    @property
    def parallel(self) -> int:
        """How many answers are written at once."""
        return self._engine.parallel

    def count(self, text: str) -> int:
        """How many of the model's tokens `text` takes."""
        return self._engine.count(text)

    def count_prompt(self, prompt: Prompt) -> int:
        """How many tokens the rendered prompt takes."""
        return self._engine.count_prompt(prompt)

    def submit(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        seconds: float = 600.0,
        on_text: Callable[[str], None] | None = None,
        enough: Callable[[str], bool] | None = None,
    ) -> Future[Completion]:
        """Have `prompt` continued, with this caller's priority and until it no longer wants that."""
        return self._engine.submit(
            prompt,
            max_tokens=max_tokens,
            stop=stop,
            seconds=seconds,
            on_text=on_text,
            enough=enough,
            interactive=self._interactive,
            cancelled=self._cancelled,
        )
