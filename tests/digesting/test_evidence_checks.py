"""What the evidence check tells apart, kind by kind, on a paper of a dozen sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground, ground_all
from carrel.domain.digest import Field, Status
from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder
from digesting.digesting_papers import abstract_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

PAPER = (
    "Graph attention networks (GAT) learn from the neighbours of a node, and graph convolutional networks (GCN) do as well. "
    "We propose HeronNet, a network that predicts the flight of herons from radar images. "
    "HeronNet outperforms GAT on the Wetland dataset by 3.2 percentage points. "
    "Its inference takes 5 ms a frame on one core, and the weights need 40 MB. "
    "The baseline reaches an accuracy of 81.5 %, and HeronNet reaches 84.7 %. "
    "Training is twice as fast as that of GCN. "
    "The error increases with the distance of the birds from the radar. "
    "The method does not need labelled flights. "
    "Most of the flights were recorded at night by 12 stations in Spain. "
    "The model is unstable when fewer than 100 flights are known. "
    "Without augmentation the accuracy drops to 79 %. "
    "A limitation is that rain hides small flocks from the radar."
)
INDEX_SOURCE = abstract_source(PAPER, "Predicting the flight of herons")
INDEX = EvidenceIndex(INDEX_SOURCE)


def check(text: str) -> tuple[Status, str]:
    statement = ground(text, Field.RESULTS, INDEX)
    return statement.status, statement.reason


@pytest.mark.parametrize(
    "text",
    [
        "The authors propose HeronNet, a network that predicts the flight of herons from radar images.",
        "The authors introduce HeronNet, which predicts the flight of herons from radar images.",
        "HeronNet surpasses GAT on the Wetland dataset by 3.2 percentage points.",
        "GAT is outperformed by HeronNet on the Wetland dataset by 3.2 percentage points.",
        "Inference takes 0.005 s a frame on one core, and its weights need 40 MB.",
        "HeronNet reaches an accuracy of 84.7 percent, where the baseline reaches 81.5 percent.",
        "The method needs no labelled flights.",
        "The error grows with the distance of the birds from the radar.",
        "At night, most of the flights were recorded by twelve stations in Spain.",
        "A limitation is that rain conceals small flocks from the radar.",
        "Graph convolutional networks (GCN) learn from the neighbours of a node.",
    ],
)
def test_faithful_rewordings_are_supported(text: str) -> None:
    assert check(text) == (Status.SUPPORTED, "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("HeronNet outperforms GAT on the Wetland dataset by 4.2 percentage points.", "4.2"),
        ("HeronNet outperforms GAT on the Wetland dataset by 3.2 times.", "3.2"),
        ("Its inference takes 5 s a frame on one core, and the weights need 40 MB.", "The paper says 5 ms, not 5 s."),
        (
            "Its inference takes 5 ms a frame on one core, and the weights need 40 GB.",
            "The paper says 40 MB, not 40 GB.",
        ),
        (
            "The baseline reaches an accuracy of 84.7 %, and HeronNet reaches 81.5 %.",
            "The paper says 81.5 % here; 84.7 % is for something else.",
        ),
        ("Most of the flights were recorded at night by 100 stations in Spain.", "100"),
        ("GAT outperforms HeronNet on the Wetland dataset by 3.2 percentage points.", "the other way round"),
        ("HeronNet underperforms GAT on the Wetland dataset by 3.2 percentage points.", "outperforms"),
        (
            "HeronNet matches GAT on the Wetland dataset by 3.2 percentage points.",
            "The paper says “outperforms”, not “matches”.",
        ),
        (
            "The error decreases with the distance of the birds from the radar.",
            "The paper says “increases”, not “decreases”.",
        ),
        ("The method does need labelled flights.", "The closest passage denies this."),
        ("The method needs labelled flights.", "The closest passage denies this."),
        ("The error does not increase with the distance of the birds from the radar.", "does not deny this"),
        ("All of the flights were recorded at night by 12 stations in Spain.", "The paper says “Most”, not “All”."),
        ("The model is stable when fewer than 100 flights are known.", "The paper says “unstable”, not “stable”."),
        ("With augmentation the accuracy drops to 79 %.", "denies this"),
        ("HeronNet outperforms GCN on the Wetland dataset by 3.2 percentage points.", "The paper says GAT, not GCN."),
        ("HeronNet outperforms BERT on the Wetland dataset by 3.2 percentage points.", "The paper says GAT, not BERT."),
        ("HeronNet, a GAN, predicts the flight of herons from radar images.", "Not in the paper: GAN."),
        (
            "Generative adversarial transformers (GAT) learn from the neighbours of a node.",
            "“Graph attention networks”",
        ),
    ],
)
def test_what_differs_is_never_supported_and_is_told(text: str, told: str) -> None:
    status, reason = check(text)
    assert status is not Status.SUPPORTED
    assert told in reason


def test_what_is_not_found_is_offered_with_a_sentence_that_reads_well_alone() -> None:
    statement = ground("Herons of the radar compose operas about quantum gravity in parliament.", Field.SUMMARY, INDEX)
    assert statement.status is Status.NOT_FOUND
    assert statement.instead
    assert INDEX.passages[statement.passages[0]].text == statement.instead
    assert len(statement.passages) == 1


def test_no_sentence_is_offered_twice() -> None:
    text = "Herons of the radar compose operas about quantum gravity in parliament."
    first, second = ground_all((text, text), Field.SUMMARY, INDEX)
    assert first.instead
    assert first.instead != second.instead


def test_scraps_are_not_offered() -> None:
    index = EvidenceIndex(abstract_source("x = y + 3 z ( 7 ) herons w ."))
    statement = ground("The herons of the north sea breed late in cold and rainy years.", Field.SUMMARY, index)
    assert statement.status is Status.NOT_FOUND
    assert statement.instead == ""
    assert statement.passages == (0,)


def test_with_vectors_the_same_holds() -> None:
    path = bundled_encoder()
    assert path is not None
    encoder = Embedder(path, threads=1)
    try:
        index = EvidenceIndex(INDEX_SOURCE, encoder)
        texts = (
            "The authors introduce HeronNet, which predicts the flight of herons from radar images.",
            "HeronNet outperforms GAT on the Wetland dataset by 4.2 percentage points.",
            "Whales sing at night in the northern ocean.",
        )
        statuses = [statement.status for statement in ground_all(texts, Field.SUMMARY, index)]
    finally:
        encoder.close()
    assert statuses == [Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND]


class CountingEncoder:
    """The bundled encoder, with the texts that it was asked for."""

    def __init__(self, encoder: Embedder) -> None:
        self._encoder = encoder
        self.asked: list[str] = []
        self.calls = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        self.asked.extend(texts)
        return self._encoder.embed(texts)


def test_vectors_are_asked_for_in_one_call_and_kept() -> None:
    path = bundled_encoder()
    assert path is not None
    encoder = Embedder(path, threads=1)
    try:
        counting = CountingEncoder(encoder)
        index = EvidenceIndex(INDEX_SOURCE, counting)
        ground_all(("HeronNet outperforms GAT by far.", "Rain hides flocks from radar."), Field.SUMMARY, index)
        assert counting.calls == 1
        ground_all(("HeronNet outperforms GAT by far.",), Field.SUMMARY, index)
        assert counting.calls == 1
        assert len(counting.asked) == len(set(counting.asked))
        own = INDEX.passages[0].text
        statements = ground_all((own, "¿?"), Field.SUMMARY, index)
        assert [statement.status for statement in statements] == [Status.SUPPORTED, Status.NOT_FOUND]
        assert ground_all((), Field.SUMMARY, index) == ()
        assert counting.calls == 1
    finally:
        encoder.close()
