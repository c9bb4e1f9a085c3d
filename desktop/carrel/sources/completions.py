"""Asks the person's own server to write: any address that speaks the API of OpenAI's, and no other than the one that is set.

llama-server, vLLM, Ollama and LM Studio are such, and the server of llama-cpp-python.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from carrel.domain.errors import ModelError
from carrel.domain.request import Request
from carrel.domain.server import ServedModel, ServerAnswer, ServerQuestion
from carrel.sources.server_line import Errand, ServerLine

_TEST_SECONDS = 20.0
_CHAT = "chat/completions"
_NO_THOUGHTS = "chat_template_kwargs"


def never() -> bool:
    """The cancel check of what nobody cancels."""
    return False


class CompletionsClient:
    """Asks one server. `allowed` is its address, ending in ``/v1`` mostly; `key` its key, "" for none.

    `record` is called once for a request, when its answer has been read or has failed, `begun` when it is about to be sent.
    """

    def __init__(
        self,
        *,
        allowed: Callable[[], str],
        key: Callable[[], str],
        record: Callable[[Request], None],
        offline: Callable[[], bool],
        begun: Callable[[Request], object] = lambda _request: None,
    ) -> None:
        self._line = ServerLine(allowed, key, record, offline, begun)
        self._refuses_no_thoughts: set[str] = set()

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self._line.close()

    def models(
        self,
        address: str,
        *,
        purpose: str,
        who: str = "you",
        cancelled: Callable[[], bool] = never,
    ) -> tuple[ServedModel, ...]:
        """The models that the server at `address` names, in its order; each with its context where the server tells it.

        Raises:
            NetworkError: work offline is on, or there was no answer. ModelError: the address is not set, or the server wants
                a key, or does not speak this API. Cancelled: on request.
        """
        errand = Errand(purpose, who, time.monotonic() + _TEST_SECONDS, cancelled)
        listed = self._line.ask(address, "models", None, errand, _listed)
        context = 0
        if any(entry.get("owned_by") == "llamacpp" for entry in listed):
            context = self._context_of_a_place(address, errand)
        return tuple(_served(entry, context) for entry in listed)

    def complete(
        self,
        address: str,
        model: str,
        question: ServerQuestion,
        *,
        purpose: str,
        who: str = "you",
        cancelled: Callable[[], bool] = never,
    ) -> ServerAnswer:
        """Have `model` at `address` answer, always with its likeliest words.

        A model that thinks first is told not to, in the way that llama-server and vLLM know; a server that does not take
        that is asked without.

        Raises:
            NetworkError: work offline is on, or there was no answer in time. ModelError: the server does not know the model,
                the text is too long for it, and as in `models`. Cancelled: on request.
        """
        messages = [{"role": "system", "content": question.instructions}, {"role": "user", "content": question.text}]
        body: dict[str, object] = {
            "model": model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": question.max_tokens,
            "stop": list(question.stop),
            "stream": False,
        }
        errand = Errand(purpose, who, time.monotonic() + question.seconds, cancelled, model)
        if address in self._refuses_no_thoughts:
            return self._line.ask(address, _CHAT, body, errand, _answer)
        told = {**body, _NO_THOUGHTS: {"enable_thinking": False}}
        try:
            return self._line.ask(address, _CHAT, told, errand, _answer)
        except ModelError as error:
            if _NO_THOUGHTS not in error.details:
                raise
            self._refuses_no_thoughts.add(address)
            return self._line.ask(address, _CHAT, body, errand, _answer)

    def _context_of_a_place(self, address: str, errand: Errand) -> int:
        """How much each of llama-server's places holds, which is less than its model could; 0 where it does not say."""
        try:
            return self._line.ask(address, "../props", None, errand, _context)
        except ModelError:
            return 0


def _answer(found: Any) -> ServerAnswer:
    choice = found["choices"][0]
    text = choice["message"]["content"]
    usage = found.get("usage")
    tokens = _count(usage.get("completion_tokens")) if isinstance(usage, dict) else 0
    return ServerAnswer(text if isinstance(text, str) else "", tokens, choice.get("finish_reason") == "length")


def _listed(found: Any) -> list[dict[str, Any]]:
    return [entry for entry in found["data"] if isinstance(entry["id"], str) and entry["id"]]


def _context(found: Any) -> int:
    return _count(found["default_generation_settings"]["n_ctx"])


def _served(entry: dict[str, Any], context: int) -> ServedModel:
    """What a server tells of a model: vLLM its longest text, llama-server its parameters."""
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    context = context or _count(entry.get("max_model_len")) or _count(meta.get("n_ctx"))
    return ServedModel(entry["id"], context, _count(meta.get("n_params")))


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
