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


def test_what_is_said_in_other_words_counts_too() -> None:
    text = (
        "Chatbots answer questions in sentences that people would write. We ask which answers sound human to readers."
    )
    assert classify("Talking machines", text, ()) == ("NLP",)
    text = "Cakes rise in ovens in sentences that bakers would write. We ask which ovens are hot enough for bread."
    assert classify("Baking machines", text, ()) == ()


def test_a_topic_of_ones_own_is_found_by_what_is_said_of_it_alone() -> None:
    own = (Topic("Volcanoes", "Eruptions, lava, magma, seismic signs before an eruption."),)
    text = "Magma rises for weeks before lava breaks out. We listen to tremors of the mountain."
    assert "Volcanoes" in classify("When a mountain wakes", text, (), own)
    assert "Volcanoes" not in classify("Prompting large language models", "We compare prompts.", ("cs.CL",), own)


def test_what_is_about_other_things_altogether_is_not_of_a_topic_of_ones_own() -> None:
    own = (Topic("Bird song", "How birds sing, and what they say to each other."),)
    assert classify("Bread and cakes", "We compare doughs of rye and wheat. Sourdough rises overnight.", (), own) == ()


def test_topics_of_ones_own_leave_the_others_as_they_are() -> None:
    own = tuple(Topic(f"Topic {number}", "Volcanoes and lava.") for number in range(40))
    for title, text in (("Federated learning with drifting clients", ""), ("Prompting large language models", "")):
        assert classify(title, text, (), own) == classify(title, text, ())


def test_categories_speak_for_a_topic() -> None:
    title, text = "A new way to learn", "We learn from few examples, step by step."
    assert "Robotics" not in classify(title, text, ())
    assert "Robotics" in classify(title, text, ("cs.RO",))


@pytest.mark.parametrize("text", ["", "…", "—", "ꙮ"])
def test_texts_without_a_word_that_is_known_have_no_topic(text: str) -> None:
    own = (Topic("Nest", ""), Topic("Ω", "…"))
    assert classify(text, "", ()) == ()
    assert classify("", text, (), own) == ()


def test_a_topic_in_another_script_is_found_by_its_words() -> None:
    own = (Topic("鸟类", "", ("歌唱",)),)
    assert classify("鸟类如何歌唱", "", (), own) == ("鸟类",)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=100), st.text(max_size=300))
def test_any_text_gets_at_most_four_topics(title: str, abstract: str) -> None:
    assert len(classify(title, abstract, ())) <= 4
