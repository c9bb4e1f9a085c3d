"""Papers made up for tests: they read like arXiv's, and each run makes the same ones."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from carrel.domain.announcing import announces, submissions
from carrel.domain.feed import AnnounceType

CATEGORIES = ("cs.LG", "cs.CL", "stat.ML", "cs.CV", "cs.AI", "math.OC")
_METHODS = (
    ("Lantern", "evidence retrieval", "factual consistency", "sentences"),
    ("Quietfield", "score-based diffusion", "image restoration", "photographs"),
    ("Harbour", "state space models", "long sequences", "tokens"),
    ("Tessera", "mixture-of-experts routing", "language modelling", "documents"),
    ("Plumb", "conformal prediction", "uncertainty quantification", "forecasts"),
    ("Osprey", "contrastive pretraining", "remote sensing", "satellite scenes"),
    ("Fathom", "graph neural networks", "molecular property prediction", "molecules"),
    ("Almanac", "retrieval-augmented generation", "question answering", "questions"),
    ("Sextant", "offline reinforcement learning", "robot navigation", "trajectories"),
    ("Vellum", "speculative decoding", "fast inference", "prompts"),
    ("Gnomon", "variance reduction", "stochastic optimisation", "problems"),
    ("Cairn", "federated learning", "clinical records", "hospitals"),
)
_TITLES = (
    "{name}: {Method} for {task}",
    "Rethinking {method} in {task}",
    "How far does {method} carry {task}?",
    "On the limits of {method} when {things} are scarce",
    "Provable {method} with $O(\\sqrt{{n}})$ regret for {task}",
    "{Task} without {method}: a study of {count} {things}",
)
_OPENINGS = (
    "{Method} has become the usual choice for {task}, but its cost grows with the number of {things}.",
    "Progress in {task} is hard to compare because the {things} that are used differ from paper to paper.",
    "We study {task} where labelled {things} are rare.",
)
_MIDDLES = (
    "We propose {name}, which applies {method} to each of the {things} and keeps only what changes the answer.",
    "We present {name}, a method that replaces the usual objective by a bound on $\\mathbb{{E}}[\\|x - \\hat{{x}}\\|^2]$.",
    "We introduce {name}, a benchmark of {count} {things} with answers that people checked twice.",
)
_RESULTS = (
    "On {count} {things} it reaches {score} percent accuracy, {gain} points above the strongest baseline.",
    "{name} needs {factor}\\% of the memory of earlier work and loses less than 0.{gain} points.",
    "Across {few} data sets the error falls from $10^{{-2}}$ to $10^{{-3}}$ while training takes {few} hours on one GPU.",
)
_ENDINGS = (
    "Ablations show that {method} alone explains most of the gain.",
    "The effect vanishes when {things} are shorter than {count} tokens, which we discuss.",
    "We release code, data and the exact commands.",
)
_GIVEN = "Ada Ben Chiara Dmitri Élodie Fatima Gökçe Hiroshi Ingrid José Katarzyna Łukasz Mei Nikolaos Øyvind Priya Søren Zoë".split()
_FAMILY = "Almeida Bianchi Çelik Dupré Eriksson Fischer García Hernández Ito Jørgensen Kowalski Li Müller Novák Okafor Park Rossi Schrödinger Tanaka Yılmaz Zhang".split()
_VENUES = ("NeurIPS 2026", "ICLR 2027", "the Journal of Examples", "EMNLP 2026")


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper as arXiv has it, and how it is announced. `submitted` and `updated` are instants in UTC."""

    id: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    submitted: datetime
    updated: datetime
    version: int = 1
    type: AnnounceType = AnnounceType.NEW
    comment: str = ""
    doi: str = ""
    journal: str = ""

    @property
    def withdrawn(self) -> bool:
        return "withdrawn" in self.comment

    @property
    def code(self) -> str:
        """The address of its code, "" where it names none."""
        return next((word.rstrip(".,") for word in self.comment.split() if "github.com" in word), "")


def make_papers(
    day: date, n: int, *, first: int = 1, categories: tuple[str, ...] = CATEGORIES, all_new: bool = False
) -> list[MadePaper]:
    """`n` papers that arXiv would announce on `day`, numbered from `first`, submitted in the window of that day.

    Of ten papers six are new, two cross-listed, one replaced and one replaced in a cross-list, unless `all_new`.
    """
    dice = random.Random(f"{day} {first}")  # noqa: S311 - the same papers in each run
    window = submissions(day) if announces(day) else submissions(day - timedelta(days=2))
    start, end = datetime.fromisoformat(window.first), datetime.fromisoformat(window.last)
    step = (end - start) / max(n, 1)
    return [
        _paper(dice, first + number, start + step * number, categories, "n" if all_new else "nncnnrnncx"[number % 10])
        for number in range(n)
    ]


def _paper(dice: random.Random, number: int, submitted: datetime, categories: tuple[str, ...], kind: str) -> MadePaper:
    name, method, task, things = dice.choice(_METHODS)
    words = {
        "name": f"{name}-{number}" if dice.random() < 0.5 else name,
        "method": method,
        "Method": method.capitalize(),
        "task": task,
        "Task": task.capitalize(),
        "things": things,
        "count": f"{dice.randint(2, 90) * 100:,}",
        "few": str(dice.randint(3, 9)),
        "score": f"{dice.uniform(60, 97):.1f}",
        "gain": str(dice.randint(1, 9)),
        "factor": str(dice.randint(12, 80)),
    }
    parts = [dice.choice(choices).format(**words) for choices in (_OPENINGS, _MIDDLES, _RESULTS, _ENDINGS)]
    primary = categories[number % len(categories)]
    others = [category for category in categories if category != primary]
    named = tuple(dice.sample(others, k=min(len(others), dice.randint(0, 2))))
    comment = f"{dice.randint(8, 40)} pages, {dice.randint(2, 9)} figures"
    if number % 4 == 0:
        comment += f". Code: https://github.com/example/{name.lower()}-{number}."
    paper = MadePaper(
        id=f"{submitted:%y%m}.{number:05d}",
        title=dice.choice(_TITLES).format(**words),
        authors=tuple(f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}" for _ in range(dice.randint(1, 6))),
        abstract=" ".join(parts),
        categories=(primary, *named),
        submitted=submitted,
        updated=submitted,
        comment=comment,
        journal=f"Accepted at {dice.choice(_VENUES)}" if number % 7 == 0 else "",
        doi=f"10.5555/example.{number}" if number % 9 == 0 else "",
    )
    if kind == "c":
        return replace(
            paper, type=AnnounceType.CROSS, categories=(paper.categories[0], *named) if named else paper.categories
        )
    if kind in "rx":
        before = datetime(submitted.year, submitted.month, 1, 12, tzinfo=UTC) - timedelta(days=40 + number % 50)
        withdrawn = number % 20 == 6
        return replace(
            paper,
            id=f"{before:%y%m}.{number:05d}",
            submitted=before,
            version=2 + number % 3,
            type=AnnounceType.REPLACE if kind == "r" else AnnounceType.REPLACE_CROSS,
            comment="This paper has been withdrawn by the authors due to an error in Theorem 2"
            if withdrawn
            else comment,
        )
    return paper
