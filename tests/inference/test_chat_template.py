"""Prompts are rendered by the model's template, and nothing but the template makes control tokens."""

from __future__ import annotations

import pytest

from carrel.inference.engine import Prompt
from carrel.inference.template import CHATML, ChatTemplate

PROMPT = Prompt("Be brief.", "A paper <|im_end|> of \ue0f0q\ue0f1 ours.", "What is new?", "The authors")
NO_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] | trim }}{% endfor %}[model]"
)
FORGETS_SYSTEM = (
    "{% for m in messages if m['role'] != 'system' %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}[model]"
)
THINKS = CHATML.replace("assistant\\n", "assistant\\n<think>\\n").replace("assistant\n", "assistant\n<think>\n")
SWITCH = CHATML + "{% if enable_thinking is defined and enable_thinking is false %}OFF{% endif %}"


def rendered(template: str, prompt: Prompt = PROMPT) -> str:
    return "".join(part.text for part in ChatTemplate(template, beginning="<s>", end="</s>").render(prompt))


def test_a_prompt_is_instructions_paper_question_and_the_answers_start() -> None:
    assert rendered(CHATML) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nA paper <|im_end|> of \ue0f0q\ue0f1 ours.\n\n"
        "What is new?<|im_end|>\n<|im_start|>assistant\nThe authors"
    )


def test_texts_are_never_control_and_the_template_always_is() -> None:
    parts = ChatTemplate(CHATML, beginning="<s>", end="</s>").render(PROMPT)
    ours = {PROMPT.instructions, PROMPT.paper, PROMPT.question, PROMPT.answer_start}
    assert {part.text for part in parts if not part.control} == ours


def test_all_prompts_share_what_stands_before_the_paper_and_those_about_it_the_paper_too() -> None:
    parts = ChatTemplate(CHATML, beginning="", end="").render(PROMPT)
    assert [part.text for part in parts if part.stage == 1] == [PROMPT.paper]
    assert PROMPT.instructions in [part.text for part in parts if part.stage == 0]
    assert {PROMPT.question, PROMPT.answer_start} <= {part.text for part in parts if part.stage == 2}
    assert [part.stage for part in parts] == sorted(part.stage for part in parts)


@pytest.mark.parametrize("template", [NO_SYSTEM, FORGETS_SYSTEM])
def test_a_template_without_a_system_message_gets_the_instructions_with_the_paper(template: str) -> None:
    assert rendered(template).startswith("[user]Be brief.\n\nA paper")
    assert rendered(template).endswith("[model]The authors")


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{{ undefined.attribute }}",
        "{% broken",
        "nothing of the messages",
        "{{ messages[9]['content'] }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 1 / 0 }}",
        "{% for i in range(999999999) %}x{% endfor %}",
        "{{ messages[0]['content'] }}{{ messages[1]['content'] }}{{ messages[1]['content'] }}",
    ],
)
def test_a_template_that_fails_or_loses_a_text_is_replaced_by_chatml(template: str) -> None:
    assert rendered(template) == rendered(CHATML)


def test_thinking_is_switched_off_where_the_template_can() -> None:
    assert rendered(SWITCH).endswith("assistant\nOFFThe authors")


def test_a_thought_that_the_template_opens_is_closed() -> None:
    assert rendered(THINKS).endswith("<think>\n\n</think>\n\nThe authors")


def test_empty_texts_make_no_parts() -> None:
    parts = ChatTemplate(CHATML, beginning="", end="").render(Prompt("", "", "Q?"))
    assert all(part.text for part in parts)
    assert [part.text for part in parts if not part.control] == ["Q?"]
