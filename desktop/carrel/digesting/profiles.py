"""What a sentence of each field looks like: where it stands, and the words it announces itself with.

The cue phrases are English; in other languages place and centrality decide alone.
"""

from __future__ import annotations

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
    in the paper (0 its beginning, 1 its end) such sentences are, and `place_in_abstract` where in an abstract alone. `cues`
    (by their names in `cues`) have a worth, which may be negative; they add up, to at most 1. Without any of those in `needs`
    a sentence's section counts by half. `contribution` is what it is worth that a sentence tells what the paper contributes,
    and `not_before` what is lost by one that an abstract has before it announces that.
    `quotas` caps what one kind of section gives while others can. At least `fewest` and at most `most` sentences are taken.
    `opening` is what the first sentence of a section in the middle of a paper is worth more than the last. `captions` tells whether sentences under
    figures and tables may be.
    """

    sections: Mapping[Kind, float]
    place: tuple[float, float]
    place_in_abstract: tuple[float, float]
    cues: Mapping[str, float]
    needs: tuple[str, ...]
    contribution: float
    not_before: float
    fewest: int
    most: int
    quotas: Mapping[Kind, int] = field(default_factory=dict)
    opening: float = 0.0
    captions: bool = False


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
            Kind.RELATED: -1.0,
        },
        place=(0.05, 0.25),
        place_in_abstract=(0.75, 0.35),
        cues={
            "releases": -0.5,
            "proposes": 0.45,
            "shows": 0.5,
            "here": 0.2,
            "result": 0.3,
            "number": 0.3,
            "setup": -0.4,
            "problem": -0.2,
            "background": -0.4,
            "cites": -0.5,
            "others": -0.35,
            "credits": -0.5,
        },
        needs=("proposes", "shows", "result", "ours"),
        contribution=0.6,
        not_before=0.9,
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
            Kind.RELATED: -1.0,
        },
        place=(0.0, 0.3),
        place_in_abstract=(0.2, 0.4),
        cues={
            "releases": -0.4,
            "problem": 0.35,
            "proposes": 0.4,
            "shows": 0.3,
            "here": 0.2,
            "result": 0.2,
            "number": 0.15,
            "cites": -0.5,
            "others": -0.2,
            "credits": -0.3,
            "setup": -0.3,
            "notation": -0.4,
        },
        needs=(),
        contribution=0.5,
        not_before=0.0,
        fewest=2,
        most=5,
    ),
    Field.METHODOLOGY: Profile(
        sections={
            Kind.METHOD: 0.8,
            Kind.OTHER: 0.5,
            Kind.ABSTRACT: 0.7,
            Kind.INTRODUCTION: 0.4,
            Kind.EXPERIMENTS: 0.1,
            Kind.CONCLUSION: 0.4,
            Kind.RELATED: -1.0,
        },
        place=(0.3, 0.3),
        place_in_abstract=(0.5, 0.25),
        cues={
            "releases": -0.6,
            "method": 0.45,
            "parts": 0.15,
            "notation": -0.4,
            "setup": -0.2,
            "proposes": 0.35,
            "ours": 0.2,
            "by_doing": 0.2,
            "novel": 0.05,
            "shows": -0.2,
            "cites": -0.5,
            "others": -0.4,
            "result": -0.3,
            "implication": -0.15,
            "problem": -0.2,
            "background": -0.3,
        },
        needs=("method", "proposes", "ours"),
        contribution=0.6,
        not_before=0.9,
        fewest=1,
        most=3,
        quotas={Kind.ABSTRACT: 1, Kind.INTRODUCTION: 1},
        opening=0.25,
    ),
    Field.RESULTS: Profile(
        sections={
            Kind.RESULTS: 1.0,
            Kind.EXPERIMENTS: 0.85,
            Kind.ABSTRACT: 0.85,
            Kind.CONCLUSION: 0.65,
            Kind.DISCUSSION: 0.55,
            Kind.INTRODUCTION: 0.4,
            Kind.OTHER: 0.2,
            Kind.RELATED: -1.0,
        },
        place=(0.7, 0.3),
        place_in_abstract=(0.85, 0.25),
        cues={
            "releases": -0.8,
            "result": 0.2,
            "compares": 0.25,
            "shows": 0.3,
            "number": 0.45,
            "setup": -0.8,
            "notation": -0.4,
            "cites": -0.3,
            "credits": -0.6,
            "problem": -0.1,
            "method": -0.1,
            "implication": -0.15,
        },
        needs=("compares", "shows", "number"),
        contribution=0.15,
        not_before=0.9,
        fewest=1,
        most=3,
        quotas={Kind.ABSTRACT: 1},
        captions=True,
    ),
    Field.IMPLICATIONS: Profile(
        sections={
            Kind.CONCLUSION: 1.0,
            Kind.DISCUSSION: 0.85,
            Kind.ABSTRACT: 0.5,
            Kind.INTRODUCTION: 0.2,
            Kind.RELATED: -1.0,
        },
        place=(0.95, 0.25),
        place_in_abstract=(1.0, 0.2),
        cues={
            "releases": -0.6,
            "implication": 0.7,
            "shows": 0.1,
            "cites": -0.4,
            "others": -0.3,
            "method": -0.15,
            "proposes": -0.15,
        },
        needs=("implication",),
        contribution=0.0,
        not_before=0.9,
        fewest=1,
        most=3,
    ),
}
