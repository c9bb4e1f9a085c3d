from __future__ import annotations

from dataclasses import replace

import pytest

from carrel.domain.digest import Coverage, Provenance
from carrel.domain.digest_key import Difference, DigestKey, Writer, differences, digest_key, is_current

_MADE = Provenance(
    engine="llama.cpp",
    created="2026-11-20T09:30:00Z",
    seconds=2.0,
    text_sha256="t1",
    coverage=Coverage(1, 1, 9, 9),
    prompt_version="3",
    model_name="Small",
    model_file="small.gguf",
    model_sha256="aa",
)
_WRITER = Writer(prompts="3", file="small.gguf", sha256="aa")


def test_a_digest_that_would_come_out_the_same_is_current() -> None:
    assert is_current(digest_key(_MADE, 1), DigestKey(1, "t1", _WRITER))


def test_the_same_text_is_the_same_digest_whichever_version_it_is_of() -> None:
    assert is_current(digest_key(_MADE, 1), DigestKey(2, "t1", _WRITER))


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (DigestKey(2, "t2", _WRITER), (Difference.VERSION,)),
        (DigestKey(1, "t2", _WRITER), (Difference.TEXT,)),
        (DigestKey(1, "t1", replace(_WRITER, sha256="bb")), (Difference.MODEL,)),
        (DigestKey(1, "t1", replace(_WRITER, prompts="4")), (Difference.PROMPTS,)),
        (DigestKey(1, "t1", replace(_WRITER, language="de")), (Difference.LANGUAGE,)),
        (DigestKey(1, "t1", Writer("extractive-1")), (Difference.NO_MODEL,)),
        (DigestKey(1, "t1", Writer("3", server="10.0.0.7:8080")), (Difference.MODEL,)),
        (DigestKey(2, "t2", replace(_WRITER, sha256="bb", prompts="4")), (Difference.VERSION, Difference.MODEL)),
    ],
)
def test_each_part_of_the_key_makes_a_digest_out_of_date(wanted: DigestKey, why: tuple[Difference, ...]) -> None:
    assert differences(digest_key(_MADE, 1), wanted) == why


def test_a_file_of_the_same_name_stands_for_a_model_whose_hash_nobody_knows() -> None:
    assert is_current(digest_key(_MADE, 1), DigestKey(1, "t1", replace(_WRITER, sha256="")))
    other = replace(_WRITER, sha256="", file="large.gguf")
    assert differences(digest_key(_MADE, 1), DigestKey(1, "t1", other)) == (Difference.MODEL,)


def test_a_copy_of_the_model_under_another_name_is_the_same_model() -> None:
    assert is_current(digest_key(_MADE, 1), DigestKey(1, "t1", replace(_WRITER, file="copy.gguf")))


def test_a_server_is_known_by_its_address_and_by_its_model_where_one_was_named() -> None:
    made = digest_key(replace(_MADE, engine="server", server="10.0.0.7:8080", model_sha256="", model_name="big"))
    assert is_current(made, DigestKey(0, "t1", Writer("3", server="10.0.0.7:8080")))
    assert is_current(made, DigestKey(0, "t1", Writer("3", server="10.0.0.7:8080", model="big")))
    assert not is_current(made, DigestKey(0, "t1", Writer("3", server="10.0.0.7:8080", model="other")))
    assert not is_current(made, DigestKey(0, "t1", Writer("3", server="10.0.0.8:8080")))


def test_sentences_of_the_paper_stay_in_its_language_and_have_a_way_of_choosing() -> None:
    chosen = replace(
        _MADE, engine="extractive", model_file="", model_sha256="", model_name="", prompt_version="extractive-1"
    )
    made = digest_key(replace(chosen, language="de"))
    assert is_current(made, DigestKey(0, "t1", Writer("extractive-1", language="fr")))
    assert differences(made, DigestKey(0, "t1", Writer("extractive-2"))) == (Difference.SELECTOR,)
    assert differences(made, DigestKey(0, "t1", _WRITER)) == (Difference.A_MODEL,)
