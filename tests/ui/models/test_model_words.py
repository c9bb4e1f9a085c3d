"""A model's row in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from carrel.domain.digest import Status
from carrel.domain.job import JobKind, JobState
from carrel.domain.models import Fit, Held, Need
from carrel.domain.settings import Settings
from carrel.ui.models.model_words import (
    Act,
    act_of,
    detail_words,
    fit_words,
    problem_of,
    speed_words,
)
from carrel.ui.models.panel_words import download_facts, measured_facts, offer_words
from carrel.ui.models.reading import estimated_speed
from model_entries import MEASURED, here, job, offered

MEMORY, GPU = 16_000_000_000, 6_000_000_000


def test_a_name_that_says_the_size_is_not_followed_by_it() -> None:
    assert detail_words(here("Qwen3 4B Instruct")) == "Q4_K_M, 2.5 GB, Apache-2.0"
    assert detail_words(here("Phi-4-mini Instruct", parameters=3_800_000_000)) == "3.8B, Q4_K_M, 2.5 GB, Apache-2.0"


def test_the_starter_says_that_it_is_rough_and_what_is_not_known_is_left_out() -> None:
    starter = here("SmolLM2 135M", key="starter", held=Held.INCLUDED, bytes=98_000_000)
    assert detail_words(starter) == "Starter, Q4_K_M, 98 MB, Apache-2.0. Rough"
    assert detail_words(here("Strange", bytes=0, parameters=0, licence="")) == "Q4_K_M"


@pytest.mark.parametrize(
    ("fit", "mark", "text", "detail"),
    [
        (Fit.GPU, Status.SUPPORTED, "Fits the GPU", "4.1 of 6.0 GB"),
        (Fit.SHARED, Status.PARTLY, "Shares with memory", "needs 4.1 GB"),
        (Fit.MEMORY, Status.SUPPORTED, "Fits in memory", "4.1 GB of memory"),
        (Fit.SLOW, Status.PARTLY, "Slow here", "needs 4.1 GB"),
        (Fit.TOO_LARGE, Status.NOT_FOUND, "Too large", "needs 4.1 GB, you have 16"),
        (Fit.UNKNOWN, Status.CHECKING, "Not known", ""),
    ],
)
def test_each_fit_has_its_mark_and_its_words(fit: Fit, mark: Status, text: str, detail: str) -> None:
    words = fit_words(offered(fit=fit), MEMORY, GPU)
    assert (words.mark, words.text, words.detail) == (mark, text, detail)


def test_layers_are_told_where_they_are_known_and_a_small_model_fits_anywhere() -> None:
    assert fit_words(here(fit=Fit.SHARED, gpu_layers=24), MEMORY, GPU).detail == "24 of 36 layers on the GPU"
    small = offered(need=Need(300_000_000, 80_000_000, 20_000_000))
    assert fit_words(small, MEMORY, 0).text == "Fits anywhere"


def test_a_speed_is_measured_or_estimated_or_not_known() -> None:
    measured = speed_words(here(measured=MEASURED), None, None, 0.0)
    assert (measured.text, measured.detail) == ("46.8 tokens/s", "measured 3 Sep")
    estimated = speed_words(offered(), None, None, 4.2)
    assert (estimated.text, estimated.detail) == ("about 4.2 tokens/s", "estimate")
    assert speed_words(offered(), None, None, 0.0).detail == "not measured"


@pytest.mark.parametrize(
    ("state", "changes", "text", "detail", "act"),
    [
        (JobState.RUNNING, {"done": 31, "total": 50, "left": 300.0}, "62%", "0 of 0 KB, 5 min left", Act.PAUSE),
        (JobState.RUNNING, {"done": 50, "total": 50}, "", "Verifying SHA-256", Act.NONE),
        (JobState.PAUSED, {}, "", "Paused", Act.RESUME),
        (JobState.WAITING, {}, "", "Waiting for its turn", Act.PAUSE),
        (JobState.WAITING, {"error_code": "offline"}, "", "Work offline is on", Act.PAUSE),
    ],
)
def test_a_download_says_how_far_it_is_and_what_can_be_done(
    state: JobState, changes: dict[str, Any], text: str, detail: str, act: Act
) -> None:
    download = job(state=state, **changes)
    entry = offered(held=Held.DOWNLOADING)
    words = speed_words(entry, download, None, 0.0)
    assert (words.text, words.detail) == (text, detail)
    assert act_of(entry, download, None)[0] is act


def test_a_download_that_failed_says_why_and_can_be_begun_again() -> None:
    failed = job(state=JobState.FAILED, error="The file does not match its checksum.", advice="It was not used.")
    assert problem_of(offered(), failed) == "The file does not match its checksum. It was not used."
    assert act_of(offered(), failed, None)[0] is Act.AGAIN


def test_a_download_that_is_put_back_is_tried_now() -> None:
    waiting = job(state=JobState.WAITING, error="No connection.", due="2026-09-03T12:00:00+00:00")
    assert problem_of(offered(), waiting) == "No connection."
    assert act_of(offered(), waiting, None)[0] is Act.TRY_NOW


def test_what_can_be_done_follows_from_where_the_model_is() -> None:
    assert act_of(offered(), None, None) == (Act.DOWNLOAD, "")
    assert act_of(offered(fit=Fit.TOO_LARGE), None, None) == (Act.NONE, "Not offered")
    assert act_of(here(), None, None) == (Act.USE, "")
    assert act_of(here(in_use=True), None, None) == (Act.BENCHMARK, "")
    assert act_of(here(problem="It ends too early."), None, None) == (Act.NONE, "Cannot be used")
    assert act_of(here(search=True), None, None) == (Act.NONE, "")
    assert act_of(here(), None, job(JobKind.BENCH_MODEL))[0] is Act.STOP


def test_the_panel_prefers_digests_that_were_written_to_the_benchmark() -> None:
    facts = dict(measured_facts(here(measured=MEASURED)))
    assert facts["One digest of an abstract"] == "18.2 s"
    assert facts["Reading the paper"] == "1,120 tokens/s"
    assert facts["70 papers"] == "about 12 min"
    written = dict(
        measured_facts(here(measured=MEASURED, digests=212, digest_seconds=18.0, statements=2740, supported=2548))
    )
    assert written["One digest"] == "18 s, median of 212"
    assert written["Statements supported"] == "93%, over 2,740"
    assert measured_facts(here()) == []


def test_a_download_tells_its_rate_and_a_model_whom_it_would_be_asked_of() -> None:
    facts = dict(download_facts(job(done=3_100_000_000, total=5_000_000_000, left=190.0)))
    assert facts["Downloaded"] == "3.1 of 5.0 GB"
    assert facts["Rate"] == "10 MB a second"
    assert offer_words(offered(), Settings()) == "long digests. Download asks huggingface.co for 2.5 GB."
    mirrored = Settings(model_mirror="https://mirror.example.org/hf")
    assert "asks mirror.example.org for" in offer_words(offered(), mirrored)


def test_a_speed_is_estimated_from_the_nearest_measured_model_of_the_processor() -> None:
    processor = here("Small", bytes=1_000_000_000, measured=replace(MEASURED, decode=40.0, gpu_layers=0))
    graphics = here("Other", bytes=2_400_000_000, measured=MEASURED)
    assert estimated_speed(offered(bytes=2_000_000_000), [processor, graphics]) == pytest.approx(20.0)
    assert estimated_speed(offered(bytes=20_000_000_000), [processor, graphics]) == 0
    assert estimated_speed(offered(fit=Fit.GPU), [processor, graphics]) == 0
