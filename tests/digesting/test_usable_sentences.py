"""What is made of a small model's sentences before they are checked."""

from __future__ import annotations

import pytest

from carrel.digesting.answers import sentences_of


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (" the authors count flocks of storks from the air.", ("The authors count flocks of storks from the air.",)),
        (
            " flocks return. The storks like frogs. It costs very little.",
            ("The authors find that flocks return.", "The storks like frogs.", "It costs very little."),
        ),
        (" storks fly. Quist, A., & Ibis, D. (2013a).", ("The authors find that storks fly.",)),
        (" two or three results with numbers of sentences are told.", ()),
        (" storks. Okay. It needs labels for each bird.", ()),
    ],
)
def test_what_a_small_model_does_wrong_is_put_right_or_left_out(answer: str, said: tuple[str, ...]) -> None:
    assert sentences_of("The authors find that", answer, question="What did they find?", most=3) == said


def test_the_title_in_other_words_says_nothing() -> None:
    title = "Counting storks from above"
    alone = sentences_of(
        "This paper", " presents a novel method for counting storks.", question="?", most=3, title=title
    )
    opening = sentences_of(
        "This paper",
        " presents a novel method for counting storks. It learns a density map from weak labels.",
        question="?",
        most=3,
        title=title,
    )
    assert alone == ()
    assert len(opening) == 2
