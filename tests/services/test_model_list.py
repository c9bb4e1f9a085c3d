"""The models' list: what is where, how it fits, and what is known of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.errors import WorkerDied
from carrel.domain.job import JobKind
from carrel.domain.models import Fit, Held, Measured, ModelEntry
from carrel.domain.paper import Paper
from carrel.inference.starter import starter_model
from carrel.services.carrel import Carrel
from carrel.services.work import NewJob
from carrel.storage import digests, gpu_layers, measurements, models, papers
from carrel.worker.model import ModelWorker
from made_gguf import Value, made_gguf

NOW = "2026-11-21T08:00:00+00:00"
LLAMA: dict[str, Value] = {
    "general.architecture": "llama",
    "general.file_type": 1,
    "general.license": "mit",
    "llama.block_count": 2,
    "llama.context_length": 512,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
}
MEASURED = Measured(700.0, 40.0, 3.0, 9.0, 2, 0, NOW)


def rows(carrel: Carrel) -> dict[str, ModelEntry]:
    return {one.key: one for one in carrel.model_list.entries()}


@pytest.mark.model
def test_what_comes_with_carrel_is_first_and_the_catalogue_follows(carrel: Carrel) -> None:
    entries = carrel.model_list.entries()
    assert [one.key for one in entries[:2]] == ["starter", "search"]
    assert all(one.held is Held.INCLUDED for one in entries[:2])
    assert all(one.held is Held.OFFERED and one.entry is not None and one.job == 0 for one in entries[2:])
    assert {one.key for one in entries[2:]} == {one.key for one in carrel.catalog.entries() if one.repository}
    assert [one.key for one in entries if one.in_use] == ["starter"]
    assert [one.key for one in entries if one.search] == ["search"]
    assert all(one.fit is not Fit.UNKNOWN and one.need is not None and one.need.weights == one.bytes for one in entries)
    path = starter_model()
    assert path is not None
    assert (entries[0].file, entries[0].bytes, entries[0].licence) == (path.name, path.stat().st_size, "apache-2.0")
    assert not any(one.problem for one in entries)


def test_files_in_the_folder_are_here_and_bad_ones_say_why(carrel: Carrel) -> None:
    made_gguf(carrel.models.folder / "Größe.gguf", LLAMA)
    (carrel.models.folder / "bad.gguf").write_bytes(b"nothing")
    found = rows(carrel)
    here, bad = found["Größe.gguf"], found["bad.gguf"]
    assert (here.held, here.licence, here.context, here.layers) == (Held.HERE, "mit", 512, 2)
    assert here.quantization == "F16"
    assert here.better_format == "Q8_0"
    assert (here.problem, here.verified, here.measured, here.gpu_layers) == ("", "", None, None)
    assert (bad.held, bad.fit, bad.bytes, bad.need) == (Held.HERE, Fit.UNKNOWN, 7, None)
    assert "not a GGUF" in bad.problem


def test_no_better_format_is_offered_where_that_copy_is_here(carrel: Carrel) -> None:
    made_gguf(carrel.models.folder / "one-F16.gguf", LLAMA)
    assert rows(carrel)["one-F16.gguf"].better_format == "Q8_0"
    made_gguf(carrel.models.folder / "one-Q8_0.gguf", LLAMA | {"general.file_type": 7})
    assert rows(carrel)["one-F16.gguf"].better_format == ""


def test_a_model_of_the_catalogue_is_on_its_way_and_then_here(carrel: Carrel) -> None:
    entry = next(one for one in carrel.catalog.entries() if one.repository)
    carrel.jobs.pause_all()
    job = carrel.jobs.add([NewJob(JobKind.FETCH_MODEL, entry.key, {"file": entry.file}, entry.name)])[0]
    coming = rows(carrel)[entry.key]
    assert (coming.held, coming.job) == (Held.DOWNLOADING, job.id)
    assert carrel.model_list.entries()[2].key == entry.key
    carrel.jobs.cancel(job.id)
    assert rows(carrel)[entry.key].held is Held.OFFERED
    path = made_gguf(carrel.models.folder / entry.file, LLAMA)
    with carrel.database.write() as connection:
        models.keep(connection, entry.file, path.stat().st_size, sha256="0" * 64, verified="checksum", added=NOW)
    found = rows(carrel)
    assert entry.key not in found
    here = found[entry.file]
    assert (here.held, here.entry, here.verified) == (Held.HERE, entry, "checksum")


def test_what_is_known_of_a_file_is_forgotten_when_it_changes(carrel: Carrel) -> None:
    path = made_gguf(carrel.models.folder / "one.gguf", LLAMA)
    size = path.stat().st_size
    with carrel.database.write() as connection:
        models.keep(connection, path.name, size, sha256="0" * 64, verified="size", added=NOW)
        gpu_layers.keep_wanted(connection, path.name, size, 1, NOW)
        measurements.add(connection, path.name, size, MEASURED)
    here = rows(carrel)[path.name]
    assert (here.verified, here.gpu_layers, here.measured) == ("size", 1, MEASURED)
    assert carrel.model_list.measured(carrel.models.find(path.name)) == MEASURED
    made_gguf(path, LLAMA, data=4096)
    here = rows(carrel)[path.name]
    assert (here.verified, here.gpu_layers, here.measured) == ("", None, None)
    assert carrel.model_list.measured(carrel.models.find(path.name)) is None


def test_a_copy_of_what_the_catalogue_names_is_verified_by_its_hash(
    carrel: Carrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = next(one for one in carrel.catalog.entries() if one.repository)
    path = made_gguf(tmp_path / entry.file, LLAMA)
    promised = replace(entry, bytes=path.stat().st_size, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setattr(carrel.catalog, "entries", lambda: (promised,))
    monkeypatch.setattr(carrel.catalog, "find", lambda _key: None)
    carrel.models.add(path, link=False)
    here = rows(carrel)[entry.file]
    assert (here.verified, here.name) == ("checksum", entry.name)


def test_what_a_model_wrote_is_counted_by_its_hash(carrel: Carrel) -> None:
    path = made_gguf(carrel.models.folder / "one.gguf", LLAMA)
    supported = Statement(Field.RESULTS, "A.", Status.SUPPORTED)
    lost = Statement(Field.RESULTS, "B.", Status.NOT_FOUND)
    for number, (sha256, seconds) in enumerate([("a" * 64, 9.0), ("a" * 64, 2.0), ("a" * 64, 4.0), ("b" * 64, 100.0)]):
        _write(carrel, f"P{number}", sha256, seconds, (supported, supported, lost))
    _write(carrel, "Extractive", "", 0.1, (supported,))
    # Nobody computed the file's hash yet: what a file of its name wrote most stands for it.
    here = rows(carrel)["one.gguf"]
    assert (here.digests, here.digest_seconds, here.statements, here.supported) == (3, 4.0, 9, 6)
    with carrel.database.write() as connection:
        models.keep(connection, path.name, path.stat().st_size, sha256="b" * 64, added=NOW)
    here = rows(carrel)["one.gguf"]
    assert (here.digests, here.digest_seconds, here.statements, here.supported) == (1, 100.0, 3, 2)
    with carrel.database.write() as connection:
        models.keep(connection, path.name, path.stat().st_size, sha256="c" * 64, added=NOW)
    assert rows(carrel)["one.gguf"].digests == 0


def test_what_models_wrote_is_read_from_an_index_alone(carrel: Carrel) -> None:
    _write(carrel, "A", "a" * 64, 1.0, ())
    _write(carrel, "B", "a" * 64, 4.0, ())
    asked: list[str] = []
    with carrel.database.read() as connection:
        connection.set_trace_callback(asked.append)
        (one,) = models.written(connection)
        connection.set_trace_callback(None)
        plans = [[row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in asked]
    assert (one.digests, one.seconds) == (2, 2.5)
    assert len(plans) == 2
    for plan in plans:
        assert any("USING COVERING INDEX digests_by_model" in step for step in plan), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_a_file_that_was_chosen_elsewhere_is_listed(carrel: Carrel, tmp_path: Path) -> None:
    path = made_gguf(tmp_path / "elsewhere.gguf", LLAMA)
    carrel.models.choose(str(path))
    chosen = rows(carrel)[str(path)]
    assert (chosen.in_use, chosen.held, chosen.file) == (True, Held.HERE, "elsewhere.gguf")
    made_gguf(carrel.models.folder / "two.gguf", LLAMA)
    carrel.models.choose("two.gguf")
    assert str(path) not in rows(carrel)


def test_where_llama_cpp_cannot_be_loaded_the_list_stands_without_fits(
    carrel: Carrel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_worker: ModelWorker) -> None:
        raise WorkerDied("The process ended.")

    monkeypatch.setattr(ModelWorker, "hardware", dies)
    found = carrel.model_list.entries()
    assert len(found) == len(carrel.catalog.entries())
    assert {one.fit for one in found} == {Fit.UNKNOWN}


def _write(carrel: Carrel, title: str, sha256: str, seconds: float, statements: tuple[Statement, ...]) -> None:
    origin = Provenance(
        engine="llama.cpp" if sha256 else "extractive",
        created=NOW,
        seconds=seconds,
        text_sha256="0" * 64,
        coverage=Coverage(1, 1, 10, 10),
        prompt_version="1",
        model_name="One" if sha256 else "",
        model_file="one.gguf" if sha256 else "",
        model_sha256=sha256,
    )
    with carrel.database.write() as connection:
        paper = papers.add(connection, Paper(title), added=NOW)
        digests.save(connection, paper, None, Digest(statements, (), origin))
