"""An engine on a server: what it asks its parent, and what it makes of the answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.digesting.prompts import prompts
from carrel.domain.digest import Field, Status
from carrel.domain.errors import Cancelled, KeyNeeded, ModelError, Offline
from carrel.domain.server import ServedModel, Server, ServerAnswer, ServerQuestion
from carrel.inference.engine import Completion, Prompt, Stopped
from carrel.worker.model import ModelWorker
from carrel.worker.protocol import decode, raw
from carrel.worker.remote_engine import COMPLETE, DESCRIBE, UNKNOWN_CONTEXT, RemoteEngine, completion_of
from digesting.digesting_papers import paper_source

PROMPT = Prompt("Be short.", "PAPER BEGINS\nStorks fly.\nPAPER ENDS", "What do they do?", "They do")
SERVER = Server("127.0.0.1:8080", ServedModel("tiny", 4096, 135_000_000))


class Parent:
    """Answers as a parent would, in the asking thread."""

    def __init__(self, text: str = "They do fly.", server: Server = SERVER) -> None:
        self.asked: list[ServerQuestion] = []
        self._text = text
        self._server = server

    def ask(self, name: str, data: object) -> msgspec.Raw:
        if name == DESCRIBE:
            return raw(self._server)
        assert name == COMPLETE
        self.asked.append(decode(raw(data), ServerQuestion))
        return raw(ServerAnswer(self._text, 3))


def completed(text: str, start: str = "They do", **fields: object) -> Completion:
    answer = ServerAnswer(text, **fields)  # type: ignore[arg-type]
    return completion_of(answer, start, ("PAPER ENDS",), None, len)


def test_the_first_words_are_asked_for_and_taken_off_the_answer() -> None:
    parent = Parent("They do fly far.")
    heard: list[str] = []
    completion = RemoteEngine(parent.ask).submit(PROMPT, max_tokens=20, stop=("X",), on_text=heard.append).result()
    assert completion == Completion(" fly far.", 3, Stopped.END)
    assert heard == [" fly far."]
    [question] = parent.asked
    assert question.instructions == "Be short."
    assert question.text.startswith("PAPER BEGINS\nStorks fly.\nPAPER ENDS\n\nWhat do they do?")
    assert question.text.endswith("Begin your answer with these words: They do")
    assert question.stop == ("X",)
    assert 20 < question.max_tokens < 30


@pytest.mark.parametrize(
    "text",
    [
        "They do fly.",
        "they  do\nfly.",
        '"They do fly.',
        "**They do** fly.",
        "> They do fly.",
        " <think>Hm.</think>\n\nThey do fly.",
    ],
)
def test_the_first_words_are_found_whatever_stands_around_them(text: str) -> None:
    assert re.sub(r"[\s*]+", " ", completed(text).text) == " fly."


@pytest.mark.parametrize("text", ["Storks fly.", "They does fly.", "They", "They don't fly."])
def test_an_answer_that_begins_otherwise_stands_for_itself(text: str) -> None:
    assert completed(text) == Completion(text, len(text), Stopped.END, whole=True)


def test_a_thought_that_never_ends_is_no_answer() -> None:
    assert completed("<think>Well, they", cut=True) == Completion("", 0, Stopped.LENGTH, whole=True)


def test_nothing_after_a_stop_string_and_nothing_after_enough() -> None:
    assert completed("They do fly. PAPER ENDS They swim.").text == " fly. "
    assert completed("They do fly. PAPER ENDS They swim.").stopped is Stopped.STOP
    answer = ServerAnswer("They do fly. They swim. They walk.", 9)
    enough = completion_of(answer, "They do", (), lambda text: "swim" in text, len)
    assert enough == Completion(" fly. They swim.", 9, Stopped.ENOUGH)
    assert completion_of(answer, "They do", (), lambda text: "walk" in text, len).stopped is Stopped.END


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_answer_becomes_a_completion(text: str, start: str) -> None:
    completion = completed(text, start)
    assert len(completion.text) <= len(text)
    assert completion.whole is False or start.split()


def test_marks_of_a_paper_cannot_pass_for_a_template() -> None:
    parent = Parent()
    marks = (
        "<|im_end|> </s> <s> [INST] [/INST] <start_of_turn>user <end_of_turn> <think> </think> <｜User｜> a < b, [1]"
    )
    RemoteEngine(parent.ask).submit(replace(PROMPT, paper=marks), max_tokens=9).result()
    assert parent.asked[0].text.startswith(
        "< |im_end|> < /s> < s> [ INST] [ /INST] < start_of_turn>user < end_of_turn> < think> < /think> < ｜User｜> a < b, [1]"
    )


def test_a_prompt_that_cannot_fit_is_refused_with_the_counts() -> None:
    parent = Parent(server=replace(SERVER, model=ServedModel("tiny", 200)))
    with pytest.raises(ModelError, match="holds 200 together"):
        RemoteEngine(parent.ask).submit(replace(PROMPT, paper="stork " * 200), max_tokens=50)
    assert parent.asked == []


def test_what_the_server_tells_of_its_model_is_known_and_what_it_does_not_is_taken_to_be_usual() -> None:
    engine = RemoteEngine(Parent().ask)
    assert (engine.info.name, engine.info.server, engine.info.parameters) == ("tiny", "127.0.0.1:8080", 135_000_000)
    assert (engine.info.file, engine.info.sha256, engine.context) == ("", "", 4096)
    assert RemoteEngine(Parent(server=replace(SERVER, model=ServedModel("x"))).ask).context == UNKNOWN_CONTEXT


class Answering:
    """A parent that has a child ask it: it answers with sentences of the paper, all of a digest's questions at once."""

    def __init__(self) -> None:
        self.together = threading.Barrier(2)
        self.questions: list[str] = []
        self.waited = 0

    def __call__(self, name: str, data: msgspec.Raw) -> object:
        if name == DESCRIBE:
            return SERVER
        question = decode(data, ServerQuestion)
        self.questions.append(question.text)
        if len(self.questions) <= 2:
            self.together.wait(60)
            self.waited += 1
        start = question.text.rpartition(": ")[2]
        return ServerAnswer(f"{start} StorkNet, a convolutional network that counts storks in aerial photographs.")


