"""Topics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.digesting.topic_list import shipped_topics
from carrel.digesting.topics import classify
from carrel.domain.digest import Topic


@pytest.mark.parametrize(
    ("title", "categories", "topic"),
    [
        ("Graph neural networks for molecules", (), "Graph Learning"),
        ("Federated learning with drifting clients", (), "Federated Learning"),
        ("Diffusion models for image synthesis", ("cs.CV",), "Generative Models"),
        ("Grasping with a humanoid robot", ("cs.RO",), "Robotics"),
        ("Prompting large language models", ("cs.CL",), "Large Language Models"),
        ("Offline reinforcement learning from games", (), "Reinforcement Learning"),
        ("Forecasting of time series", (), "Time Series"),
    ],
)
def test_plain_titles_get_their_topic(title: str, categories: tuple[str, ...], topic: str) -> None:
    assert topic in classify(title, "", categories)


def test_a_paper_about_something_else_has_no_topic() -> None:
    assert classify("The breeding habits of storks", "We watched them all summer.", ()) == ()


def test_there_are_fourteen_topics_each_with_a_description_and_phrases() -> None:
    assert len({topic.name for topic in shipped_topics()}) == 14
    assert all(topic.description and topic.phrases for topic in shipped_topics())


def test_a_topic_of_ones_own_stands_among_the_others() -> None:
    own = (Topic("Bird song", "How birds sing and what they say.", ("vocalisation", "birdsong")),)
    assert "Bird song" in classify("Birdsong of the nightingale", "We record the vocalisations of birds.", (), own)
    assert "Bird song" not in classify("Grasping with a humanoid robot", "", ("cs.RO",), own)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=100), st.text(max_size=300))
def test_any_text_gets_at_most_three_topics(title: str, abstract: str) -> None:
    assert len(classify(title, abstract, ())) <= 3
