"""What arXiv's authors type, as people read it: LaTeX to Unicode, addresses of code, withdrawals.

Nothing here may lose a word: what is not understood stays as it is written. Time is bounded by the text's length.
"""

from __future__ import annotations

import html
import re

from carrel.domain.paper import Paper
from carrel.sources.math_text import LONGEST, converted, math_text, symbol

_STYLES = (
    "textit|textbf|texttt|textsc|textrm|textsf|textsl|textup|textmd|textnormal|textsuperscript|textsubscript|text|emph|"
    "underline|uline|mbox|hbox|mathrm|mathbf|mathit|mathsf|mathtt|mathcal"
)
_URL = r"(?:https?://|www\.)[^\s{}<>\"$]+"
_LATEX = re.compile(
    rf"""(?P<url>{_URL})
    | (?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z]\w{{1,30}});)
    | (?P<dollars>\${{1,2}})
    | (?P<round>\\[(\[])
    | (?P<escaped>\\[%$&\#_{{}}])
    | (?P<break>\\\\(?=\s|$)|\\[ ,;:])
    | (?P<accent>\\(?:["'`^~=.]\s?(?:\{{\\?[A-Za-z]\}}|\\[ij](?![A-Za-z])|[A-Za-z])
                   |[uvHcdbkrt]\s?\{{\\?[A-Za-z]\}}|[uvHcdbkr]\s[A-Za-z]))
    | (?P<link>\\(?:url|href|path)\s?(?=\{{))
    | (?P<style>\\(?:{_STYLES})\s?(?=\{{))
    | (?P<group>\{{(?=\\))
    | (?P<word>\\[A-Za-z]+(?:\{{\}})?)
    | (?P<quoted>(?<!`)``[^`'\n]{{1,400}}''|(?<![`\w])`[^`'\s][^`'\n]{{0,100}}'(?!['\w]))
    | (?P<dash>(?<=[^\s-])-{{2,3}}(?=[^\s-])|(?<=\s)-{{2,3}}(?=\s))
    | (?P<tie>(?<=[\w.,;:)\]$}}])~(?!(?<=\d~)\d)(?=[\w\\$(\[{{]))
    """,
    re.VERBOSE,
)
# Where something of `_LATEX` can begin: much faster to look for.
_START = re.compile(r"[\\$&{`~]|--|https?://|www\.")
# Every piece of LaTeX begins with one of these; most abstracts hold none.
_LATEX_SIGN = re.compile(r"[\\$&~`{]|--")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_SWITCH = re.compile(
    r"\\(?:it|em|bf|sc|tt|rm|sl|sf|itshape|bfseries|scshape|ttfamily|rmfamily|sffamily)(?![A-Za-z])\s*"
)
_NAMES = {"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "xspace": "", "noindent": "", "newline": " ", "par": " "}
_PRICE = re.compile(r"[\d.,]+(?:\s?(?:k|K|M|B|bn|million|billion|trillion))?(?![\w^])")
_DEEPEST = 6

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"{}|^`]+", re.IGNORECASE)
_CODE = re.compile(
    r"""(?<![\w@./-])(?:https?://)?(?:www\.)?(?P<address>
        (?:gist\.)?github\.com/[\w.-]+(?:/[\w./#%+@~-]*)?
      | (?:[\w-]+\.)*gitlab(?:\.[\w-]+)+/[\w./#%+@~-]+/[\w./#%+@~-]+
      | bitbucket\.org/[\w./#%+@~-]+/[\w./#%+@~-]+
      | codeberg\.org/[\w./#%+@~-]+/[\w./#%+@~-]+
      | (?:huggingface\.co|hf\.co)/(?!papers/|blog/|join\b|login\b)[\w./#%+@~-]+
      | (?:zenodo\.org/(?:records?|doi|communities)/[\w./-]+|doi\.org/10\.5281/zenodo\.\d+)
      | (?:[\w-]+\.)?sr\.ht/~[\w./#%+@~-]+
      | [\w-]+\.github\.io(?:/[\w./\#%+@~?=&-]*)?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SAME = {"hf.co": "huggingface.co"}
_CODE_WORDS = ("github", "gitlab", "bitbucket", "codeberg", "huggingface", "hf.co", "zenodo", "sr.ht")
_THIS = r"(?:paper|article|manuscript|submission|work|preprint|e-?print|draft|document|note|version|thesis|report)"
_WITHDRAWN = re.compile(
    rf"\b(?:this|the\ present|our|the)\s+(?:arxiv\s+)?{_THIS}\s+(?:(?:has|have)\s+(?:now\s+)?been|is|was|is\s+being)\s+"
    r"(?:\w+\s+)?withdrawn\b(?!\s+from\s+(?!(?:the\s+)?arxiv|publication|consideration|circulation))"
    r"|\bwithdrawn\s+by\s+(?:the\s+|its\s+|all\s+)*(?:(?:first|corresponding|submitting)\s+)?(?:co-?)?(?:authors?|submitters?|arxiv)\b",
    re.IGNORECASE,
)
_WITHDRAWN_COMMENT = re.compile(
    rf"\A\W*(?:(?:paper|article|{_THIS})\s+)?withdrawn\b(?!\s+from\s+(?!(?:the\s+)?arxiv))"
    r"|\A\W*(?:we|i|the\s+authors?)\s+(?:have\s+|has\s+)?(?:withdrawn?|withdrew|withdraws?)\s+(?:this|the|our)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous|earlier|old|older|first|original|prior|v\d+)\b[^.;]{0,60}\bwithdrawn\b", re.IGNORECASE
)


def readable(latex: str) -> str:
    """Text without entities, LaTeX accents, styles and simple math; web addresses and what is not understood stay."""
    return _readable(latex, 0)


def web_addresses(text: str) -> tuple[str, ...]:
    """Every web address in a text, in order, each once; those of code first, in the form of `code_links`."""
    code = code_links(text)
    others = (_trimmed(address) for address in _ADDRESS.findall(_plain_addresses(text)))
    rest = [address for address in others if address.startswith("http") and not code_links(address)]
    return tuple(dict.fromkeys((*code, *rest)))


def code_links(text: str) -> tuple[str, ...]:
    """Addresses of code, models, data and project pages in a text: https, in order, each once."""
    found: dict[str, str] = {}
    folded = text.casefold()
    if not any(word in folded for word in _CODE_WORDS):
        return ()
    for match in _CODE.finditer(_plain_addresses(text)):
        host, _, path = _trimmed(match["address"]).partition("/")
        path = path.rstrip("/").removesuffix(".git")
        if path.startswith("10.5281/zenodo."):
            host, path = "zenodo.org", f"doi/{path}"
        address = f"https://{_SAME.get(host.lower(), host.lower())}/{path}".rstrip("/")
        found.setdefault(address.casefold(), address)
    return tuple(found.values())


def withdrawn(paper: Paper) -> bool:
    """Whether a paper says that it has been withdrawn: in its comment, or in its abstract in so many words."""
    if "withdr" not in paper.comment.casefold() and "withdr" not in paper.abstract.casefold():
        return False
    if _WITHDRAWN_COMMENT.search(paper.comment):
        return True
    return any(_WITHDRAWN.search(text) and not _EARLIER.search(text) for text in (paper.comment, paper.abstract))


def _plain_addresses(text: str) -> str:
    return re.sub(r"\\([_%#&~])(?:\{\})?", r"\1", text)


def _trimmed(address: str) -> str:
    while address:
        last = address[-1]
        if last in ".,;:!?'\"*" or (last in ")]" and address.count(last) > address.count("(["[")]".index(last)])):
            address = address[:-1]
        else:
            break
    return address


def _readable(text: str, depth: int) -> str:
    start = _START.search(text) if depth <= _DEEPEST else None
    out: list[str] = []
    at = 0
    while start:
        out.append(text[at : start.start()])
        at = start.start()
        match = _LATEX.match(text, at)
        if match:
            kind = match.lastgroup or ""
            replaced, at = _piece(kind, match, text, depth)
            # A macro's name is ended by a space that is none of the text's where it stands for a letter: \o re, \ss e.
            if (
                kind == "word"
                and len(replaced) == 1
                and replaced.isalpha()
                and replaced < "Ā"
                and text[at : at + 1] == " "
            ):
                at += 1
            out.append(replaced)
        else:
            out.append(text[at])
            at += 1
        start = _START.search(text, at)
    out.append(text[at:])
    return "".join(out)


def _piece(kind: str, match: re.Match[str], text: str, depth: int) -> tuple[str, int]:
    """What stands in the place of a match, and where to go on."""
    found, end = match[0], match.end()
    if kind == "url":
        return _plain_addresses(found), end
    if kind == "entity":
        return html.unescape(found), end
    if kind in {"dollars", "round"}:
        return _math(found, text, end)
    if kind == "escaped":
        return found[1:], end
    if kind in {"break", "tie"}:
        return " ", end
    if kind == "accent":
        letter = converted(found)
        return (letter if len(letter) == 1 else found), end
    if kind == "dash":
        return ("—" if len(found) == 3 else "–"), end
    if kind == "quoted":
        inside = found.strip("`'")
        marks = "“”" if found.startswith("``") else "‘’"
        return f"{marks[0]}{_readable(inside, depth + 1)}{marks[1]}", end
    if kind == "word":
        name = found[1:].removesuffix("{}")
        return (_NAMES[name] if name in _NAMES else symbol(name) or found), end
    return _grouped(kind, found, text, end, depth)


def _grouped(kind: str, found: str, text: str, end: int, depth: int) -> tuple[str, int]:
    """A macro with its argument in braces, or a group that begins with a macro."""
    opening = end - 1 if kind == "group" else end
    closing = _closing(text, opening)
    if closing < 0:
        return found, end
    inside = text[opening + 1 : closing]
    if kind == "link":
        address = _plain_addresses(inside)
        follows = (
            _closing(text, closing + 1) if found.startswith(r"\href") and text[closing + 1 : closing + 2] == "{" else -1
        )
        if follows < 0:
            return address, closing + 1
        words = _readable(text[closing + 2 : follows], depth + 1)
        return (address if words == address else f"{words} ({address})"), follows + 1
    if kind == "style":
        return _readable(inside, depth + 1), closing + 1
    switched = _SWITCH.match(inside)
    if switched:
        return _readable(inside[switched.end() :], depth + 1), closing + 1
    plain = _readable(inside, depth + 1)
    return (found, end) if "\\" in plain else (plain, closing + 1)


def _closing(text: str, opening: int) -> int:
    """Where the group that is opened at `opening` ends, -1 where it is too long, too deep or never closed."""
    depth = 0
    for brace in _BRACES.finditer(text, opening, opening + 2 * LONGEST):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if depth == 0:
                return brace.start()
        if depth > _DEEPEST:
            break
    return -1


def _math(opening: str, text: str, start: int) -> tuple[str, int]:
    """Math from `start` on; where it is none, or cannot be told in one line, what is written stays."""
    closing = {r"\(": r"\)", r"\[": r"\]"}.get(opening, opening)
    end = text.find(closing, start, start + LONGEST)
    while end > 0 and closing.startswith("$") and text[end - 1] == "\\" and text[end - 2] != "\\":
        end = text.find(closing, end + 1, start + LONGEST)
    if end < 0:
        return opening, start
    inside, after = text[start:end], text[end + len(closing) : end + len(closing) + 1]
    if opening == "$" and not _is_math(inside, after):
        return opening, start
    told = math_text(inside)
    if not told:
        return (text[start - len(opening) : end + len(closing)], end + len(closing)) if inside else (opening, start)
    return told, end + len(closing)


def _is_math(inside: str, after: str) -> bool:
    """Whether a dollar sign opens math that ends before `after`, and is not a price's."""
    if not inside.strip() or ("://" in inside and not re.search(r"\\(?:href|url)\b", inside)):
        return False
    if "\\" in inside or "^" in inside:
        return True
    if inside[0].isdigit() and (inside[-1].isspace() or after.isdigit()) and _PRICE.match(inside):
        return False
    if after.isdigit() and inside[0].isdigit():
        return False
    # Prose between two dollar signs has words with spaces between them; math without macros has letters.
    return len(re.findall(r"[A-Za-z]{3,}", inside)) < 3 and (len(inside) < 13 or not inside[-1].isspace())
