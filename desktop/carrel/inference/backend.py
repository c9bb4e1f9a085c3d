"""What the scheduler works with: requests, the writers of their answers, and the model that computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Scores = TypeVar("Scores")
_Scores_contra = TypeVar("_Scores_contra", contravariant=True)
_Scores_co = TypeVar("_Scores_co", covariant=True)


class Interrupted(Exception):
    """A step was given up in the middle; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Tokens to be added to a sequence from position `start`. `scores` asks for what follows the last of them."""

    sequence: int
    start: int
    tokens: Sequence[int]
    scores: bool


class Backend(Protocol[_Scores_co]):
    """A model's cache: `cells` tokens in `sequences` numbered sequences, of which a step computes up to `batch`."""

    cells: int
    sequences: int
    batch: int

    def compute(self, slices: Sequence[Slice], stop: Callable[[], bool]) -> Sequence[_Scores_co]:
        """Compute a step; returns the scores that were asked for, in order.

        Raises:
            Interrupted: `stop` said so; nothing of it was kept. ModelError: it failed, and nothing of it was kept.
        """
        ...

    def share(self, source: int, target: int) -> None:
        """Let the empty sequence `target` begin with all that `source` holds."""
        ...

    def drop(self, sequence: int) -> None:
        """Empty a sequence."""
        ...


class Writer(Protocol[_Scores_contra]):
    """What becomes of a request's scores."""

    def take(self, scores: _Scores_contra) -> int | None:
        """The next token, or None where the answer is over."""
        ...

    def begin_again(self) -> None:
        """Forget what was written."""
        ...

    def timed_out(self) -> None:
        """The time is over: end the answer with what there is."""
        ...

    def fail(self, error: BaseException | None) -> None:
        """The answer is given up: for an error, or (None) because nobody wants it any more."""
        ...


@dataclass(eq=False, slots=True)
class Request(Generic[Scores]):
    """A prompt and how its answer is written. `beginnings` are the pieces it shares with others, outermost first.

    `order` and `over` are the scheduler's own. `tail` has a token at least; the answer takes up to `most` tokens and `seconds` of steps that it was part of.
    """

    beginnings: tuple[tuple[int, ...], ...]
    tail: Sequence[int]
    most: int
    writer: Writer[Scores]
    urgent: bool = False
    seconds: float = 600.0
    cancelled: Callable[[], bool] = lambda: False
    order: int = 0
    over: bool = False

    @property
    def total(self) -> int:
        """The cells it takes by itself."""
        return sum(map(len, self.beginnings)) + len(self.tail) + self.most

    def give_up(self, error: BaseException | None = None) -> None:
        """Tell the writer that the answer is given up, once."""
        if not self.over:
            self.over = True
            self.writer.fail(error)
