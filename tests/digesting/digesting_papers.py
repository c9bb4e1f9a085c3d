"""Small made-up papers and a scripted engine, for the tests beside this file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carrel.digesting.source import Source
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, Passage, PassageKind, Section, SectionKind
from carrel.inference.engine import Completion, ModelInfo, Prompt, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXTS: tuple[tuple[str, SectionKind, tuple[str, ...]], ...] = (
    (
        "Abstract",
        SectionKind.ABSTRACT,
        (
            "Counting migrating storks by eye is slow and the counts of two observers often differ.",
            "We propose StorkNet, a convolutional network that counts storks in aerial photographs.",
            "StorkNet is trained on 1,200,000 photographs and needs no labels for single birds.",
            "On three test sites it reduces the counting error by 32 % against the best earlier method.",
        ),
    ),
    (
        "1 Introduction",
        SectionKind.INTRODUCTION,
        (
            "Every autumn hundreds of thousands of storks cross the strait of Gibraltar on their way south.",
            "However, this is hard to see.",
            "Trained observers count flocks with binoculars, which is tiring and open to error.",
            "In this paper we introduce a network that learns to count flocks from weak labels alone.",
        ),
    ),
    (
        "2 Method",
        SectionKind.METHOD,
        (
            "Our model consists of an encoder with twelve layers and a decoder that predicts a density map.",
            "The network is trained with a counting loss that compares the sum of the map with the weak label.",
            "x = y + 3 z ( 7 ) w .",
            "We augment the photographs by rotation and by changes of brightness to imitate weather.",
        ),
    ),
    (
        "3 Results",
        SectionKind.RESULTS,
        (
            "StorkNet achieves a mean error of 3.1 birds a photograph where the earlier method makes 4.6.",
            "We find that accuracy does not depend on the height of the aircraft.",
            "Performance improves by 12 % when brightness is augmented.",
        ),
    ),
    (
        "4 Conclusion",
        SectionKind.CONCLUSION,
        (
            "We have shown that flocks can be counted without labels for single birds.",
            "Our findings suggest that long series of archived photographs can be used to study migration.",
            "A limitation is that dense fog hides part of a flock, which future work should address.",
        ),
    ),
)
REFERENCES = ("Aldo Quist. Whales sing at night in the northern ocean. Journal of Sounds, 1999.",)


def paper_source(extra: Sequence[str] = ()) -> Source:
    """A paper of five sections with references; `extra` are sentences added to its introduction."""
    sections: list[Section] = []
    passages: list[Passage] = []
    for heading, kind, texts in TEXTS:
        sections.append(Section(len(sections), 1, heading, kind, len(sections), 72.0))
        added = tuple(extra) if kind is SectionKind.INTRODUCTION else ()
        for text in (*texts, *added):
            passages.append(Passage(len(passages), sections[-1].position, sections[-1].page, text, ()))
    sections.append(Section(len(sections), 1, "References", SectionKind.REFERENCES, len(sections), 72.0))
    passages.append(
        Passage(len(passages), sections[-1].position, sections[-1].page, REFERENCES[0], (), PassageKind.REFERENCE)
    )
    return Source.of(
        Paper(title="StorkNet: counting storks from above", categories=("cs.CV",)),
        Document("", (), "", tuple(sections), tuple(passages), ((612.0, 792.0),) * 6, "0" * 64),
    )


def abstract_source(abstract: str, title: str = "A title") -> Source:
    """A paper known by its abstract alone."""
    return Source.of(Paper(title=title, abstract=abstract), None)


class ScriptedEngine:
    """An engine that answers each question as `answer` says, and remembers the prompts; a token is a word."""

    def __init__(
        self, answer: Callable[[Prompt], str | Completion], *, context: int = 4096, parameters: int = 0
    ) -> None:
        self._answer = answer
        self._context = context
        self._parameters = parameters
        self.prompts: list[Prompt] = []

    @property
    def info(self) -> ModelInfo:
        return ModelInfo("Scripted", "scripted.gguf", 1, "none", "F16", self._parameters, self._context, 1, sha256="ab")

    @property
    def context(self) -> int:
        return self._context

    def count(self, text: str) -> int:
        return len(text.split())

    def count_prompt(self, prompt: Prompt) -> int:
        return 12 + sum(map(self.count, (prompt.instructions, prompt.paper, prompt.question, prompt.answer_start)))

    def submit(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        seconds: float = 600.0,
        on_text: Callable[[str], None] | None = None,
        enough: Callable[[str], bool] | None = None,
    ) -> ScriptedAnswer:
        assert self.count_prompt(prompt) + max_tokens <= self._context
        assert seconds > 0
        assert stop
        self.prompts.append(prompt)
        answer = self._answer(prompt)
        completion = answer if isinstance(answer, Completion) else Completion(answer, self.count(answer), Stopped.END)
        return ScriptedAnswer(completion, on_text, enough)


class ScriptedAnswer:
    """An answer that comes word by word when it is waited for, and not at all once it was cancelled."""

    def __init__(
        self,
        completion: Completion,
        on_text: Callable[[str], None] | None,
        enough: Callable[[str], bool] | None,
    ) -> None:
        self._completion = completion
        self._on_text = on_text
        self._enough = enough
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True

    def result(self) -> Completion:
        for end in re.finditer(r"(?<=\S)(?=\s|$)", self._completion.text):
            text = self._completion.text[: end.start()]
            if self._on_text is not None:
                self._on_text(text)
            if self._completion.stopped is Stopped.END and self._enough is not None and self._enough(text):
                return Completion(text, len(text.split()), Stopped.ENOUGH)
        return self._completion
