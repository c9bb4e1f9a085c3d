"""Which tokens a model computes next: many requests in one cache, their common beginnings computed once.

A prompt is a path through a tree of beginnings (the instructions; then a paper) and a tail of its own. A beginning is
computed once, as a *trunk*, and what follows starts from a copy of it, which costs no computation. Each step computes one
batch: a token for everybody who writes, and parts of trunks and tails in what room is left. A place that becomes free goes
to the next request at once (continuous batching, as in Orca, Yu et al., OSDI 2022), and room for a whole answer is kept
before it is begun, so that nobody has to be put out in the middle for want of room.

Urgent requests go first. They get three steps in four while any is at work, so that the others go on too; and where there is
no place for one, the newest of the others gives its place up and begins again later. Here are no tensors: the model is a
`Backend`, and tests give it another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic

from carrel.inference.backend import Backend, Interrupted, Request, Scores, Slice
from carrel.inference.trunks import Trunk, Trunks

_FAIR = 4
"""Of so many steps one is also for the others, as many tokens as they may be, while urgent requests are at work."""

_KEPT_STEPS = 16
"""What nobody uses for so many steps leaves the cache: a second wording comes at once or never, and all that the cache holds
is looked past for each token."""


@dataclass(eq=False, slots=True)
class _Active(Generic[Scores]):
    """A request at work: `pending` are the tokens to be computed next, at position `filled`."""

    request: Request[Scores]
    trunk: Trunk | None
    sequence: int
    pending: Sequence[int]
    filled: int = 0
    begun: bool = False
    writing: bool = False
    spent: float = 0.0

    @property
    def cells(self) -> int:
        return len(self.request.tail) + self.request.most


@dataclass(slots=True)
class _Step(Generic[Scores]):
    slices: list[Slice] = field(default_factory=list)
    owners: list[_Active[Scores] | Trunk] = field(default_factory=list)
    room: int = 0

    def add(self, owner: _Active[Scores] | Trunk, tokens: Sequence[int], start: int, *, last: bool) -> None:
        """Take as many of `tokens` as there is room for; `last`: scores are wanted once all are computed."""
        part = tokens[: self.room]
        if part:
            self.slices.append(Slice(owner.sequence, start, part, last and len(part) == len(tokens)))
            self.owners.append(owner)
            self.room -= len(part)


class Scheduler(Generic[Scores]):
    """Not thread-safe: one thread adds and steps. `width` bounds how many requests that are not urgent write at once."""

    def __init__(self, backend: Backend[Scores], *, width: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._backend = backend
        self._width = width
        self._clock = clock
        self._waiting: list[Request[Scores]] = []
        self._active: list[_Active[Scores]] = []
        self._free = list(range(backend.sequences))
        self._trunks = Trunks()
        self._arrived = 0
        self._steps = 0

    @property
    def busy(self) -> bool:
        """Whether any request is not finished."""
        return bool(self._waiting or self._active)

    def add(self, request: Request[Scores]) -> None:
        """Take a request, which must fit the cache by itself."""
        if request.total > self._backend.cells or not request.tail:
            raise ValueError(f"a request of {request.total} tokens does not fit {self._backend.cells}")
        # What is asked about a paper that others are about stands with them, so that few papers are in the cache at once.
        known = self._trunks.order(request.beginnings) if len(request.beginnings) > 1 else None
        self._arrived += 1
        request.order = self._arrived if known is None else known
        self._waiting.append(request)

    def step(self, urgent_came: Callable[[], bool] = lambda: False) -> None:
        """Compute one batch. It is given up where one of its requests is cancelled, or a more urgent one came."""
        self._drop_cancelled()
        self._admit()
        step = self._compose()
        if not step.slices:
            return
        mine = [owner for owner in step.owners if isinstance(owner, _Active)]
        trunks = [owner for owner in step.owners if isinstance(owner, Trunk)]
        concerned = [a for a in self._active if a in mine or (a.trunk is not None and _on_path(a.trunk, trunks))]
        hurried = any(active.request.urgent for active in concerned)

        idle = [*self._waiting, *(active.request for active in self._active if active not in concerned)]

        def stop() -> bool:
            for request in idle:
                if request.cancelled():
                    # Its caller need not wait for a step that is made for others.
                    request.give_up()
            return any(a.request.cancelled() for a in concerned) or (not hurried and urgent_came())

        began = self._clock()
        try:
            scores = iter(self._backend.compute(step.slices, stop))
        except Interrupted:
            return
        except Exception as error:  # noqa: BLE001 - whatever ends a step ends the requests it was made for, and no others
            self._fail(concerned, trunks, error)
            return
        self._steps += 1
        self._trunks.tick(_KEPT_STEPS, self._empty)
        seconds = self._clock() - began
        for part, owner in zip(step.slices, step.owners, strict=True):
            owner.filled += len(part.tokens)
            if isinstance(owner, _Active):
                owner.pending = owner.pending[len(part.tokens) :]
                owner.spent += seconds
                if part.scores:
                    self._write(owner, next(scores))

    def close(self, error: BaseException | None) -> None:
        """Give every request up."""
        for active in list(self._active):
            self._leave(active)
            active.request.give_up(error)
        waiting, self._waiting = self._waiting, []
        for request in waiting:
            request.give_up(error)

    def _drop_cancelled(self) -> None:
        for active in [a for a in self._active if a.request.cancelled()]:
            self._leave(active)
            active.request.give_up()
        for request in [r for r in self._waiting if r.cancelled()]:
            self._waiting.remove(request)
            request.give_up()

    def _admit(self) -> None:
        for request in sorted(self._waiting, key=lambda r: (not r.urgent, r.order)):
            others = sum(not active.request.urgent for active in self._active)
            if not request.urgent and others >= self._width:
                return
            while not self._fits(request):
                if not self._trunks.forget_idle(request.beginnings, self._empty) and not (
                    request.urgent and self._put_back_newest()
                ):
                    # Those behind it wait too, or a long one would wait for ever.
                    return
            self._waiting.remove(request)
            trunk = self._trunks.enter(request.beginnings, request.order, self._free.pop)
            self._active.append(_Active(request, trunk, self._free.pop(), request.tail))

    def _fits(self, request: Request[Scores]) -> bool:
        nodes, cells = self._trunks.missing(request.beginnings)
        used = self._trunks.cells + sum(active.cells for active in self._active)
        needed = cells + len(request.tail) + request.most
        return nodes + 1 <= len(self._free) and used + needed <= self._backend.cells

    def _put_back_newest(self) -> bool:
        """Let the newest request that is not urgent wait again, before all others; whether there is one."""
        for active in reversed(self._active):
            if not active.request.urgent:
                self._leave(active)
                active.request.writer.begin_again()
                self._waiting.insert(0, active.request)
                return True
        return False

    def _compose(self) -> _Step[Scores]:
        urgent = [active for active in self._active if active.request.urgent]
        others = [active for active in self._active if not active.request.urgent]
        step = _Step[Scores](room=self._backend.batch)
        self._fill(step, urgent)
        if urgent:
            # The urgent ones alone, but for every fourth step, which would be a long one if it began with a whole paper.
            step.room = 0 if (self._steps + 1) % _FAIR else min(step.room, self._width)
        if step.room:
            self._fill(step, others)
        return step

    def _fill(self, step: _Step[Scores], chosen: Sequence[_Active[Scores]]) -> None:
        """Put what `chosen` compute next into the step, as far as there is room."""
        for active in chosen:
            if active.writing:
                step.add(active, active.pending, active.filled, last=True)
        for trunk in self._unfinished(chosen):
            if trunk in step.owners:
                continue
            if trunk.parent is not None and not trunk.filled:
                self._backend.share(trunk.parent.sequence, trunk.sequence)
                trunk.filled = trunk.parent.length
            step.add(trunk, trunk.tokens[trunk.filled - trunk.above :], trunk.filled, last=False)
        for active in chosen:
            if active.writing or (active.trunk is not None and not active.trunk.whole):
                continue
            if not active.begun:
                active.begun = True
                if active.trunk is not None:
                    self._backend.share(active.trunk.sequence, active.sequence)
                    active.filled = active.trunk.length
            step.add(active, active.pending, active.filled, last=True)

    @staticmethod
    def _unfinished(chosen: Sequence[_Active[Scores]]) -> Iterator[Trunk]:
        """The trunks that can be computed now: not whole, but what they begin with is."""
        seen: set[int] = set()
        for active in chosen:
            trunk = active.trunk
            while trunk is not None and trunk.parent is not None and not trunk.parent.whole:
                trunk = trunk.parent
            if trunk is not None and not trunk.whole and id(trunk) not in seen:
                seen.add(id(trunk))
                yield trunk

    def _write(self, active: _Active[Scores], scores: Scores) -> None:
        writer = active.request.writer
        try:
            token = writer.take(scores)
        except Exception as error:  # noqa: BLE001 - one answer's trouble is not the others'
            self._leave(active)
            active.request.give_up(error)
            return
        if token is not None and active.spent > active.request.seconds:
            writer.timed_out()
            token = None
        if token is None:
            self._leave(active)
        else:
            active.writing, active.pending = True, (token,)

    def _fail(self, concerned: Sequence[_Active[Scores]], trunks: Sequence[Trunk], error: Exception) -> None:
        for active in concerned:
            self._leave(active)
            active.request.give_up(error)
        for trunk in trunks:
            self._trunks.forget(trunk, self._empty)

    def _leave(self, active: _Active[Scores]) -> None:
        self._active.remove(active)
        self._trunks.leave(active.trunk)
        self._empty(active.sequence)

    def _empty(self, sequence: int) -> None:
        self._backend.drop(sequence)
        self._free.append(sequence)


def _on_path(trunk: Trunk | None, trunks: Sequence[Trunk]) -> bool:
    while trunk is not None:
        if trunk in trunks:
            return True
        trunk = trunk.parent
    return False
