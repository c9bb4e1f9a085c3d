"""True sentences of real papers, in halves by paper, and light rewordings of them by rule."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.sentence_quality import prose, stands_alone
from carrel.digesting.source import Source
from carrel.documents.read import read
from carrel.domain.paper import Paper
from carrel.domain.passage import PassageKind
from evaluation.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDERS = ("arxiv_ml", "older_or_venue", "nlp_and_arxiv_other")
_PLAIN = re.compile(r"[\w\s.,;:()'\"’“”%$/&+×–—\[\]-]+")
_TELLING = (
    re.compile(r"(?<![\w.\[(])\d[\d.,]*\d(?![\w)\]])|\d ?%|\b(?:three|four|five|six|ten)\b"),
    re.compile(
        r"\b(?:outperform|better|worse|higher|lower|faster|slower|increas|decreas|reduc|improv|larger|smaller|more|less)"
    ),
    re.compile(r"\b(?:not|cannot|without|never)\b"),
    re.compile(r"(?<=[a-z,] )(?:[A-Z][A-Za-z]*[A-Z]\w*|[A-Z]{2,}\d*)\b"),
)


@dataclass(frozen=True, slots=True)
class PaperSentences:
    """One paper and the sentences of it that were drawn."""

    name: str
    source: Source
    sentences: tuple[str, ...]


def halves(seed: int) -> tuple[list[PaperSentences], list[PaperSentences]]:
    """The papers of the development half and of the report half, each with some fifteen of its sentences."""
    paths = [path for folder in FOLDERS for path in sorted((CORPUS / "papers" / folder).glob("*.pdf"))]
    chance = random.Random(seed)  # noqa: S311 - drawn again alike, not in secret
    chance.shuffle(paths)
    drawn = [_drawn(path, random.Random(f"{seed} {path.name}")) for path in paths]  # noqa: S311 - as above
    return drawn[::2], drawn[1::2]


def _drawn(path: Path, chance: random.Random) -> PaperSentences:
    document = read(path)
    source = Source.of(Paper(title=document.title or path.stem.replace("_", " ")), document)
    pool = [passage.text for passage in source.readable() if passage.kind is PassageKind.BODY and _fit(passage.text)]
    chance.shuffle(pool)
    chosen = pool[:5]
    for kind in _TELLING:
        chosen += [text for text in pool[5:] if kind.search(text) and text not in chosen][:3]
    return PaperSentences(path.name, source, tuple(dict.fromkeys(chosen)))


def _fit(text: str) -> bool:
    size = len(text.split())
    return (
        9 <= size <= 40
        and prose(text) >= 0.9
        and stands_alone(text) >= 0.9
        and _PLAIN.fullmatch(text) is not None
        and text.count("(") == text.count(")")
    )


_SYNONYMS = (
    ("we propose", "we introduce"), ("we introduce", "we propose"), ("we present", "we describe"), ("we show", "we demonstrate"),
    ("we demonstrate", "we show"), ("we find", "we observe"), ("we observe", "we find"), ("we use", "we employ"), ("uses", "employs"),
    ("using", "with the help of"), ("in order to", "to"), ("obtain", "get"), ("achieves", "reaches"), ("achieve", "reach"), ("shows", "indicates"),
    ("show", "indicate"), ("consists of", "is made up of"), ("such as", "like"), ("due to", "because of"), ("a number of", "several"),
    ("for example", "for instance"), ("requires", "needs"), ("require", "need"), ("many", "numerous"),
    ("because", "since"), ("important", "essential"), ("perform", "carry out"), ("methods", "approaches"), ("although", "even though"),
    ("typically", "usually"), ("often", "frequently"), ("is able to", "can"), ("the fact that", "that"), ("simple", "straightforward"),
    ("examine", "investigate"), ("difficult", "hard"), ("allows", "lets"), ("utilize", "use"), ("provides", "gives"), ("provide", "give"),
)  # fmt: skip
_WRITTEN = {"three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10"}
_KEPT_ADVERBS = frozenset(
    "only early likely unlikely rarely hardly barely nearly family apply supply reply rely multiply imply assembly anomaly "
    "exactly partially partly fully randomly jointly linearly exponentially poorly badly directly indirectly negatively "
    "positively respectively daily weekly monthly yearly monopoly poly friendly timely costly equally previously "
    "merely necessarily arguably probably potentially possibly approximately basically slightly significantly substantially either "
    "currently recently newly highly weakly strongly slowly quickly uniformly locally globally".split()
)
_VERBS = {"use": "used", "train": "trained", "apply": "applied", "evaluate": "evaluated", "propose": "proposed"}
_PASSIVE = re.compile(
    rf"\bWe (?P<verb>{'|'.join(_VERBS)}) (?P<what>(?:a|an|the) [\w -]{{3,50}}?)(?P<rest> (?:to|for|with|on|in|by) .*|\.)$"
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    first = text.split(maxsplit=1)[0]
    return text[:1].lower() + text[1:] if first[1:].islower() or first in {"A", "We"} else text


def _synonyms(text: str) -> str:
    changed = 0
    for one, other in _SYNONYMS:
        found = re.search(rf"\b{one}\b", text, re.IGNORECASE)
        if (
            found
            and changed < 2
            and not (one == "using" and text[: found.start()].endswith("by "))
            and "\0" not in text[max(0, found.start() - 12) : found.end()]
        ):
            new = _capital(other) if found.group()[0].isupper() else other
            text = f"{text[: found.start()]}{new}\0{text[found.end() :]}"
            changed += 1
    return text.replace("\0", "")


def _third_person(text: str) -> str:
    text = re.sub(r"\bWe\b", "The authors", text)
    text = re.sub(r"\bwe\b", "the authors", text)
    return re.sub(r"\b([Oo])ur\b", lambda match: "Their" if match[1] == "O" else "their", text)


def _reordered(text: str) -> str:
    joined = re.fullmatch(
        r"(?P<one>[^,;:()]{25,}),? (?P<link>while|when|because|although|if|since) (?P<two>[^,;:()]{15,})\.", text
    )
    if joined:
        return f"{_capital(joined['link'])} {joined['two']}, {_lower(joined['one'])}."
    fronted = re.fullmatch(
        r"(?P<link>While|When|If|Although|For|In|On|By|To) (?P<one>[^,;:()]{8,}), (?P<two>[^,;:()]{20,})\.", text
    )
    if fronted and not fronted["two"].startswith(("but", "and", "or ", "it ", "they ")):
        return f"{_capital(fronted['two'])} {fronted['link'].lower()} {fronted['one']}."
    return text


def _fewer_adverbs(text: str) -> str:
    def shorten(match: re.Match[str]) -> str:
        return match.group() if match["adverb"].lower() in _KEPT_ADVERBS else match["before"]

    text = re.sub(
        r"^(?:However|Moreover|Furthermore|Therefore|Thus|Hence|Additionally|Interestingly|Specifically), ", "", text
    )
    return _capital(re.sub(r"(?P<before>[a-z] )(?P<adverb>[a-z]{3,}ly) (?=[a-z])", shorten, text))


def _number_forms(text: str) -> str:
    text = re.sub(r"\b(\d{1,3}),(\d{3})\b", r"\1\2", text)
    text = re.sub(r"(\d) ?%", r"\1 percent", text)
    return re.sub(rf"(?<![\w-])(?:{'|'.join(_WRITTEN)})(?![\w-])", lambda match: _WRITTEN[match.group()], text)


def _no_brackets(text: str) -> str:
    text = re.sub(r" ?\[[\d, –-]+\]", "", text)
    return re.sub(r" \([^()]*(?:et al|\d{4})[^()]*\)", "", text)


def _passive(text: str) -> str:
    found = _PASSIVE.search(text)
    if not found or found.start():
        return text
    return f"{_capital(found['what'])} is {_VERBS[found['verb']]}{found['rest']}"


_RULES: tuple[Callable[[str], str], ...] = (
    _no_brackets, _number_forms, _reordered, _passive, _third_person, _synonyms, _fewer_adverbs
)  # fmt: skip


def reworded(text: str) -> str:
    """`text` in slightly other words by every rule that applies, "" where none does."""
    changed = text
    for rule in _RULES:
        changed = rule(changed)
    return changed if changed != text else ""
