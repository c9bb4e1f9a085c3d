from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carrel.domain.paper import Paper
from carrel.sources.paper_text import code_links, readable, web_addresses, withdrawn

READ = {
    r"$\alpha$": "α",
    r"$x^2$ and $x_{ij}^{-3}$": "x² and xᵢⱼ⁻³",
    r"maps $\mathbb{R}^n \to \mathbb{R}$": "maps ℝⁿ → ℝ",
    r"$\mathcal{O}(n\log n)$ time": "O(n log n) time",
    r"\textit{in vitro} and \textbf{\emph{new}}": "in vitro and new",
    r"Schr\"odinger, \v{C}ech, \'Ecole, Erd\H{o}s, Jos\'{e}, {\'E}mile": "Schrödinger, Čech, École, Erdős, José, Émile",
    r"{\o}re, Stra\ss{}e, \O rsted": "øre, Straße, Ørsted",
    r"50\% of \$5 for R\&D, a\_b, C\#": "50% of $5 for R&D, a_b, C#",
    "Fig.~2, from ~10x to 5~10": "Fig. 2, from ~10x to 5~10",
    "``quoted'' --- and 1--2, with --flag": "“quoted” — and 1–2, with --flag",
    "AT&amp;T &lt;b&gt; &#233;": "AT&T <b> é",
    r"$\pi^\pm$ and $K^{+}$": "π± and K⁺",
    r"CO$_2$ at 25$^{\circ}$C, $10^{-3}$ $\mu$m": "CO₂ at 25°C, 10⁻³ μm",
    r"$\frac{a+b}{c}$ and $\frac12$, $\sqrt{n}$, $\sqrt{a+b}$": "(a+b)/c and 1/2, √n, √(a+b)",
    r"$L_{\text{max}}$ $e^{i\pi}$ $A_{N}x$": "L_max e^(iπ) A_(N)x",
    r"$\hat{x}$, $\tilde{\mathcal{O}}(n)$, $f'(x)$": "x̂, Õ(n), f′(x)",
    r"a $k$-means, $(\epsilon,\delta)$-DP, $\Gamma$-converge": "a k-means, (ϵ,δ)-DP, Γ-converge",
    r"\(a \leq b\) or $$E=mc^2$$": "a ≤ b or E=mc²",
    r"\href{https://a.org/b_c}{\textbf{here}} \url{http://x.org/a\_b}": "here (https://a.org/b_c) http://x.org/a_b",
    r"$\href{https://github.com/a/b_c}{\text{this URL}}$": "this URL (https://github.com/a/b_c)",
    r"{\it old} and {\bf bold} \LaTeX{} text": "old and bold LaTeX text",
}
LEFT = [
    "It costs $5 and $10 a day.",
    "US$5 billion in 2020, $6-$7 billion in 2021",
    "between $5 and 3 cost_models of $10",
    r"A matrix $\begin{pmatrix}a&b\\c&d\end{pmatrix}$ stays",
    r"$\unknown{x}$ stays, \unknown{this} too",
    r"\cite{someone} said",
    r"see https://a_b.org/x_y%20z~u?q=$1 and www.example.org/a--b__c",
    "a {0,1} set, {name} in a prompt, 100% sure, a_b and 2^3",
    "one $ alone, and {one brace",
    r"C:\new\table",
    "plain words",
    "",
]


@pytest.mark.parametrize("latex", READ)
def test_latex_reads_as_people_write(latex: str) -> None:
    assert readable(latex) == READ[latex]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_understood_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@given(st.text(alphabet=st.sampled_from(r"ab 1$\{}^_~-`'&;%.,()[]#" + "é")) | st.text())
def test_nothing_typed_makes_it_fail(text: str) -> None:
    readable(text)
    code_links(text)
    withdrawn(Paper("A title", abstract=text, comment=text))


@example(["$", "^", "https://a.org/b_c ", "$"])
@given(
    st.lists(
        st.sampled_from([r"\textbf{", "}", "$", "word", " and ", r"\alpha", "^", "{", r"\'e", "https://a.org/b_c "])
    )
)
def test_no_word_and_no_address_is_ever_lost(parts: list[str]) -> None:
    latex = "".join(parts)
    read = readable(latex)
    assert read.count("word") == latex.count("word")
    assert read.count("https://a.org/b_c") == latex.count("https://a.org/b_c")


