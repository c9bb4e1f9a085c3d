from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from carrel.domain.errors import Cancelled, CarrelError, KeyNeeded, ModelError, NetworkError, Offline, TextTooLong
from carrel.domain.request import Request
from carrel.domain.server import ServedModel, ServerAnswer, ServerQuestion
from carrel.sources.completions import CompletionsClient
from loopback import Reply
from mail_server import make_certificate
from openai_server import Served, openai_server, said, told

QUESTION = ServerQuestion("Be short.", "What is it?", 40, ("PAPER ENDS",), 20.0)
PURPOSE = "Digest of Storks"


@dataclass(slots=True)
class Asking:
    """A client under test, the one address it may ask, its key, its switches and its ledger."""

    address: str = ""
    key: str = ""
    offline: bool = False
    cancelled: bool = False
    ledger: list[Request] = field(default_factory=list)
    begun: list[Request] = field(default_factory=list)
    client: CompletionsClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = CompletionsClient(
            allowed=lambda: self.address,
            key=lambda: self.key,
            record=self.ledger.append,
            offline=lambda: self.offline,
            begun=self.begun.append,
        )

    def complete(self, question: ServerQuestion = QUESTION, model: str = "tiny") -> ServerAnswer:
        return self.client.complete(
            self.address, model, question, purpose=PURPOSE, who="schedule", cancelled=lambda: self.cancelled
        )

    def models(self) -> tuple[ServedModel, ...]:
        return self.client.models(self.address, purpose="Test of your server")


@pytest.fixture
def asking() -> Iterator[Asking]:
    made = Asking()
    yield made
    made.client.close()


@pytest.fixture
def served(asking: Asking) -> Iterator[Served]:
    with openai_server() as made:
        asking.address = made.address
        yield made


def always(reply: Reply) -> Callable[[dict[str, Any]], Reply]:
    return lambda _body: reply


def test_a_question_is_asked_and_stands_in_the_ledger(asking: Asking, served: Served) -> None:
    served.write = always(said("It is a stork."))
    assert asking.complete() == ServerAnswer("It is a stork.", 7)
    [body] = served.bodies
    assert body["messages"] == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "What is it?"},
    ]
    assert (body["model"], body["temperature"], body["max_tokens"], body["stop"], body["stream"]) == (
        "tiny",
        0,
        40,
        ["PAPER ENDS"],
        False,
    )
    [entry] = asking.ledger
    assert (entry.host, entry.path, entry.purpose, entry.who) == (
        served.name,
        "/v1/chat/completions",
        PURPOSE,
        "schedule",
    )
    assert (entry.status, entry.outcome) == (200, "")
    assert entry.bytes > 100
    assert [(begun.host, begun.status) for begun in asking.begun] == [(served.name, 0)]


def test_the_models_are_told_with_what_the_server_says_of_them(asking: Asking, served: Served) -> None:
    models = [{"id": "a", "max_model_len": 4096}, {"id": "b", "meta": {"n_params": 135_000_000, "n_ctx_train": 8192}}]
    served.models = told({"data": [*models, {"id": "c"}]})
    assert asking.models() == (ServedModel("a", 4096), ServedModel("b", 0, 135_000_000), ServedModel("c"))
    [entry] = asking.ledger
    assert (entry.path, entry.purpose, entry.who, entry.status) == ("/v1/models", "Test of your server", "you", 200)


def test_llama_server_is_asked_how_much_each_place_holds(asking: Asking, served: Served) -> None:
    served.models = told({"data": [{"id": "a", "owned_by": "llamacpp", "meta": {"n_ctx_train": 131_072}}]})
    served.others = lambda _path: told({"default_generation_settings": {"n_ctx": 6144}})
    assert asking.models() == (ServedModel("a", 6144),)
    assert [entry.path for entry in asking.ledger] == ["/v1/models", "/props"]


def test_llama_server_that_does_not_say_is_used_all_the_same(asking: Asking, served: Served) -> None:
    served.models = told({"data": [{"id": "a", "owned_by": "llamacpp"}]})
    assert asking.models() == (ServedModel("a"),)
    assert [entry.status for entry in asking.ledger] == [200, 404]


def test_an_answer_that_met_its_limit_says_so_and_one_without_words_is_empty(asking: Asking, served: Served) -> None:
    served.write = always(said("It is a", "length"))
    assert asking.complete().cut
    served.write = always(said(None))
    assert asking.complete() == ServerAnswer("", 7)
    served.write = always(told({"choices": [{"message": {"content": "Yes."}}], "usage": None}))
    assert asking.complete() == ServerAnswer("Yes.")


