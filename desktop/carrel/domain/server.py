"""A person's own server: what it tells of its model, what it is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as a server names it. `context` is in tokens and `parameters` a count, 0 where the server does not tell."""

    name: str
    context: int = 0
    parameters: int = 0


@dataclass(frozen=True, slots=True)
class ServerQuestion:
    """One question to a server's model. The answer takes at most `max_tokens` and `seconds`, and ends before a `stop`."""

    instructions: str
    text: str
    max_tokens: int
    stop: tuple[str, ...] = ()
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What the model wrote. `tokens` is 0 where the server does not count; `cut` is true where the answer met its limit."""

    text: str
    tokens: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A server as digests are told of it: `name` is its host and port, `parallel` how many requests it gets at once."""

    name: str
    model: ServedModel
    parallel: int
