"""Which addresses may be opened, and which lead to code."""

from __future__ import annotations

from carrel.domain.web_links import code_of, is_code, without_scheme


def test_code_is_known_by_its_host_alone() -> None:
    assert is_code("https://github.com/ada/lantern")
    assert is_code("https://gist.github.com/1")
    assert not is_code("https://github.com.example.org/ada")
    assert not is_code("https://example.org/github.com")
    assert not is_code("file://github.com/ada")


def test_each_code_link_is_named_once_in_order() -> None:
    links = (
        "https://example.org",
        "https://huggingface.co/ada",
        "https://github.com/ada",
        "https://huggingface.co/ada",
    )
    assert code_of(links) == ["https://huggingface.co/ada", "https://github.com/ada"]


def test_an_address_is_shown_with_its_host_first() -> None:
    assert without_scheme("https://www.github.com/ada/lantern/") == "github.com/ada/lantern"
