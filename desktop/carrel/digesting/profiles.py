"""What a sentence of each field looks like: where it stands, and the words it announces itself with.

The cue phrases are English; in other languages place and centrality decide alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carrel.domain.digest import Field
from carrel.domain.passage import SectionKind as Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Profile:
    """How sentences are chosen for one field.

    `sections` gives each kind of section its worth (others have none), `place` the centre and the half-width of where
    in the paper (0 its beginning, 1 its end) such sentences are, and `place_in_abstract` where in an abstract alone. `cues` are patterns with their worth, which may be
    negative; they add up, to at most 1. `quotas` caps what one kind of section gives while others can. At least `fewest` and at most `most` sentences are taken.
    """

    sections: Mapping[Kind, float]
    place: tuple[float, float]
    place_in_abstract: tuple[float, float]
    cues: tuple[tuple[re.Pattern[str], float], ...]
    fewest: int
    most: int
    quotas: Mapping[Kind, int] = field(default_factory=dict)

    def cue(self, text: str) -> float:
        """The worth of the cues in `text`, -1 to 1."""
        return max(-1.0, min(1.0, sum(worth for pattern, worth in self.cues if pattern.search(text))))


def _cues(**worth_of: float) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((_PATTERNS[name], worth) for name, worth in worth_of.items())


_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "proposes": r"\b(?:we|this (?:paper|work|article|study)|the (?:paper|authors?))\b[^.]{0,30}\b(?:propos|introduc|present|develop|"
        r"design|describ|formulat|provid|offer|contribut|suggest|build|construct|deriv)\w*|\bis (?:proposed|introduced|presented)\b",
        "shows": r"\bwe\b[^.]{0,30}\b(?:show|demonstrat|prov|find|found|observ|establish|conclud|reveal|discover|confirm|argu)\w*|"
        r"\b(?:results?|experiments?|evaluations?|analysis|findings) (?:\w+ ){0,6}(?:show|demonstrat|indicat|suggest|confirm|reveal)\w*",
        "here": r"\bin this (?:paper|work|article|study|letter|thesis|report|survey)\b|\bthis (?:paper|work|article|study)\b|\bour (?:main |key )?contributions?\b",
        "novel": r"\b(?:novel|new|first|simple|general|key|main|efficient|unified)\b",
        "method": r"\b(?:our|the proposed|this) (?:method|model|approach|framework|algorithm|architecture|system|network|technique|procedure)\b|"
        r"\bconsists? of\b|\b(?:is|are|was|were) (?:trained|computed|composed|based|obtained|estimated|optimi[sz]ed|initiali[sz]ed|defined|applied|fed|updated)\b|"
        r"\bwe (?:train|use|employ|adopt|apply|combine|minimi[sz]e|maximi[sz]e|optimi[sz]e|compute|sample|encode|model|replace|learn|extend|define|estimate|parametri[sz]e)\b|"
        r"\b(?:architecture|objective|loss function|encoder|decoder|layers?|pipeline|algorithm|procedure)\b",
        "result": r"\boutperform\w*|\bimprov(?:es?|ed|ements?|ing)\b|\bachiev\w+|\bstate[- ]of[- ]the[- ]art\b|\b(?:accuracy|precision|recall|f1|bleu|perplexity|auc|error rate|speed-?up)\b|"
        r"\b(?:faster|better|higher|lower|fewer|smaller|larger|best|competitive|comparable|superior|significant(?:ly)?|reduc(?:es|ed|tion))\b",
        "number": r"\d(?:[\d.,]*\d)?\s?(?:%|percent|×|x\b)|\b\d+\.\d+\b|\b\d+-fold\b",
        "implication": r"\bfuture\b|\bimplications?\b|\blimitations?\b|\bopens? (?:up )?(?:the |new |a )|\benabl\w+|\bcan be (?:used|applied|extended|useful)\b|\bpoten(?:tial|tially)\b|"
        r"\bsuggests? that\b|\bcould (?:be|help|lead|also)\b|\bmay (?:be|help|lead|also)\b|\bwe (?:hope|believe|expect|plan|leave|conclude)\b|\bpromising\b|\bpaves?\b|\bshould\b|\bapplications?\b|"
        r"\bhighlights?\b|\bremains?\b|\bopen (?:question|problem)|\bfurther (?:work|research|study|investigation)",
        "problem": r"\b(?:challeng|problem|difficult|limit(?:ed|ation|s)|lack|fail|suffer|expensive|bottleneck|unclear|remains?|important|crucial|despite)\w*",
        "cites": r"\[\d+(?:[,–-]\s?\d+)*\]|\bet al\b|\((?:[A-Z]\w+[^()]{0,40},? (?:19|20)\d\d[a-z]?[;)])",
        "others": r"\b(?:previous|prior|existing|traditional|conventional|earlier|recent) (?:work|method|approach|stud|algorithm|model|technique|research|advance)\w*|\bhave been (?:proposed|used|shown)\b",
    }.items()
}

PROFILES: Mapping[Field, Profile] = {
    Field.KEY_POINTS: Profile(
        sections={
            Kind.ABSTRACT: 1.0,
            Kind.INTRODUCTION: 0.6,
            Kind.CONCLUSION: 0.7,
            Kind.DISCUSSION: 0.4,
            Kind.RESULTS: 0.35,
            Kind.EXPERIMENTS: 0.2,
            Kind.FRONT: 0.1,
        },
        place=(0.05, 0.25),
        place_in_abstract=(0.5, 0.6),
        cues=_cues(
            proposes=0.6,
            shows=0.5,
            here=0.3,
            novel=0.15,
            result=0.2,
            number=0.1,
            problem=-0.1,
            cites=-0.5,
            others=-0.35,
        ),
        fewest=3,
        most=4,
        quotas={Kind.ABSTRACT: 2},
    ),
    Field.SUMMARY: Profile(
        sections={
            Kind.ABSTRACT: 1.0,
            Kind.INTRODUCTION: 0.45,
            Kind.CONCLUSION: 0.5,
            Kind.DISCUSSION: 0.2,
            Kind.FRONT: 0.1,
        },
        place=(0.0, 0.3),
        place_in_abstract=(0.3, 0.5),
        cues=_cues(problem=0.35, proposes=0.4, shows=0.3, here=0.2, result=0.1, cites=-0.5),
        fewest=2,
        most=4,
    ),
    Field.METHODOLOGY: Profile(
        sections={
            Kind.METHOD: 1.0,
            Kind.OTHER: 0.6,
            Kind.ABSTRACT: 0.5,
            Kind.INTRODUCTION: 0.4,
            Kind.EXPERIMENTS: 0.4,
            Kind.CONCLUSION: 0.2,
        },
        place=(0.3, 0.3),
        place_in_abstract=(0.4, 0.2),
        cues=_cues(
            method=0.6, proposes=0.4, novel=0.1, cites=-0.4, others=-0.4, result=-0.3, implication=-0.15, problem=-0.2
        ),
        fewest=1,
        most=3,
        quotas={Kind.ABSTRACT: 1},
    ),
    Field.RESULTS: Profile(
        sections={
            Kind.RESULTS: 1.0,
            Kind.EXPERIMENTS: 0.8,
            Kind.ABSTRACT: 0.6,
            Kind.CONCLUSION: 0.55,
            Kind.DISCUSSION: 0.5,
            Kind.INTRODUCTION: 0.3,
            Kind.OTHER: 0.2,
        },
        place=(0.7, 0.3),
        place_in_abstract=(0.75, 0.2),
        cues=_cues(result=0.45, shows=0.45, number=0.3, cites=-0.3, others=-0.3, problem=-0.1, implication=-0.15),
        fewest=1,
        most=3,
        quotas={Kind.ABSTRACT: 1},
    ),
    Field.IMPLICATIONS: Profile(
        sections={
            Kind.CONCLUSION: 1.0,
            Kind.DISCUSSION: 0.85,
            Kind.ABSTRACT: 0.35,
            Kind.INTRODUCTION: 0.2,
            Kind.RESULTS: 0.1,
        },
        place=(0.95, 0.25),
        place_in_abstract=(1.0, 0.2),
        cues=_cues(implication=0.7, shows=0.1, cites=-0.4, others=-0.3, method=-0.15),
        fewest=1,
        most=3,
    ),
}
