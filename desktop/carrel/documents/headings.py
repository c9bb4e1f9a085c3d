"""Headings: which lines are, and how deep they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from carrel.documents.characters import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.documents.line import Line, Style
    from carrel.documents.typography import Typography

_NUMBERED = re.compile(
    r"(?:(?:appendix|section|chapter|part)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})(?P<stop>[.:)]?)\s+(?P<words>[^\W\d_].*)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*\w{0,5}$|\s\.{2,}")
_FIRST_LEVEL = re.compile(r"(\d{1,2})\.?\s")
_ENTRY = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+\D.*\s\d{1,3}$")
_FEWEST_ENTRIES = 4
_LONGEST = 140
_MOST_LINES = 4
_LONGEST_WORDS = 48
_ENOUGH = 4
_SENTENCE_INSIDE = re.compile(r"[a-z)][.?!] [A-Z]")
_FORMULA = re.compile(r"[=<>≤≥∑∏∂∫≈∼±×∈⊂∇√→∞]")

_ROMAN = re.compile(r"(?:II|III|IV|VI{0,3}|IX)[.:]?\s")
_LETTERED = re.compile(r"[A-Z][.)]\s")
_ONCE = re.compile(r"abstract|introduction", re.IGNORECASE)
_RUN_IN = re.compile(r"(?P<word>abstract|summary)\s*[—–:.-]+\s*(?=\S{2})", re.IGNORECASE)
_ALONE = re.compile(
    r"abstract|introduction|related works?|background|(materials? and )?methods?|methodology|experiments?|results?|"
    r"(results and )?discussions?( and conclusions?)?|conclusions?( and future work)?|conclusion and discussion|"
    r"acknowledge?ments?|references|bibliography|appendix|appendices|summary|keywords|contents|limitations|future work",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:chapter|appendix|part)\s+(?:\d{1,2}|[A-Z]|[IVX]+)[.:]?", re.IGNORECASE)
_STATEMENT = re.compile(
    r"(?:theorem|lemma|proof|definition|corollary|proposition|remark|example|claim|assumption|conjecture|property|step|"
    r"question|case|condition|hypothesis|observation)s?\s*(?:[\d(:]|[A-Z]?\.|$|of (?:the )?(?:theorem|lemma|prop|cor|claim))",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:figure|fig\.|table|algorithm|listing|scheme|box)\s*[\dIVX]", re.IGNORECASE)


class Heading(NamedTuple):
    """A heading as found: its words with its number, how many lines it takes, and its depth (1 is a section)."""

    text: str
    level: int
    lines: int


def part_abstract(pages: Sequence[list[Line]]) -> None:
    """Part a heading that runs into its text ("Abstract—We present …") from it, on the first two pages, in place."""
    for lines in pages[:2]:
        for index, line in enumerate(lines):
            match = _RUN_IN.match(line.text)
            if match is None:
                continue
            at = line.left + (line.right - line.left) * match.end() / len(line.text)
            # The heading keeps a style of its own, so that it is one even where only its dash tells it from the text.
            lines[index : index + 1] = [
                line._replace(text=match["word"], right=at, style=line.lead, soft=False, printed=""),
                line._replace(
                    text=line.text[match.end() :], start=line.start + match.end(), left=at, lead=line.style, printed=""
                ),
            ]
            return


def find(pages: Sequence[Sequence[Line]], typography: Typography) -> dict[tuple[int, int], Heading]:
    """The paper's headings, each under (index of its page's list, index of its first line there)."""
    candidates = {
        (number, index): line
        for number, lines in enumerate(pages)
        if not _is_contents(lines)
        for index, line in enumerate(_without_entries(lines))
        if line and _could_be(line) and (typography.stands_out(line) or _is_alone(line.text))
    }
    strong = _consistent({place: line for place, line in candidates.items() if _is_strong(line, typography)})
    levels = _levels(strong.values())
    styles = Counter(line.lead for line in strong.values())
    roman = any(_ROMAN.match(line.text) for line in strong.values())
    once: set[str] = set()
    found: dict[tuple[int, int], Heading] = {}
    taken: set[tuple[int, int]] = set()
    for place, line in candidates.items():
        if place in taken or (place[0] == 0 and _is_front(line, strong)):
            continue
        lines = pages[place[0]]
        if place not in strong and not _is_weak(line, lines, place[1], styles, typography):
            continue
        if _ONCE.fullmatch(line.text):
            # Figures show pages of other papers; a paper has one abstract and one introduction.
            if line.text.casefold() in once:
                continue
            once.add(line.text.casefold())
        parts = [line]
        for follower in lines[place[1] + 1 :]:
            if len(parts) == _MOST_LINES or not _continues(lines[place[1] + len(parts) - 1], follower):
                break
            parts.append(follower)
        after = lines[place[1] + len(parts)] if place[1] + len(parts) < len(lines) else None
        if place not in strong and (lines[place[1] + len(parts) - 1].soft or (after and after.text[0].islower())):
            continue
        taken.update((place[0], place[1] + number) for number in range(1, len(parts)))
        text = _joined(parts)
        found[place] = Heading(text, _level(text, line.lead, levels, roman=roman), len(parts))
    return found


def _consistent(strong: dict[tuple[int, int], Line]) -> dict[tuple[int, int], Line]:
    """Without labels in figures and cells of tables: numbers that do not count up, or are set unlike the other headings."""
    counted: dict[Style, list[int]] = defaultdict(list)
    for line in strong.values():
        number = _FIRST_LEVEL.match(line.text)
        if number:
            counted[line.lead].append(int(number[1]))
    loose = {
        style
        for style, numbers in counted.items()
        if len(numbers) > 2 and sum(b == a + 1 for a, b in pairwise(numbers)) * 2 < len(numbers) - 1
    }
    strong = {
        place: line
        for place, line in strong.items()
        if line.lead not in loose or not _FIRST_LEVEL.match(line.text) or _ALONE.fullmatch(_words(line.text))
    }
    usual: dict[int, Counter[Style]] = defaultdict(Counter)
    for line in strong.values():
        usual[_depth(line.text)][line.lead] += 1
    kept = {}
    for place, line in strong.items():
        depth = _depth(line.text)
        counts = usual[depth]
        if depth and not _ALONE.fullmatch(_words(line.text)) and counts[line.lead] * 2 < max(counts.values()) > 2:
            continue
        kept[place] = line
    return kept


def _joined(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for before, line in pairwise(lines):
        glue = "-" if line.text[0].isupper() else ""
        text += (glue if before.soft else " ") + line.text
    return squeeze(text)


def _words(text: str) -> str:
    match = _NUMBERED.fullmatch(text)
    return (match["words"] if match else text).strip(" .:—–-")


def _is_alone(text: str) -> bool:
    return len(text) < _LONGEST_WORDS and bool(_ALONE.fullmatch(_words(text)))


def _could_be(line: Line) -> bool:
    text = line.text
    return (
        3 <= len(text) <= _LONGEST
        and not text[0].islower()
        and line.upright
        and (not line.soft or bool(_NUMBERED.match(text)))
        and bool(_WORDS.search(text))
        and text[-1] not in ",;"
        and not _CAPTION.match(text)
        and not _STATEMENT.match(text)
        and "@" not in text
    )


def _is_contents(lines: Sequence[Line]) -> bool:
    """Whether a page is (part of) a table of contents."""
    return (
        sum((". ." in line.text or ".." in line.text) and bool(_CONTENTS_LINE.search(line.text)) for line in lines) >= 4
    )


def _without_entries(lines: Sequence[Line]) -> list[Line | None]:
    """The lines, with None for those of a table of contents without dots: numbered, and ending in a page's number."""
    entries = [bool(_ENTRY.match(line.text)) for line in lines]
    if sum(entries) < _FEWEST_ENTRIES:
        return list(lines)
    return [None if entry else line for line, entry in zip(lines, entries, strict=True)]


