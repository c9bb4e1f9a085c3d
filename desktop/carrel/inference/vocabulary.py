"""A loaded model's tokens."""

from __future__ import annotations

import ctypes

import llama_cpp

_THOUGHT_TAGS = frozenset({b"<think>", b"</think>"})


class Vocabulary:
    """Turns text into a model's tokens and tokens into bytes."""

    def __init__(self, model: llama_cpp.llama_model_p) -> None:
        self._vocabulary = llama_cpp.llama_model_get_vocab(model)
        self.size: int = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self.beginning: int = llama_cpp.llama_vocab_bos(self._vocabulary)
        self.end: int = llama_cpp.llama_vocab_eos(self._vocabulary)
        self.adds_beginning: bool = bool(llama_cpp.llama_vocab_get_add_bos(self._vocabulary)) and self.beginning >= 0

    def tokens(self, text: str, *, control: bool) -> list[int]:
        """The tokens of `text`. Without `control`, what looks like a control token is split as the plain text it is."""
        data = text.encode("utf-8", "replace")
        if not data:
            return []
        size = len(data) + 8
        while True:
            buffer = (llama_cpp.llama_token * size)()
            # The last two arguments: no beginning or end added, and whether control tokens are recognised.
            count = llama_cpp.llama_tokenize(self._vocabulary, data, len(data), buffer, size, False, control)
            if count >= 0:
                return list(buffer[:count])
            size = -count

    def piece(self, token: int) -> bytes:
        """A token's bytes; control tokens are nothing, but for those that mark a thought."""
        data = self._piece(token, control=True)
        if llama_cpp.llama_vocab_is_control(self._vocabulary, token) and data not in _THOUGHT_TAGS:
            return b""
        return data

    def text(self, token: int) -> str:
        """A token as a template writes it, control tokens by their names; "" for none."""
        return self._piece(token, control=True).decode("utf-8", "replace") if token >= 0 else ""

    def ends_answer(self, token: int) -> bool:
        """Whether an answer is over with this token."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def _piece(self, token: int, *, control: bool) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            count = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, size, 0, control)
            if count >= 0:
                return buffer.raw[:count]
            size = -count
