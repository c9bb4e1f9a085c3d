"""Lines of the protocol carry any text and any size of it."""

from __future__ import annotations

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.digest import Field, Statement, Status
from carrel.worker.protocol import Answer, BrokenLine, Problem, Request, decode, encode, lines, raw

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)


def sound(value: object) -> object:
    """What arrives of `value`: half a surrogate pair as U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [sound(item) for item in value]
    if isinstance(value, dict):
        return {sound(key): sound(item) for key, item in value.items()}
    return value


@given(JSON)
def test_any_value_is_one_line_and_comes_back(value: object) -> None:
    line = encode(Request(1, "do", raw(value)))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    request = decode(line, Request)
    assert msgspec.json.decode(request.arguments) == sound(value)


@given(ANY_TEXT, ANY_TEXT)
def test_errors_come_back_whatever_they_say(message: str, details: str) -> None:
    answer = decode(encode(Answer(3, error=Problem("document", message, details=details))), Answer)
    assert answer.error == Problem("document", str(sound(message)), details=str(sound(details)))


def test_lone_surrogates_inside_dataclasses_are_replaced() -> None:
    statement = Statement(Field.SUMMARY, "a\ud800b", Status.SUPPORTED, (1, 2), "\udfff")
    assert decode(raw(statement), Statement) == Statement(Field.SUMMARY, "a\ufffdb", Status.SUPPORTED, (1, 2), "\ufffd")


def test_text_of_a_librarys_own_type_is_text_and_other_types_are_mistakes() -> None:
    own = type("Own", (str,), {"__str__": lambda _: "other"})
    assert decode(raw({"key": own("text")}), dict[str, str]) == {"key": "text"}
    with pytest.raises(NotImplementedError):
        raw(object())


def test_a_result_of_null_is_a_result() -> None:
    assert decode(encode(Answer(1, result=raw(None))), Answer).result is not msgspec.UNSET
    assert decode(encode(Answer(1, event="e", data=raw(None))), Answer).result is msgspec.UNSET


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=8), st.integers(1, 7))
def test_lines_are_found_however_the_pipe_cuts_them(expected: list[bytes], size: int) -> None:
    stream = io.BytesIO(b"".join(line + b"\n" for line in expected) + b"unfinished")
    assert list(lines(lambda _: stream.read(size))) == expected


def test_a_line_beyond_the_limit_is_refused() -> None:
    stream = io.BytesIO(b"x" * 1000)
    with pytest.raises(BrokenLine):
        list(lines(lambda _: stream.read(10), limit=100))


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"id": "one"}', b'{"id": 1, "do": "\xff"}', b"[" * 100_000])
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(BrokenLine):
        decode(line, Request)