def test_a_key_is_sent_and_stands_nowhere_else(asking: Asking, served: Served) -> None:
    asking.key = "sk-like-no-other"
    served.write = always(told({"error": {"message": "No access."}}, 401))
    with pytest.raises(ModelError) as refused:
        asking.complete()
    assert served.headers[-1]["Authorization"] == "Bearer sk-like-no-other"
    assert "did not accept the key (401)" in refused.value.message
    assert "sk-like" not in f"{refused.value!r}{refused.value.details}{asking.ledger}{asking.begun}"


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (told({"error": {"message": "Incorrect API key"}}, 401), KeyNeeded, "wants a key (401)"),
        (Reply(b"<html>Sign in</html>", 403), KeyNeeded, "wants a key (403)"),
        (Reply(b"Not Found", 404), ModelError, "does not answer as an OpenAI-compatible server does"),
        (Reply(b"", 302, {"Location": "http://127.0.0.1:1/"}), ModelError, "does not answer as an OpenAI"),
        (Reply(b"<!doctype html><title>Router</title>"), ModelError, "does not answer as an OpenAI"),
        (Reply(b'{"choices": []}'), ModelError, "does not answer as an OpenAI"),
        (Reply(b'{"choices": [{"message": "text"}]}'), ModelError, "does not answer as an OpenAI"),
        (Reply(b"[1, 2]"), ModelError, "does not answer as an OpenAI"),
        (Reply(b"[" * 100_000), ModelError, "does not answer as an OpenAI"),
        (Reply(b'{"choices": [{"mess', cut=8), NetworkError, "broke its answer off"),
        (Reply(b" " * (5 << 20)), ModelError, "larger than 4 MB"),
        (
            told({"error": {"message": "The model `tiny` does not exist.", "code": 404}}, 404),
            ModelError,
            "no model named",
        ),
        (told({"error": 'model "tiny" not found, try pulling it first'}, 404), ModelError, "has no model named tiny"),
        (told({"detail": "max_tokens must be positive"}, 422), ModelError, "refused the request (422)"),
        (told({"error": {"message": "Loading model"}}, 503), NetworkError, "is busy (503)"),
        (told({"detail": "out of memory"}, 500), NetworkError, "answered with an error (500)"),
        (Reply(b"", 504), NetworkError, "took too long"),
    ],
)
def test_what_a_server_does_wrong_is_told_in_words_and_stands_in_the_ledger(
    asking: Asking, served: Served, reply: Reply, kind: type[CarrelError], words: str
) -> None:
    served.write = always(reply)
    with pytest.raises(kind) as raised:
        asking.complete()
    assert type(raised.value) is kind
    assert words in raised.value.message
    assert raised.value.advice
    [entry] = asking.ledger
    assert (entry.status, entry.outcome) == (reply.status, raised.value.message)


def test_a_server_that_asks_to_wait_is_waited_for(asking: Asking, served: Served) -> None:
    served.write = always(Reply(b"", 429, {"Retry-After": "120"}))
    with pytest.raises(NetworkError) as busy:
        asking.complete()
    assert busy.value.wait == 120


def test_a_text_that_is_too_long_is_told_with_a_little_of_what_the_server_says(asking: Asking, served: Served) -> None:
    message = "This model's maximum context length is 2048 tokens.\nHowever, you requested 4036 tokens. " + "a " * 500
    served.write = always(told({"error": {"message": message, "code": "context_length_exceeded"}}, 400))
    with pytest.raises(TextTooLong, match="too long for the model") as long:
        asking.complete()
    assert long.value.context == 2048
    assert "maximum context length is 2048 tokens. However, you requested 4036" in long.value.message
    assert len(long.value.message) < 420


@pytest.mark.parametrize(
    ("error", "context"),
    [
        (
            {"message": "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it"},
            4096,
        ),
        (
            {
                "message": "The context overflows.",
                "type": "exceed_context_size_error",
                "n_prompt_tokens": 9,
                "n_ctx": 512,
            },
            512,
        ),
        ({"message": "However, the model is loaded with context length of only 4096 tokens"}, 4096),
        ({"message": "The prompt has too many tokens."}, 0),
        ({"message": "exceed_context_size_error"}, 0),
    ],
)
def test_how_much_a_server_holds_is_read_from_its_refusal(
    asking: Asking, served: Served, error: dict[str, object], context: int
) -> None:
    served.write = always(told({"error": {"code": "exceed_context_size_error", **error}}, 400))
    with pytest.raises(TextTooLong) as long:
        asking.complete()
    assert long.value.context == context


