"""An engine whose model is on the person's own server. The child asks its parent, which alone may use the network."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence

import msgspec

from carrel.domain.errors import ModelError
from carrel.domain.server import Server, ServerAnswer, ServerQuestion
from carrel.inference.engine import Completion, ModelInfo, Pending, Prompt, Stopped
from carrel.inference.thinking import without_thinking
from carrel.worker.protocol import decode

DESCRIBE, COMPLETE = "describe_server", "complete_on_server"
"""What the parent is asked: for a `Server`, and with a `ServerQuestion` for a `ServerAnswer`."""

UNKNOWN_CONTEXT = 8192
"""How many tokens a model is taken to hold whose server does not tell."""

_CHARACTERS_PER_TOKEN = 3
_TOKENS_OF_TEMPLATE = 48
_BEGIN = "Begin your answer with these words: {}"
# What models' templates mark turns with. A server renders its template itself, and may take such marks for its own.
_CONTROL = re.compile(r"<(?=[|｜]|/?s>|/?think>|(?:start|end)_of_turn>)|\[(?=/?INST\])", re.IGNORECASE)
_MARKUP = " \t\r\n\"'“”*_`#>"

Ask = Callable[[str, object], msgspec.Raw]
"""Has the parent do something, as `Call.ask` does."""


class RemoteEngine:
    """An `Engine` on a server. Any thread may call; each request waits in a thread of its own.

    Not all servers continue an assistant's message that was begun (llama-cpp-python's ends it and begins another), so the
    first words of an answer are asked for in the question, and taken off the answer where it has them.
    """

    def __init__(self, ask: Ask) -> None:
        """Ask the parent which server and model it is.

        Raises:
            NetworkError: there is no answer. ModelError: it is no server that can be used. Cancelled: on request.
        """
        self._ask = ask
        self._server = decode(ask(DESCRIBE, None), Server)
        model = self._server.model
        self._info = ModelInfo(
            name=model.name,
            file="",
            bytes=0,
            architecture="",
            quantization="",
            parameters=model.parameters,
            context=model.context,
            layers=0,
            server=self._server.name,
        )

    @property
    def info(self) -> ModelInfo:
        """The model as its server names it; there is no file, and no hash."""
        return self._info

    @property
    def context(self) -> int:
        """How many tokens a prompt and its answer may hold together, as far as the server tells."""
        return self._info.context or UNKNOWN_CONTEXT

    def count(self, text: str) -> int:
        """About how many tokens `text` takes: an estimate, a token for three characters, for the tokenizer is not here.

        English prose has four to five characters a token, so this is mostly too many; for formulas and other scripts it
        can be too few, and the server then refuses the text, saying so.
        """
        return -(-len(text) // _CHARACTERS_PER_TOKEN)

    def count_prompt(self, prompt: Prompt) -> int:
        """About how many tokens the prompt takes (see `count`), with room for the server's template."""
        return self.count(prompt.instructions) + self.count(_text(prompt)) + _TOKENS_OF_TEMPLATE

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
        """Have `prompt` answered; `on_text` gets it once, as one piece, `enough` shortens it when it is there.

        Raises:
            ModelError: the prompt and `max_tokens` do not fit the context, as far as that can be told here.
        """
        tokens = self.count_prompt(prompt)
        if tokens + max_tokens > self.context:
            raise ModelError(
                f"The text takes about {tokens:,} tokens and the answer up to {max_tokens:,}; "
                f"the model on {self._server.name} holds {self.context:,} together.",
                "Start the server with a longer context.",
            )
        begun = f"{prompt.answer_start.rstrip()} " if prompt.answer_start else ""
        room = max_tokens + self.count(begun)
        question = ServerQuestion(prompt.instructions, _text(prompt), room, tuple(stop), seconds)

        def complete() -> Completion:
            answer = decode(self._ask(COMPLETE, question), ServerAnswer)
            completion = completion_of(answer, prompt.answer_start, stop, enough, self.count)
            if on_text is not None and completion.text and not completion.whole:
                on_text(completion.text)
            return completion

        return _Asked(complete)


def completion_of(
    answer: ServerAnswer,
    start: str,
    stop: Sequence[str],
    enough: Callable[[str], bool] | None,
    count: Callable[[str], int],
) -> Completion:
    """What of a server's `answer` follows `start`: without thoughts, nothing after a stop string or when it is `enough`.

    An answer that begins with other words stands for itself; its `Completion.whole` says so.
    """
    text = without_thinking(answer.text).strip()
    stopped = Stopped.LENGTH if answer.cut else Stopped.END
    ends = [at for mark in stop if mark and (at := text.find(mark)) >= 0]
    if ends:
        text, stopped = text[: min(ends)], Stopped.STOP
    rest = _after(text, start)
    whole = bool(start.split()) and rest is None
    text = text if rest is None else rest
    if enough is not None:
        # Each end of a word, as if the answer had come word by word.
        ends = [found.start() for found in re.finditer(r"\s+|$", text)]
        shortest = next((end for end in ends if end and enough(text[:end])), None)
        if shortest is not None and shortest < len(text.rstrip()):
            text, stopped = text[:shortest], Stopped.ENOUGH
    return Completion(text, answer.tokens or count(text), stopped, whole=whole)


def _after(text: str, start: str) -> str | None:
    """What follows `start` in `text`, whatever its letters' case and the markup before it; None where it begins otherwise."""
    words = start.split()
    pattern = r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    found = re.match(pattern, text.lstrip(_MARKUP), re.IGNORECASE) if words else None
    return text.lstrip(_MARKUP)[found.end() :] if found else None


def _text(prompt: Prompt) -> str:
    """The person's part of the conversation: the paper, then the question and how its answer begins."""
    paper = _CONTROL.sub(lambda mark: f"{mark.group()} ", prompt.paper)
    begin = f"\n{_BEGIN.format(prompt.answer_start)}" if prompt.answer_start else ""
    return f"{paper}\n\n{prompt.question}{begin}"


class _Asked:
    """A completion that a thread of its own waits for."""

    def __init__(self, complete: Callable[[], Completion]) -> None:
        self._complete = complete
        self._completion: Completion | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="server", daemon=True)
        self._thread.start()

    def result(self) -> Completion:
        self._thread.join()
        if self._completion is None:
            raise self._error or RuntimeError("a server's answer was lost")
        return self._completion

    def cancel(self) -> None:
        """Wait for it no longer. The parent gives it up when the call ends."""

    def _work(self) -> None:
        try:
            self._completion = self._complete()
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self._error = error
