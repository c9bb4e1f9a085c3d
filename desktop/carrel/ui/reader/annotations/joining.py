"""Joins annotating to the reader's toolbar and commands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from carrel.domain.annotation import Colour
from carrel.ui.reader.annotations.nudging import area_in_view

if TYPE_CHECKING:
    from carrel.ui.actions import Actions
    from carrel.ui.reader.page import ReaderPage


def join_annotations(page: ReaderPage, actions: Actions) -> None:
    """Call once, when the reader's parts are there."""
    annotating, tools = page.annotating, page.bar.tools
    tools.tool_chosen.connect(annotating.set_tool)
    tools.colour_chosen.connect(annotating.take_colour)
    annotating.tool_changed.connect(tools.show_tool)
    annotating.colour_changed.connect(tools.colours.show_colour)
    tools.colours.show_colour(annotating.colour)
    annotating.chosen_changed.connect(actions.refresh)
    marks = page.left.marks
    marks.follow(annotating.kept)
    marks.chosen.connect(annotating.go_to)
    marks.remove_asked.connect(lambda one: annotating.kept.remove([one.id]))
    annotating.chosen_changed.connect(lambda: marks.show_chosen(annotating.layer.chosen))

    def bind(name: str, function: Callable[[], object], available: Callable[[], bool]) -> None:
        actions.bind(name, function, context=page, available=available)

    def possible() -> bool:
        return annotating.possible

    bind("reader.highlight", annotating.highlight, possible)
    bind("reader.export", annotating.copies.ask, possible)
    bind("reader.import", annotating.copies.take_in, possible)
    bind("reader.area", lambda: annotating.frame_area(area_in_view(page.view)), possible)
    bind("reader.underline", annotating.underline, possible)
    bind("reader.sentence", partial(annotating.sentences.step, 1), possible)
    bind("reader.sentence_more", partial(annotating.sentences.step, 1, extend=True), possible)
    bind("reader.note", annotating.write_note, possible)
    # The letters for a paper's note and for Trash mean what is on the page while one reads.
    bind("paper.note", annotating.write_note, possible)
    bind("paper.trash", annotating.remove, lambda: annotating.layer.chosen is not None)
    # Sentences are to a page what rows are to a list.
    for name, direction, extend in (
        ("list.next", 1, False),
        ("list.previous", -1, False),
        ("list.extend_next", 1, True),
        ("list.extend_previous", -1, True),
    ):
        bind(name, partial(annotating.sentences.step, direction, extend=extend), possible)
    for colour in Colour:
        bind(f"reader.{colour.value}", partial(annotating.take_colour, colour), possible)
