"""LaTeX that models write, as people read it."""

from __future__ import annotations

import pytest

from carrel.digesting.answers import sentences_of
from carrel.digesting.formulas import unicode_formulas
from carrel.digesting.numbers import numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"It runs in $\mathcal{O}(n^2)$ time.", "It runs in O(n²) time."),
        (r"It runs in \(O(n \log n)\) time.", "It runs in O(n log n) time."),
        ("It runs in O(n^2) time.", "It runs in O(n²) time."),
        (r"Each x_i is in \mathbb{R}^d.", "Each xᵢ is in ℝᵈ."),
        (r"The rate \alpha is 10^{-3}, not 10^-4.", "The rate α is 10⁻³, not 10⁻⁴."),
        (r"It halves the \frac{a}{b} of x_{ij}^2.", "It halves the a/b of xᵢⱼ²."),
        ("The bound (n + 1)^2 holds.", "The bound (n + 1)² holds."),
        ("It costs $5 and $7 for x_train and my_file_2.", "It costs $5 and $7 for x_train and my_file_2."),
        (r"See \begin{matrix}a\end{matrix} and \unknown{x}.", r"See \begin{matrix}a\end{matrix} and \unknown{x}."),
        ("Nothing is to be done here.", "Nothing is to be done here."),
    ],
)
def test_simple_latex_becomes_unicode_and_what_is_not_known_stays(written: str, read: str) -> None:
    assert unicode_formulas(written) == read


def test_the_sentences_of_an_answer_are_readable_and_keep_their_numbers() -> None:
    (said,) = sentences_of(
        "The method", r" needs $3 \times 10^{5}$ steps and $O(n^2)$ memory for $x_1$.", question="How?", most=1
    )
    assert said == "The method needs 3 × 10⁵ steps and O(n²) memory for x₁."
    assert [number.value for number in numbers(said)] == [300_000.0]


def test_raised_powers_are_numbers() -> None:
    assert [number.value for number in numbers("1.2×10⁻⁴ and 3 · 10⁵")] == [pytest.approx(1.2e-4), 300_000.0]


def test_a_number_after_a_character_of_a_script_without_spaces_is_one() -> None:
    assert [number.value for number in numbers("误差下降了3.2%，F1为90")] == [3.2, 90.0]
