from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import keyring
import pytest
from keyring.backend import KeyringBackend

from carrel.domain.errors import (
    Cancelled,
    InputError,
    KeyNeeded,
    ModelError,
    NetworkError,
    Offline,
    StorageError,
    TextTooLong,
)
from carrel.domain.server import ServedModel, Server, ServerAnswer, ServerQuestion
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.services.server_places import Places
from carrel.worker.protocol import raw
from carrel.worker.remote_engine import COMPLETE, DESCRIBE
from loopback import Reply
from openai_server import Served, openai_server, said, told

QUESTION = raw(ServerQuestion("Be short.", "What is it?", 40))


class MemoryRing(KeyringBackend):
    """A keyring that lasts as long as the test, and counts how often it is read."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.read = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.read += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    before = keyring.get_keyring()
    made = MemoryRing()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def desk(library_home: object) -> Iterator[Carrel]:
    """A library in which nothing runs."""
    del library_home
    opened = open_library()
    yield opened
    opened.close()


@pytest.fixture
def served(desk: Carrel) -> Iterator[Served]:
    with openai_server() as made:
        desk.own_server.set(made.address)
        yield made


def test_it_is_off_until_it_is_turned_on_and_needs_an_address(desk: Carrel) -> None:
    assert not desk.own_server.on
    with pytest.raises(InputError, match="no address"):
        desk.own_server.use(True)
    with pytest.raises(InputError, match="no address"):
        desk.own_server.test()
    assert desk.models.chosen().key == "starter"
    desk.own_server.set("localhost:8080")
    assert desk.models.chosen().key == "starter"
    desk.own_server.use(True)
    choice = desk.models.chosen()
    assert (choice.key, choice.name, choice.usable, choice.path) == ("server", "localhost:8080", True, None)
    desk.own_server.set("")
    assert not desk.own_server.on
    assert desk.models.chosen().key == "starter"


def test_choosing_a_model_of_this_computer_turns_it_off_and_the_other_way_round(desk: Carrel) -> None:
    desk.own_server.set("localhost:8080")
    desk.models.choose("server")
    assert desk.models.chosen().key == "server"
    desk.models.choose("starter")
    assert desk.models.chosen().key == "starter"
    desk.own_server.set("")
    with pytest.raises(ModelError, match="No address"):
        desk.models.choose("server")


def test_a_test_says_what_the_server_names(desk: Carrel, served: Served) -> None:
    found = desk.own_server.test()
    assert found.models == (ServedModel("tiny", 4096),)
    assert found.words == f"{served.name} answers. Its model is tiny, 4,096 tokens of context."
    served.models = told({"data": [{"id": name} for name in "abcdef"]})
    assert desk.own_server.test().words.endswith("It names 6 models: a, b, c, d and 2 more.")
    served.models = told({"data": []})
    assert desk.own_server.test().words.endswith("It names no model; load one there.")
    assert {entry.purpose for entry in desk.network.recent()} == {"Test of your server"}
    assert served.bodies == []


def test_a_test_obeys_work_offline(desk: Carrel, served: Served) -> None:
    desk.network.set_offline(True)
    with pytest.raises(Offline):
        desk.own_server.test()
    assert served.asked == []
    assert [entry.status for entry in desk.network.recent()] == [0]


def test_the_key_is_in_the_keyring_alone_and_asked_for_once(desk: Carrel, served: Served, ring: MemoryRing) -> None:
    desk.own_server.test()
    assert ring.read == 0
    desk.own_server.set_key(" a-key-like-no-other ")
    assert desk.own_server.has_key()
    desk.own_server.test()
    desk.own_server.test()
    assert ring.read == 1
    assert [headers.get("Authorization") for headers in served.headers[-2:]] == ["Bearer a-key-like-no-other"] * 2
    for path in desk.paths.home.rglob("*"):
        assert not path.is_file() or b"a-key-like-no-other" not in path.read_bytes()
    with openai_server() as other:
        desk.own_server.set(other.address)
        assert not desk.own_server.has_key()
        desk.own_server.test()
        assert "Authorization" not in other.headers[-1]
    desk.own_server.set_key("")
    assert ring.kept == {}


def test_a_key_needs_an_address_and_a_keyring(desk: Carrel, served: Served) -> None:
    with pytest.raises(StorageError, match="does not keep the key"):
        desk.own_server.set_key("secret")
    with pytest.raises(InputError, match="without spaces"):
        desk.own_server.set_key("two words")
    served.models = told({"error": {"message": "No key"}}, 401)
    with pytest.raises(KeyNeeded):
        desk.own_server.test()
    desk.own_server.set("")
    with pytest.raises(InputError, match="needs the address"):
        desk.own_server.set_key("secret")


def test_a_digest_asks_for_the_model_once_and_everything_stands_in_the_ledger(desk: Carrel, served: Served) -> None:
    desk.own_server.use(True)
    for _ in range(2):
        with desk.own_server.answering("Storks", who="schedule", urgent=False, stopped=lambda: False) as answers:
            assert answers(DESCRIBE, raw(None)) == Server(served.name, ServedModel("tiny", 4096))
            assert isinstance(answers(COMPLETE, QUESTION), ServerAnswer)
    assert served.asked == ["/v1/models", "/v1/chat/completions", "/v1/chat/completions"]
    assert {(entry.host, entry.purpose, entry.who) for entry in desk.network.recent()} == {
        (served.name, "Digest of Storks", "schedule")
    }


def test_the_chosen_model_is_asked_and_one_that_is_gone_is_told(desk: Carrel, served: Served) -> None:
    desk.own_server.use(True)
    served.models = told({"data": [{"id": "a"}, {"id": "b"}]})
    desk.own_server.choose_model("b")
    with desk.own_server.answering("Storks", who="you", urgent=True, stopped=lambda: False) as answers:
        answers(COMPLETE, QUESTION)
        assert served.bodies[-1]["model"] == "b"
    desk.own_server.choose_model("c")
    with (
        desk.own_server.answering("Storks", who="you", urgent=True, stopped=lambda: False) as answers,
        pytest.raises(ModelError, match="no model named c"),
    ):
        answers(COMPLETE, QUESTION)
    assert len(served.bodies) == 1


def test_how_much_the_model_holds_is_remembered_once_a_refusal_told_it(desk: Carrel, served: Served) -> None:
    desk.own_server.use(True)
    served.models = told({"data": [{"id": "tiny"}]})
    served.write = lambda _body: told({"error": {"message": "maximum context length is 2048 tokens"}}, 400)
    for holds_less in (True, False):
        with desk.own_server.answering("Storks", who="you", urgent=True, stopped=lambda: False) as answers:
            server = answers(DESCRIBE, raw(None))
            assert server == Server(served.name, ServedModel("tiny", 0 if holds_less else 2048))
            with pytest.raises(TextTooLong):
                answers(COMPLETE, QUESTION)
            assert answers.holds_less is holds_less


def test_nothing_is_sent_while_it_is_off_and_nothing_more_once_it_was_turned_off(desk: Carrel, served: Served) -> None:
    with (
        pytest.raises(ModelError, match="turned off"),
        desk.own_server.answering("Storks", who="you", urgent=True, stopped=lambda: False),
    ):
        pass
    desk.own_server.use(True)
    with desk.own_server.answering("Storks", who="you", urgent=True, stopped=lambda: False) as answers:
        answers(DESCRIBE, raw(None))
        desk.own_server.use(False)
        with pytest.raises(NetworkError, match="turned off or changed"):
            answers(COMPLETE, QUESTION)
    assert served.bodies == []


def test_requests_of_a_digest_that_ended_are_given_up_and_stand_in_the_ledger(desk: Carrel, served: Served) -> None:
    came, never = threading.Event(), threading.Event()

    def write(_body: object) -> Reply:
        came.set()
        return replace(said("Too late."), hold=never)

    served.write = write
    desk.own_server.use(True)
    raised: list[BaseException] = []
    with desk.own_server.answering("Storks", who="you", urgent=True, stopped=lambda: False) as answers:

        def ask() -> None:
            try:
                answers(COMPLETE, QUESTION)
            except Cancelled as error:
                raised.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        assert came.wait(20)
    assert desk.network.recent(1)[0].outcome == "The work was stopped."
    asking.join()
    assert len(raised) == 1


def test_the_server_gets_as_many_requests_at_once_as_are_set(desk: Carrel, served: Served) -> None:
    both, waiting = threading.Semaphore(0), threading.Event()

    def write(_body: object) -> Reply:
        both.release()
        return replace(said("Yes."), hold=waiting)

    served.write = write
    desk.settings.change(server_parallel=2)
    desk.own_server.use(True)
    with desk.own_server.answering("Storks", who="you", urgent=False, stopped=lambda: False) as answers:
        threads = [threading.Thread(target=answers, args=(COMPLETE, QUESTION)) for _ in range(5)]
        for thread in threads:
            thread.start()
        assert both.acquire(timeout=20)
        assert both.acquire(timeout=20)
        waiting.set()
        for thread in threads:
            thread.join()
    assert served.most == 2
    assert len(served.bodies) == 5


def test_who_waits_for_an_answer_goes_first() -> None:
    places = Places(lambda: 1)
    order: list[str] = []

    def take(name: str, urgent: bool) -> None:
        with places.one(urgent=urgent, stopping=lambda: False):
            order.append(name)

    with places.one(urgent=False, stopping=lambda: False):
        threads = []
        for number, (name, urgent) in enumerate((("first", False), ("second", False), ("urgent", True)), 2):
            thread = threading.Thread(target=take, args=(name, urgent))
            thread.start()
            threads.append(thread)
            while places.asked < number:
                thread.join(0.01)
    for thread in threads:
        thread.join()
    assert order == ["urgent", "first", "second"]


def test_waiting_for_a_place_can_be_given_up() -> None:
    places = Places(lambda: 1)
    with (
        places.one(urgent=False, stopping=lambda: False),
        pytest.raises(Cancelled),
        places.one(urgent=True, stopping=lambda: True),
    ):
        pass