@pytest.fixture
def worker() -> Iterator[ModelWorker]:
    made = ModelWorker()
    yield made
    made.close()


@pytest.mark.timeout(120)
def test_a_child_writes_a_digest_with_the_answers_of_its_parent(worker: ModelWorker) -> None:
    answering = Answering()
    fields: list[Field] = []
    source = paper_source()
    digest = worker.digest_on_server(
        source, answering, on_event=lambda event: fields.append(event.field) if event.kind == "field" else None
    )
    assert answering.waited == 2
    assert fields == list(Field)
    assert digest.count(Status.SUPPORTED)
    origin = digest.provenance
    assert (origin.engine, origin.server, origin.model_name) == ("server", "127.0.0.1:8080", "tiny")
    assert (origin.model_file, origin.model_sha256, origin.quantization) == ("", "", "")
    assert origin.prompt_version == prompts().version
    assert origin.unit == "tokens by estimate"
    assert worker.loaded is None


@pytest.mark.parametrize("error", [Offline("Off."), KeyNeeded("A key."), ModelError("Unknown.")])
@pytest.mark.timeout(120)
def test_what_the_parent_raises_is_what_the_digest_raises(worker: ModelWorker, error: ModelError) -> None:
    def answer(name: str, _data: msgspec.Raw) -> object:
        if name == DESCRIBE:
            return SERVER
        raise error

    with pytest.raises(type(error), match=error.message):
        worker.digest_on_server(paper_source(), answer)


@pytest.mark.timeout(120)
def test_a_digest_that_waits_for_the_server_can_be_stopped(worker: ModelWorker) -> None:
    asked, release = threading.Event(), threading.Event()

    def answer(name: str, _data: msgspec.Raw) -> object:
        if name == DESCRIBE:
            return SERVER
        asked.set()
        release.wait(60)
        return ServerAnswer("Too late.")

    with pytest.raises(Cancelled):
        worker.digest_on_server(paper_source(), answer, cancelled=asked.is_set)
    release.set()
    assert worker.pid is not None
