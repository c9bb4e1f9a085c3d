"""How many digests are out of date, and how long writing them takes, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.digest_key import Difference
from carrel.ui.shell.wording import duration_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.services.redoing import RedoPlan

ALREADY = "Already written with this model and these prompts"


def out_of_date_words(reasons: Sequence[Difference]) -> str:
    """Why a digest is out of date, for where it came from: "Out of date: the paper has a newer version"; "" where it is not.

    That no model wrote it, or that none is chosen, makes no digest out of date.
    """
    told = [one.words for one in reasons if one not in {Difference.A_MODEL, Difference.NO_MODEL}]
    return f"Out of date: {'; '.join(map(_inside, told))}" if told else ""


def aim_words(papers: int | None) -> str:
    """What is about to be written; None: all of the library."""
    if papers is None:
        return "Write all digests of the library with"
    return "Write this digest with" if papers == 1 else f"Write the digests of {papers:,} papers with"


def plan_words(plan: RedoPlan, *, extractive: bool = False) -> str:
    """What a model would write: "38 of 412 are missing or out of date, about 5 h"; `extractive` of no model at all."""
    without = f"; {plan.unreadable:,} without text" if plan.unreadable and plan.papers > 1 else ""
    if plan.papers == plan.unreadable:
        return "Without any text there is nothing to write from"
    if not plan.missing:
        return (
            ALREADY if plan.papers == 1 else f"{'Both' if plan.papers == 2 else 'All'} are as it writes them{without}"
        )
    if plan.papers == 1:
        counted = "The paper’s own sentences" if extractive else "Not written with it yet, or out of date"
    else:
        counted = f"{plan.missing:,} of {plan.papers:,} are missing or out of date"
    takes = duration_words(plan.seconds) or ("" if extractive else "time not measured yet")
    return ", ".join(filter(None, (counted, takes))) + without


def button_words(plan: RedoPlan | None, *, one: bool) -> str:
    """What the button does."""
    if plan is None:
        return "Write"
    if one:
        return "Write it" if plan.missing else "Write again"
    return (
        f"Write {plan.missing:,} {'digest' if plan.missing == 1 else 'digests'}" if plan.missing else "Nothing to write"
    )


def _inside(words: str) -> str:
    """Words as they stand inside a sentence."""
    return words if words.startswith("Carrel") else words[:1].lower() + words[1:]
