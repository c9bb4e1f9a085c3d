"""Simple math of LaTeX as one line of Unicode, by pylatexenc's tables of symbols.

What cannot be told in one line without losing something is left to the caller as it was: a matrix, a macro nobody knows.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

LONGEST = 1_000
_DEEPEST = 12
_NOTHING = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle textstyle scriptstyle limits "
    "nolimits rm bf it cal mathstrut nonumber protect relax".split()
)
_PLAIN = frozenset(
    "mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathnormal boldsymbol bm pmb text textrm textbf textit textsf "
    "texttt textsc textnormal emph mbox hbox operatorname ensuremath mathop mathrel mathbin underline".split()
)
_ACCENTS = frozenset("hat bar tilde vec dot ddot check breve acute grave widehat widetilde overline mathring".split())
_SPACES = {",": "", ";": " ", ":": " ", ">": " ", "!": "", " ": " ", "\n": " ", "\\": " ", "quad": " ", "qquad": " "}
_MARKS = {
    "bmod": "mod",
    "|": "‖",
    "prime": "′",
    "degree": "°",
    "colon": ":",
    "lvert": "|",
    "rvert": "|",
    "lVert": "‖",
    "rVert": "‖",
}
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_FRACTIONS = frozenset({"frac", "tfrac", "dfrac", "nicefrac", "sfrac"})
_RAISED = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW−∘°⊤†‡*′±∓αβγδεθ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ⁻°°ᵀ†‡*′±∓ᵅᵝᵞᵟᵋᶿ",
)
_LOWERED = str.maketrans("0123456789+-=()aehijklmnoprstuvxβγρφχ−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\s+|.", re.DOTALL)
_RELATIONS = frozenset("=≠<>≤≥⩽⩾≪≫∼≃≈≅≡∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔⟶⟵⟹↦⟼≺≻≲≳≔∣⊢⊨")


class _Unreadable(Exception):
    """The math cannot be told in one line."""


@lru_cache(maxsize=4096)
def math_text(source: str) -> str:
    """What stands between two dollar signs as Unicode; "" where it cannot be told in one line without loss."""
    if len(source) > LONGEST:
        return ""
    try:
        return " ".join(_Math(source).until("", 0).split())
    except _Unreadable:
        return ""


def symbol(name: str) -> str:
    """The characters that a macro without arguments stands for, "" where it is not one."""
    spec = _symbols().get_macro_spec(name)
    text = spec.simplify_repl if spec is not None else None
    # "<cit.>" and its like tell that something was left out.
    return text if isinstance(text, str) and "%" not in text and not re.match(r"<\w", text) else ""


def converted(latex: str) -> str:
    """A short piece of LaTeX by pylatexenc itself, composed; "" where it does not know it."""
    try:
        return unicodedata.normalize("NFC", _converter().latex_to_text(latex))
    except Exception:  # noqa: BLE001 - whatever a parser of foreign text meets, the text is then left as it is
        return ""


@cache
def _symbols() -> Any:
    from pylatexenc.latex2text import get_default_latex_context_db  # noqa: PLC0415 - see test_imports

    return get_default_latex_context_db()


@cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - see test_imports

    return LatexNodes2Text(math_mode="text")


class _Math:
    """Reads tokens from the left to the right, each once."""

    def __init__(self, source: str) -> None:
        self._tokens: list[str] = _TOKEN.findall(source)
        self._at = 0

    def until(self, end: str, depth: int) -> str:
        """All up to the token `end`, which is passed over; "" means up to the last."""
        if depth > _DEEPEST:
            raise _Unreadable
        out: list[str] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token == end:
                return "".join(out)
            out.append(self._one(token, depth, out[-1][-1:] if out else ""))
        if end:
            raise _Unreadable
        return "".join(out)

    def _next(self) -> str:
        if self._at == len(self._tokens):
            raise _Unreadable
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _argument(self, depth: int) -> str:
        while self._peek().isspace():
            self._at += 1
        token = self._next()
        if token in {"}", "^", "_", "&"}:
            raise _Unreadable
        return self._one(token, depth + 1, "").strip()

    def _raw(self) -> str:
        """A group as it is written; its braces are taken off."""
        while self._peek().isspace():
            self._at += 1
        if self._next() != "{":
            raise _Unreadable
        parts: list[str] = []
        while (token := self._next()) != "}":
            if token == "{":  # noqa: S105 - a token of TeX
                raise _Unreadable
            parts.append(token)
        return "".join(parts)

    def _one(self, token: str, depth: int, before: str) -> str:
        if token == "{":  # noqa: S105 - a token of TeX
            return self.until("}", depth + 1)
        if token in {"}", "&", "#"}:
            raise _Unreadable
        if token in {"^", "_"}:
            text = self._argument(depth)
            return _script(token, text, alone=not self._peek()[:1].isalnum())
        if token.isspace() or token == "~":  # noqa: S105 - a token of TeX
            return " "
        if token == "'":  # noqa: S105 - a token of TeX
            return "′"
        if len(token) > 1:
            return self._macro(token[1:].removesuffix("*"), depth, before)
        return token

    def _macro(self, name: str, depth: int, before: str) -> str:
        if name in _SPACES:
            return _SPACES[name]
        if len(name) == 1 and name in "{}%$&#_":
            return name
        if name in _NOTHING:
            if name in {"left", "right"} and self._peek() == ".":
                self._at += 1
            return ""
        if name in _PLAIN:
            return self._argument(depth)
        if name in _FRACTIONS:
            return f"{_grouped(self._argument(depth))}/{_grouped(self._argument(depth))}"
        if name == "sqrt":
            return self._root(depth)
        if name in {"url", "href"}:
            address = self._raw().replace("\\", "")
            text = self._argument(depth) if name == "href" else ""
            return f"{text} ({address})" if text and text != address else address
        if name == "mathbb" or name in _ACCENTS:
            return _accented(name, self._argument(depth))
        return self._symbol(name, before)

    def _root(self, depth: int) -> str:
        degree = ""
        if self._peek() == "[":
            self._next()
            degree = self.until("]", depth + 1).strip()
        if degree not in _ROOTS:
            raise _Unreadable
        return _ROOTS[degree] + _grouped(self._argument(depth))

    def _symbol(self, name: str, before: str) -> str:
        text = _MARKS.get(name) or symbol(name)
        if not text:
            raise _Unreadable
        spaced = self._peek().isspace()
        if spaced and self._tokens[self._at + 1 : self._at + 2] not in ([], ["+"], ["-"], ["="], ["<"], [">"], ["|"]):
            self._at += 1  # the space only ends the macro's name
        if text in _RELATIONS or (text.isascii() and text.isalpha() and len(text) > 1):
            after = "" if self._peek() in {"(", "_", "^", "", ","} else " "
            return f"{' ' if before.isalnum() or text in _RELATIONS else ''}{text}{after or (' ' if text in _RELATIONS else '')}"
        if spaced and before == " " and unicodedata.category(text[0]) == "Sm":
            return f"{text} "
        return text


def _script(mark: str, text: str, *, alone: bool) -> str:
    table = _RAISED if mark == "^" else _LOWERED
    # A word reads better, and is found, in its own letters: L_max.
    if not re.search(r"[^\W\d_]{3}", text) and all(ord(letter) in table for letter in text):
        return text.translate(table)
    return f"{mark}{text}" if alone and (len(text) == 1 or (text.isalnum() and text.isascii())) else f"{mark}({text})"


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"\w+|\w\W?|[\d.]+", text) else f"({text})"


def _accented(name: str, text: str) -> str:
    if name == "mathbb":
        found = "".join(converted(rf"\mathbb{{{letter}}}") if letter.isalnum() else letter for letter in text)
    elif len(text) == 1:
        found = converted(rf"\{name.removeprefix('wide')}{{{text}}}")
    else:
        found = ""
    if not found:
        raise _Unreadable
    return found
