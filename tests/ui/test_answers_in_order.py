from __future__ import annotations

from carrel.ui.answers_in_order import AnswersInOrder


def test_the_last_questions_answer_counts_in_whichever_order_they_come() -> None:
    answers = AnswersInOrder()
    first, second = answers.ask([1, 2]), answers.ask([2, 3])
    assert answers.answered(second, [2, 3]) == {2, 3}
    assert answers.awaits(1)
    assert answers.answered(first, [1, 2]) == {1}
    assert not answers.awaits(1)


def test_an_answer_counts_once_and_none_that_was_forgotten() -> None:
    answers = AnswersInOrder()
    question = answers.ask([1])
    assert answers.answered(question, [1]) == {1}
    assert answers.answered(question, [1]) == set()
    question = answers.ask([1])
    answers.forget()
    assert answers.answered(question, [1]) == set()
