"""A model's chat template, rendered so that no text of ours or the paper's can pass for part of it.

Only what the template itself writes may become control tokens. The texts are stood in for by private-use characters while the
template is rendered, and put into their places afterwards, as plain text.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from jinja2 import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from carrel.inference.engine import Prompt

_log = logging.getLogger(__name__)
_INSTRUCTIONS, _PAPER, _QUESTION = "\ue0f0i\ue0f1", "\ue0f0p\ue0f1", "\ue0f0q\ue0f1"
_PLACES = re.compile("(\ue0f0[ipq]\ue0f1)")
_BETWEEN = "\n\n"

# What a template, which is a program from a file, can fail with.
_FAILURES = (
    TemplateError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError,
)  # fmt: skip

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The most common template, for models that bring none that works."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a rendered prompt; `control` where control tokens in it are meant.

    `stage` tells which prompts share it: 0 all of this model's with the same instructions, 1 those about the same paper, 2 none.
    """

    text: str
    control: bool
    stage: int


class ChatTemplate:
    """Renders prompts for one model."""

    def __init__(self, template: str, *, beginning: str, end: str) -> None:
        """`template` is the model's Jinja template or ""; `beginning` and `end` are its special tokens' texts."""
        self._pieces = (template and _pieces(template, beginning, end)) or _pieces(CHATML, beginning, end)
        if not self._pieces:
            raise RuntimeError("the built-in chat template does not render")

    def render(self, prompt: Prompt) -> list[Part]:
        """The prompt's parts in order, without empty ones."""
        texts = {_INSTRUCTIONS: prompt.instructions, _PAPER: prompt.paper, _QUESTION: prompt.question}
        paper_at = self._pieces.index(_PAPER)
        parts = [
            Part(texts.get(piece, piece), piece not in texts, (at >= paper_at) + (at > paper_at))
            for at, piece in enumerate(self._pieces)
        ]
        parts.append(Part(prompt.answer_start, control=False, stage=2))
        return [part for part in parts if part.text]


def _pieces(template: str, beginning: str, end: str) -> list[str]:
    """What the template writes, split at the three places; [] where the template fails or loses one of them."""
    user = _PAPER + _BETWEEN + _QUESTION
    apart = [{"role": "system", "content": _INSTRUCTIONS}, {"role": "user", "content": user}]
    joined = [{"role": "user", "content": _INSTRUCTIONS + _BETWEEN + user}]
    # Several templates know no system message: some say so by an error, some leave it out.
    for messages in (apart, joined):
        try:
            formatter = Jinja2ChatFormatter(template=template, eos_token=end, bos_token=beginning)
            rendered = formatter(messages=messages, enable_thinking=False).prompt
        except _FAILURES as error:
            _log.warning("the model's chat template failed: %s", error)
            continue
        pieces = _PLACES.split(_with_thinking_closed(rendered))
        if [piece for piece in pieces if _PLACES.fullmatch(piece)] == [_INSTRUCTIONS, _PAPER, _QUESTION]:
            return pieces
    return []


def _with_thinking_closed(rendered: str) -> str:
    """Some templates begin the answer with an opened thought whatever they are told; it is closed at once."""
    return rendered.rstrip() + "\n\n</think>\n\n" if rendered.rstrip().endswith("<think>") else rendered