def test_a_thinking_model_is_told_not_to_and_a_server_that_refuses_that_is_asked_without(
    asking: Asking, served: Served
) -> None:
    def strict(body: dict[str, Any]) -> Reply:
        if "chat_template_kwargs" in body:
            return told({"error": {"message": "Unrecognized request argument: chat_template_kwargs"}}, 400)
        return said("Yes.")

    served.write = strict
    assert asking.complete().text == "Yes."
    assert asking.complete().text == "Yes."
    assert [body.get("chat_template_kwargs") for body in served.bodies] == [{"enable_thinking": False}, None, None]


def test_only_the_address_that_is_set_is_asked(asking: Asking, served: Served) -> None:
    with openai_server() as other, pytest.raises(ModelError, match="does not ask"):
        asking.client.complete(other.address, "tiny", QUESTION, purpose=PURPOSE)
    assert other.asked == []
    assert [entry.host for entry in asking.ledger] == [other.name]
    assert served.asked == []


def test_nothing_is_asked_while_working_offline(asking: Asking, served: Served) -> None:
    asking.offline = True
    with pytest.raises(Offline):
        asking.complete()
    assert served.asked == []
    [entry] = asking.ledger
    assert (entry.status, entry.bytes) == (0, 0)
    assert entry.outcome.startswith("Work offline is on")


@pytest.mark.parametrize(
    ("switch", "kind"), [("offline", Offline), ("cancelled", Cancelled)], ids=["offline", "cancelled"]
)
def test_a_request_is_cut_in_its_middle(asking: Asking, served: Served, switch: str, kind: type[CarrelError]) -> None:
    came, hold = threading.Event(), threading.Event()

    def write(_body: dict[str, Any]) -> Reply:
        came.set()
        return replace(said("Too late."), hold=hold)

    served.write = write

    def stop() -> None:
        assert came.wait(20)
        setattr(asking, switch, True)

    stopping = threading.Thread(target=stop)
    stopping.start()
    with pytest.raises(kind):
        asking.complete(replace(QUESTION, seconds=600.0))
    stopping.join()
    [entry] = asking.ledger
    assert entry.status == 0
    assert entry.outcome


def test_an_answer_that_drips_is_given_up_when_its_time_is_over(asking: Asking, served: Served) -> None:
    served.write = always(replace(said("Slow." * 400), drip=0.05))
    with pytest.raises(NetworkError, match="took too long"):
        asking.complete(replace(QUESTION, seconds=0.5))


def test_no_server_and_no_such_name_are_told(asking: Asking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    asking.address = f"http://127.0.0.1:{port}/v1"
    with pytest.raises(NetworkError, match="There is no server at 127"):
        asking.complete()
    asking.address = "http://no-such-host.invalid:8080/v1"
    with pytest.raises(NetworkError, match=r"^no-such-host\.invalid:8080 was not found"):
        asking.complete()


def test_an_address_that_hangs_up_and_one_without_encryption_are_told(asking: Asking, served: Served) -> None:
    asking.address = served.address.replace("http:", "https:")
    with pytest.raises(ModelError, match="No encrypted connection"):
        asking.complete()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)

        hanging = threading.Thread(target=hang_up)
        hanging.start()
        asking.address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        with pytest.raises(NetworkError, match="ended the connection"):
            asking.complete()
        hanging.join()


def test_this_computers_own_server_is_asked_past_any_proxy(
    asking: Asking, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert asking.complete().text
    assert served.asked == ["/v1/chat/completions"]


def test_the_system_says_whose_certificate_is_trusted(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path / "server.pem")
    with openai_server(certificate=certificate) as served:
        asking.address = served.address
        with pytest.raises(ModelError, match=r"certificate of .* is not trusted"):
            asking.complete()
        assert served.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        asking.client.close()
        assert asking.complete().text
    assert [entry.status for entry in asking.ledger] == [0, 200]


def test_a_password_that_lies_about_is_not_sent(
    asking: Asking, served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    asking.complete()
    assert "Authorization" not in served.headers[-1]


def test_many_requests_are_in_flight_at_once(asking: Asking, served: Served) -> None:
    together = threading.Barrier(4, timeout=20)

    def write(body: dict[str, Any]) -> Reply:
        together.wait()
        return said(json.dumps(body["max_tokens"]))

    served.write = write
    answers: list[str] = []
    threads = [
        threading.Thread(
            target=lambda most=most: answers.append(asking.complete(replace(QUESTION, max_tokens=most)).text)
        )
        for most in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["0", "1", "2", "3"]
    assert len(asking.ledger) == 4