def _is_strong(line: Line, typography: Typography) -> bool:
    """Numbered like a section, or one of the words that only head sections."""
    if _ALONE.fullmatch(_words(line.text)):
        return True
    match = _NUMBERED.fullmatch(line.text)
    if match is None or not match["words"][0].isupper():
        return False
    number = match["number"]
    if (
        len(number) == 1
        and number.isalpha()
        and not match["stop"]
        and (line.page == 0 or not (line.style.bold or line.style.size > typography.size + 0.7))
    ):
        return False
    return not line.text.endswith(".") or len(line.text) < 60


def _is_front(line: Line, strong: dict[tuple[int, int], Line]) -> bool:
    """Whether a line of the first page stands before the first strong heading there: title, authors, affiliations."""
    first = [other for place, other in strong.items() if place[0] == 0]
    return line not in first and (not first or line.start < min(other.start for other in first))


def _is_weak(line: Line, lines: Sequence[Line], index: int, styles: Counter[Style], typography: Typography) -> bool:
    """An unnumbered line that looks like the numbered headings, or like headings of a paper that numbers none."""
    if (line.text[-1] in ".?!:" and len(line.text) > 60) or _SENTENCE_INSIDE.search(line.text):
        return False
    if _FORMULA.search(line.text) or not line.text[0].isalnum() or line.lead.bold != line.style.bold:
        return False
    if len(line.text) > 100 or not _is_apart(line, lines, index, typography):
        return False
    if styles[line.lead] >= 2:
        return True
    if sum(styles.values()) >= _ENOUGH and max(styles.values()) >= _ENOUGH:
        return False
    return line.style.bold and not typography.bold and line.style.size >= typography.size - 0.2 and len(line.text) > 4


def _is_apart(line: Line, lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether white space stands above the line, or it is the first of its column, and running text follows."""
    if index + 1 >= len(lines):
        return False
    following = lines[index + 1]
    if following.top < line.bottom - 3 and following.bottom > line.top + 3:
        return False
    if index == 0:
        return True
    previous = lines[index - 1]
    gap = line.top - previous.bottom
    return gap > 0.35 * typography.size or gap < -2 * typography.size


def _continues(line: Line, follower: Line) -> bool:
    if _PART.fullmatch(line.text):
        return 0 < follower.top - line.top < 6 * line.style.size and follower.style.size >= line.style.size - 0.5
    capitals = follower.text.isupper() and follower.style.font == line.style.font
    return (
        (capitals if line.text.isupper() else follower.style == line.style and follower.lead == line.style)
        and 0 <= follower.top - line.top <= 1.7 * line.style.size
        and not _NUMBERED.fullmatch(follower.text)
        and not line.text.endswith(".")
        and not _ALONE.fullmatch(line.text)
    )


def _levels(strong: Iterable[Line]) -> dict[Style, int]:
    depths: dict[Style, Counter[int]] = defaultdict(Counter)
    for line in strong:
        depth = _depth(line.text)
        if depth:
            depths[line.lead][depth] += 1
    return {style: counts.most_common(1)[0][0] for style, counts in depths.items()}


def _depth(text: str) -> int:
    match = _NUMBERED.fullmatch(text)
    return match["number"].count(".") + 1 if match else 0


def _level(text: str, style: Style, levels: dict[Style, int], *, roman: bool) -> int:
    if _ALONE.fullmatch(text):
        return 1
    if roman and _LETTERED.match(text):
        return 2
    return _depth(text) or levels.get(style, 1)
