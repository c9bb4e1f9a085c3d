from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.errors import InputError
from carrel.domain.server import server_address, server_name


@pytest.mark.parametrize(
    ("typed", "address", "name"),
    [
        ("http://localhost:8080/v1", "http://localhost:8080/v1", "localhost:8080"),
        (" localhost:8080 ", "http://localhost:8080/v1", "localhost:8080"),
        ("127.0.0.1:11434/", "http://127.0.0.1:11434/v1", "127.0.0.1:11434"),
        ("[::1]:1234", "http://[::1]:1234/v1", "[::1]:1234"),
        ("models.example.org", "https://models.example.org/v1", "models.example.org"),
        ("HTTPS://Models.Example.org/api/v1/", "https://models.example.org/api/v1", "models.example.org"),
        ("http://10.0.0.7:8000/v1/chat/completions", "http://10.0.0.7:8000/v1", "10.0.0.7:8000"),
        ("http://10.0.0.7:8000/v1/models", "http://10.0.0.7:8000/v1", "10.0.0.7:8000"),
    ],
)
def test_what_is_typed_becomes_the_address_of_the_interface(typed: str, address: str, name: str) -> None:
    assert server_address(typed) == address
    assert server_name(address) == name


@pytest.mark.parametrize(
    "typed", ["", "  ", "ftp://example.org", "http://", "http://localhost:port", "http://a b/v1", "http://[::1", "/v1"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="not the address of a server"):
        server_address(typed)


@pytest.mark.parametrize(
    "typed", ["http://ada:secret@host/v1", "http://sk@host", "https://host/v1?key=secret", "http://h/#k"]
)
def test_a_secret_in_an_address_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="cannot be part of the address"):
        server_address(typed)


@given(st.text(max_size=60))
def test_an_address_that_was_kept_is_kept_again_as_it_is(typed: str) -> None:
    try:
        address = server_address(typed)
    except InputError:
        return
    assert server_address(address) == address
    assert server_name(address)
