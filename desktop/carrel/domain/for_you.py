"""What ranks announcements for one person: what they did with papers, profiles of their interests, and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wish(StrEnum):
    """What a person asked for of papers like one."""

    MORE = "more"
    LESS = "less"


class ActKind(StrEnum):
    """What a person did with a paper, the clearest sign first."""

    MORE = "more"
    SEED = "seed"
    STARRED = "starred"
    ANNOTATED = "annotated"
    NOTED = "noted"
    COLLECTED = "collected"
    READ = "read"
    KEPT = "kept"
    LESS = "less"
    HIDDEN = "hidden"

    @property
    def wanted(self) -> bool:
        """Whether it speaks for papers like this one."""
        return self not in (ActKind.LESS, ActKind.HIDDEN)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person did with a paper, and since when it stands: an instant."""

    paper_id: int
    kind: ActKind
    since: str


@dataclass(frozen=True, slots=True)
class InterestProfile:
    """One of several interests: `seeds` are papers to begin with, `categories` those whose papers come first until more is known."""

    name: str
    categories: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """A paper the person did something with that is close to another; `closeness` is a cosine, `act` what they did."""

    act: Act
    closeness: float
    title: str = ""
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """Where a day's paper stands for the person.

    `chosen` says that For you adds it to the day's page. `reason` is made of what the person did, `closest` are the papers it
    speaks of. Both are empty where it is only ranked among those that a feed's interests have.
    """

    paper_id: int
    score: float
    chosen: bool = False
    reason: str = ""
    closest: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a paper is among those for the person, in full; `closest` are titles with what was done, the closest first."""

    paper_id: int
    title: str
    reasons: tuple[str, ...]
    closest: tuple[tuple[Act, str], ...]
    wish: Wish | None = None
