"""One answer as it is written: from scores to tokens, from tokens to text, until it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

import numpy as np
import numpy.typing as npt

from carrel.domain.errors import Cancelled
from carrel.inference.answer import Answer
from carrel.inference.choosing import choose, repeated
from carrel.inference.engine import Completion, Stopped
from carrel.inference.vocabulary import Vocabulary


class Writing:
    """A scheduler's `Writer`; `done` becomes its completion, or the error."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        most: int,
        stop: Sequence[str],
        on_text: Callable[[str], None] | None,
        enough: Callable[[str], bool] | None,
    ) -> None:
        self.done: Future[Completion] = Future()
        self._vocabulary = vocabulary
        self._most = most
        self._stop = stop
        self._on_text = on_text
        self._enough = enough
        self.begin_again()

    def begin_again(self) -> None:
        """Forget what was written."""
        self._answer = Answer(self._stop)
        self._written: list[int] = []
        self._lengths: list[int] = []

    def take(self, scores: npt.NDArray[np.float32]) -> int | None:
        """Choose the next token from `scores` (vocabulary), or end the answer."""
        token = choose(scores, self._written)
        if self._vocabulary.ends_answer(token):
            self._end(Stopped.END)
            return None
        before = len(self._answer.text)
        self._written.append(token)
        self._answer.feed(self._vocabulary.piece(token))
        self._lengths.append(len(self._answer.text))
        grew = len(self._answer.text) > before
        if grew and self._on_text is not None:
            self._on_text(self._answer.text)
        reason = self._reason(grew=grew)
        if reason is None:
            return token
        self._end(reason)
        return None

    def timed_out(self) -> None:
        """End the answer with what there is."""
        self._end(Stopped.TIME)

    def fail(self, error: BaseException | None) -> None:
        """Give the answer up."""
        with suppress(InvalidStateError):  # nobody may be waiting any more
            self.done.set_exception(error or Cancelled("The work was stopped."))

    def _reason(self, *, grew: bool) -> Stopped | None:
        if self._answer.stopped:
            return Stopped.STOP
        if repeated(self._written):
            return Stopped.LOOP
        if len(self._written) >= self._most:
            return Stopped.LENGTH
        if grew and self._enough is not None and self._enough(self._answer.text):
            return Stopped.ENOUGH
        return None

    def _end(self, stopped: Stopped) -> None:
        self._answer.finish()
        text = self._answer.text
        if stopped is Stopped.LOOP:
            # One round is kept.
            text = text[: self._lengths[-1 - repeated(self._written)]]
        with suppress(InvalidStateError):
            self.done.set_result(Completion(text, len(self._written), stopped))
