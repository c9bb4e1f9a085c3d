"""The catalogue of models holds together, and nothing in it is out of proportion."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from carrel.domain.models import CatalogEntry
from carrel.inference.gguf import inspect_model
from carrel.inference.memory import context_bytes
from carrel.inference.starter import starter_model
from carrel.paths import bundled
from carrel.services.catalog import Catalog

ENTRIES = Catalog().entries()
OFFERED = [one for one in ENTRIES if one.repository]
INCLUDED = [one for one in ENTRIES if not one.repository]
BITS = {"Q4_0": (4.4, 5.2), "Q4_1": (4.9, 6.2), "IQ4_NL": (4.4, 5.2), "Q4_K_M": (4.7, 5.4), "Q8_0": (6.4, 9.2)}
"""Bits a parameter: the format's own, and less where a model's input and output share weights but are counted apart."""


def each(entries: list[CatalogEntry]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", entries, ids=[one.key for one in entries])


def test_names_and_files_are_unique_and_the_smallest_comes_first() -> None:
    for names in ([one.key for one in ENTRIES], [one.name for one in ENTRIES], [one.file.lower() for one in ENTRIES]):
        assert len(set(names)) == len(names)
    sizes = [one.bytes for one in ENTRIES]
    assert sizes == sorted(sizes)


def test_it_holds_a_dozen_models_of_many_families_and_sizes() -> None:
    assert len(OFFERED) >= 12
    assert len({re.match(r"[A-Za-z]+", one.name)[0] for one in OFFERED}) >= 5  # type: ignore[index]
    sizes = [one.parameters / 1e9 for one in OFFERED]
    assert min(sizes) < 1
    assert max(sizes) > 12
    assert max(sizes) < 16


@each(OFFERED)
def test_a_model_has_an_address_at_hugging_face(entry: CatalogEntry) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", entry.repository)
    assert re.fullmatch(r"main|[0-9a-f]{40}", entry.revision)
    assert re.fullmatch(r"[A-Za-z0-9][\w.-]*\.gguf", entry.file)
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", entry.key)
    assert not re.search(r"-\d{5}-of-\d{5}", entry.file)


@each(list(ENTRIES))
def test_hashes_sizes_and_formats_are_of_their_shape(entry: CatalogEntry) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}|", entry.sha256)
    assert entry.quantization in entry.file.replace("q4_k_m", "Q4_K_M").replace("q4_0", "Q4_0")
    if entry.bytes and entry.parameters:
        least, most = BITS[entry.quantization]
        assert least < 8 * entry.bytes / entry.parameters < most
    if entry.cache_bytes:
        assert entry.cache_bytes % (2 * 2 * entry.layers) == 0


@each(list(ENTRIES))
def test_licences_are_permissive_and_everything_is_said_in_words(entry: CatalogEntry) -> None:
    assert entry.licence in {"apache-2.0", "mit"}
    for words in (entry.name, entry.languages, entry.good_for):
        assert words
        assert not words.endswith(".")
        assert "!" not in words


def test_two_models_come_with_carrel() -> None:
    assert [one.key for one in INCLUDED] == ["search", "starter"]
    assert [one.key for one in ENTRIES if one.search] == ["search"]


@pytest.mark.model
def test_the_starter_is_the_file_that_is_installed() -> None:
    path = starter_model()
    assert path is not None
    _holds(path, next(one for one in ENTRIES if one.key == "starter"))
    entry = Catalog().find("starter")
    assert entry is not None
    header, info = inspect_model(path)
    assert (info.parameters, info.context, info.layers) == (entry.parameters, entry.context, entry.layers)
    assert context_bytes(header, info.architecture) == entry.cache_bytes
    assert info.quantization == entry.quantization
    assert info.licence == entry.licence


def test_the_model_for_search_is_the_file_that_is_bundled() -> None:
    entry = Catalog().find("search")
    assert entry is not None
    _holds(bundled(f"models/embedder/{entry.file}"), entry)


def test_a_model_is_found_by_its_name_and_by_its_file() -> None:
    catalog = Catalog()
    for one in ENTRIES:
        assert catalog.find(one.key) is catalog.find(one.file)
    assert catalog.find("none") is None
    assert catalog.find("") is None


def _holds(path: Path, entry: CatalogEntry) -> None:
    assert path.name == entry.file
    assert path.stat().st_size == entry.bytes
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256
