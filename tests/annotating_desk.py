"""Opens a library and annotates without a pause, in a process that a test kills; what was kept is told in a file at once.

Run as a program it forks such a process for each line of its input, so that none of them has to import anything: it answers
with the process's number, and with its exit code once it has ended.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from carrel.documents import anchors
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.paths import Paths
from carrel.services.annotations import Annotations
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from forked import serve

HEAVY = (anchors,)
"""What only children of the processes import otherwise."""

WORDS = "the glacier speaks before it moves and somebody ought to write that down ".split(" ")


def work(home: str, told: str, paper: int, file: int, seed: int) -> None:
    """Add, write on, colour, tag, remove and take back annotations of a paper until the process is killed."""
    desk = open_library(Paths(Path(home)), digest_on_import=False)
    desk.start()
    chance = random.Random(seed)  # noqa: S311 - what is done next, no secret
    journal = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    passages = desk.reading.document(file).passages
    while True:
        passage = chance.choice(passages)
        anchor = Anchor(passage.page, passage.rectangles or (Rectangle(0, 1, 1, 2, 2),), passage.text)
        kind = chance.choice((AnnotationKind.HIGHLIGHT, AnnotationKind.AREA))
        made = desk.annotations.add(Annotation(paper, kind, chance.choice(list(Colour)), anchor, file_id=file))
        tell(journal, desk.annotations, made.id)
        for _ in range(chance.randrange(12)):
            act(desk, made.id, chance)
            tell(journal, desk.annotations, made.id)


def act(desk: Carrel, number: int, chance: random.Random) -> None:
    """Change one annotation."""
    match chance.randrange(8):
        case 0:
            desk.annotations.set_colour([number], chance.choice(list(Colour)))
        case 1:
            desk.annotations.tag([number], chance.choice(WORDS) or "tag")
        case 2:
            desk.annotations.remove([number])
        case 3:
            desk.annotations.restore([number])
        case _:
            known = desk.annotations.get(number)
            text = known.text if known is not None else ""
            desk.annotations.save_text(number, f"{text} {chance.choice(WORDS)}")


def tell(journal: int, annotations: Annotations, number: int) -> None:
    """Note what an annotation says now: whatever is noted here was kept."""
    known = annotations.get(number)
    said = state(known) if known is not None else None
    os.write(journal, (json.dumps([number, said]) + "\n").encode())


def state(one: Annotation) -> list[object]:
    """What is compared of an annotation."""
    return [one.key, one.colour.value, one.text, list(one.tags), bool(one.deleted), one.anchor.quote]


if __name__ == "__main__":
    serve(work)
