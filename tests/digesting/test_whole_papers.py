"""Long papers are read whole, piece by piece, within the model's budget, and what is left out is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.digesting.compose import compose
from carrel.digesting.pieces import pieces_of
from carrel.digesting.prompts import prompts
from carrel.digesting.reading import PaperText
from carrel.digesting.source import Source
from carrel.domain.digest import NO_OPTIONS, Digest, Field
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, Passage, PassageKind, Section, SectionKind
from digesting.digesting_papers import ScriptedEngine, paper_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.digesting.events import WritingEvent
    from carrel.inference.engine import Prompt

NOTE = prompts().note.asks[0].question
KINDS = (SectionKind.ABSTRACT, SectionKind.METHOD, SectionKind.RESULTS, SectionKind.APPENDIX, SectionKind.REFERENCES)


def _count(text: str) -> int:
    return len(text.split())


def _source(sections: Sequence[tuple[SectionKind, Sequence[tuple[str, PassageKind]]]]) -> Source:
    made = tuple(Section(at, 1, f"{at} Heading", kind, at, 72.0) for at, (kind, _) in enumerate(sections))
    texts = [(at, text, kind) for at, (_, passages) in enumerate(sections) for text, kind in passages]
    passages = tuple(Passage(at, section, section, text, (), kind) for at, (section, text, kind) in enumerate(texts))
    return Source.of(Paper(title="Storks"), Document("", (), "", made, passages, ((612.0, 792.0),), "0" * 64))


def _digest(source: Source, engine: ScriptedEngine) -> tuple[Digest, list[WritingEvent]]:
    events: list[WritingEvent] = []
    return compose(source, engine, None, NO_OPTIONS, events.append), events


texts = st.lists(st.sampled_from("stork flock count error 12 wing".split()), min_size=1, max_size=60).map(" ".join)
passages = st.tuples(texts, st.sampled_from(PassageKind))
papers = st.lists(
    st.tuples(st.sampled_from(KINDS), st.lists(passages, min_size=1, max_size=12)), min_size=1, max_size=8
)


@given(papers, st.integers(40, 200), st.one_of(st.none(), st.integers(20, 600)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pieces_hold_each_portion_once_within_their_budget(
    sections: list[tuple[SectionKind, list[tuple[str, PassageKind]]]], budget: int, most: int | None
) -> None:
    text = PaperText(_source(sections), budget // 2, _count)
    pieces = pieces_of(text, budget, most, {})
    flat = [index for piece in pieces for index in piece]
    assert flat == sorted(set(flat))
    assert all(_count(text.written(piece)) <= budget for piece in pieces)
    coverage = text.coverage(flat)
    total = sum(portion.tokens for portion in text.portions)
    assert coverage.tokens == total
    assert coverage.tokens_read == sum(text.portions[index].tokens for index in flat)
    if most is None or total <= most:
        assert flat == list(range(len(text.portions)))
        assert not [name for name in coverage.left_out if name != "references"]
    else:
        assert coverage.tokens_read <= most
        assert [name for name in coverage.left_out if name != "references"]
    kinds = {section.position: section.kind for section in text.source.sections}
    assert not any(kinds[text.portions[at].passage.section] is SectionKind.REFERENCES for at in flat)


@given(papers, st.integers(25, 60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_digest_of_any_paper_points_at_passages_that_exist_and_counts_what_was_read(
    sections: list[tuple[SectionKind, list[tuple[str, PassageKind]]]], words: int
) -> None:
    source = _source(sections)
    engine = ScriptedEngine(lambda prompt: f" {' '.join(prompt.paper.split()[2 : 2 + words])}.", context=420)
    digest, _ = _digest(source, engine)
    coverage = digest.provenance.coverage
    known = {passage.position: passage.text for passage in source.readable()}
    assert all(position in known for statement in digest.statements for position in statement.passages)
    assert all(
        known[statement.passages[0]] == statement.instead for statement in digest.statements if statement.instead
    )
    assert coverage.tokens_read == coverage.tokens
    assert coverage.sections_read == coverage.sections == len({passage.section for passage in source.readable()})


def test_a_fact_in_the_last_section_reaches_the_model() -> None:
    engine = ScriptedEngine(_plain, context=8192, parameters=600_000_000)
    _digest(_long(400), engine)
    read = [prompt.paper for prompt in engine.prompts if prompt.question == NOTE]
    assert "Flock 399 was seen" in read[-1]
    assert all(engine.count(paper) <= 1_500 + 10 for paper in read)


def test_the_smallest_models_take_no_notes_and_what_they_were_not_given_is_told() -> None:
    engine = ScriptedEngine(_plain, context=8192, parameters=135_000_000)
    digest, events = _digest(_long(400), engine)
    assert not [prompt for prompt in engine.prompts if prompt.question == NOTE]
    assert all(engine.count(prompt.paper) <= 700 + 10 for prompt in engine.prompts)
    assert not [event for event in events if event.kind == "reading"]
    coverage = digest.provenance.coverage
    assert 700 < coverage.tokens_read < coverage.tokens
    assert coverage.left_out


def test_a_thesis_is_read_within_bounds_and_what_was_not_read_is_told() -> None:
    engine = ScriptedEngine(_plain, context=8192, parameters=600_000_000)
    digest, _ = _digest(_long(6_000), engine)
    coverage = digest.provenance.coverage
    assert 0.8 * 32_000 < coverage.tokens_read < 34_000 < coverage.tokens
    assert coverage.sections_read == coverage.sections
    assert coverage.left_out[0].startswith("parts of ")


def test_captions_and_appendices_give_way_first() -> None:
    body, aside = [f"Storks of colony {at} are counted." for at in range(20)], ["A caption of a figure."] * 20
    source = _source(
        [
            (
                SectionKind.METHOD,
                [*((text, PassageKind.BODY) for text in body), *((t, PassageKind.CAPTION) for t in aside)],
            ),
            (SectionKind.APPENDIX, [(text, PassageKind.BODY) for text in aside]),
        ]
    )
    text = PaperText(source, 50, _count)
    size = sum(portion.tokens for portion in text.portions if not portion.aside)
    read = [text.portions[index] for piece in pieces_of(text, 50, size + 3, {}) for index in piece]
    assert {portion.passage.position for portion in read} == set(range(20))


def test_a_long_paper_tells_how_far_its_reading_has_come_before_anything_is_written() -> None:
    _, events = _digest(_long(400), ScriptedEngine(_plain, context=8192, parameters=600_000_000))
    kinds = [event.kind for event in events]
    assert kinds[: kinds.count("reading")] == ["reading"] * kinds.count("reading")
    told = [event.text for event in events if event.kind == "reading"]
    assert told[-1] == "Reading section 4 of 4"
    assert len(told) <= 8


def test_notes_fill_a_field_that_came_out_short_and_nothing_is_said_twice() -> None:
    def answer(prompt: Prompt) -> str:
        if prompt.question == NOTE and "decoder" in prompt.paper:
            return " use an encoder with twelve layers and a decoder that predicts a density map."
        return _plain(prompt)

    engine = ScriptedEngine(answer, context=380)
    digest, _ = _digest(paper_source(), engine)
    method = [statement.text for statement in digest.of(Field.METHODOLOGY)]
    assert "The authors use an encoder with twelve layers and a decoder that predicts a density map." in method
    shown = [statement.shown for statement in digest.statements]
    assert len(set(shown)) == len(shown)


def test_the_sentence_in_place_of_one_not_found_is_shown_once() -> None:
    def answer(prompt: Prompt) -> str:
        return (
            f" that the storks of Gibraltar {_INVENTED[len(prompt.question) % 4]}." if prompt.question != NOTE else ""
        )

    digest, _ = _digest(paper_source(), ScriptedEngine(answer))
    shown = [statement.shown for statement in digest.statements]
    assert len(set(shown)) == len(shown)
    assert all(digest.of(field) for field in Field)


_INVENTED = ("sing operas", "paint murals", "trade shares", "publish novels")


def _plain(prompt: Prompt) -> str:
    if prompt.question == NOTE:
        return " count flocks of storks."
    answers: dict[str, str] = {
        "The authors propose": " StorkNet, a convolutional network that counts storks in aerial photographs.",
        "The method": " consists of an encoder with twelve layers.",
    }
    return answers.get(prompt.answer_start, " the storks were counted from the air.")


def _long(sentences: int) -> Source:
    def some(start: int, end: int) -> list[tuple[str, PassageKind]]:
        return [
            (f"Flock {at} was seen over the strait of Gibraltar with {at % 90} birds by observers.", PassageKind.BODY)
            for at in range(start, end)
        ]

    quarter = sentences // 4
    kinds = (SectionKind.ABSTRACT, SectionKind.METHOD, SectionKind.RESULTS, SectionKind.CONCLUSION)
    return _source([(kind, some(at * quarter, (at + 1) * quarter)) for at, kind in enumerate(kinds)])