@pytest.mark.parametrize(
    "piece",
    ["$", "{", r"\textbf{", r"\(", "${\\", "`", "&a", "$^{", r"$\frac{", "~", "-", r"\href{", r"\"", "$x_{", r"{\it ", "\\",
     "http://a)", "github.com/a", "this paper has been ", "withdrawn ", "v1 ", "$" + "^{" * 400 + "$ "],
)  # fmt: skip
def test_a_hostile_text_does_not_take_long(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    readable(text)
    web_addresses(text)
    withdrawn(Paper("A title", abstract=text, comment=text))
    assert time.process_time() - started < 2


def test_links_of_code_are_found_once_and_in_one_form() -> None:
    text = (
        "Code: http://www.github.com/Ada/Lantern.git, (https://github.com/ada/lantern), gitlab.com/a/b. Models at "
        r"https://huggingface.co/ada/lantern-1b; data: \url{https://zenodo.org/records/12345}. Page: https://ada.github.io/lantern/. "
        r"Also https://bitbucket.org/a/b\_c, https://codeberg.org/x/y! and https://git.sr.ht/~ada/lantern? "
        "See https://doi.org/10.5281/zenodo.123 and https://github.com/a/b(old)."
    )
    assert code_links(text) == (
        "https://github.com/Ada/Lantern",
        "https://gitlab.com/a/b",
        "https://huggingface.co/ada/lantern-1b",
        "https://zenodo.org/records/12345",
        "https://ada.github.io/lantern",
        "https://bitbucket.org/a/b_c",
        "https://codeberg.org/x/y",
        "https://git.sr.ht/~ada/lantern",
        "https://zenodo.org/doi/10.5281/zenodo.123",
        "https://github.com/a/b",
    )


@pytest.mark.parametrize(
    "text",
    ["https://huggingface.co/papers/2401.00001", "write to ada@github.com/x", "https://github.com", "notgithub.com/a/b",
     "https://evil.org/github.com/a/b"],
)  # fmt: skip
def test_other_addresses_are_not_taken_for_code(text: str) -> None:
    assert code_links(text) == ()


def test_other_addresses_stand_behind_those_of_code() -> None:
    text = "See https://example.org/page_1, (http://example.org/a). Code: github.com/a/b"
    assert web_addresses(text) == ("https://github.com/a/b", "https://example.org/page_1", "http://example.org/a")


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by the authors due to an error in Theorem 2",
        "Withdrawn due to a mistake",
        "withdrawn",
        "Paper withdrawn",
        "This submission has been withdrawn by arXiv administrators",
        "12 pages. This article was withdrawn by the author",
        "The authors have withdrawn this paper",
        "This version has been withdrawn from arXiv",
    ],
)
def test_a_withdrawal_is_recognised(comment: str) -> None:
    assert withdrawn(Paper("A title", comment=comment))
    assert not withdrawn(Paper("A title", comment="12 pages"))


def test_a_withdrawal_is_recognised_in_the_abstract() -> None:
    assert withdrawn(
        Paper("A title", abstract="This paper has been withdrawn by the author because of an error in (3).")
    )


@pytest.mark.parametrize(
    "abstract",
    [
        "We study drugs that were withdrawn from the market due to their effects.",
        "The samples were withdrawn by the nurse before treatment.",
        "A paper has been withdrawn more often when its data were wrong.",
        "Troops have withdrawn.",
    ],
)
def test_an_abstract_about_withdrawing_is_no_withdrawal(abstract: str) -> None:
    assert not withdrawn(Paper("A title", abstract=abstract))


@pytest.mark.parametrize(
    "comment",
    ["An earlier version of this paper was withdrawn; this one is corrected", "This paper was withdrawn from ICLR 2026 and is extended here",
     "v1 withdrawn, v2 corrects Lemma 4"],
)  # fmt: skip
def test_a_withdrawal_from_elsewhere_or_before_does_not_count(comment: str) -> None:
    assert not withdrawn(Paper("A title", comment=comment))
