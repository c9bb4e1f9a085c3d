"""What of a paper tells its problem, its method and its results."""

from __future__ import annotations

from carrel.digesting.facets import abstract_facets, facet_texts
from carrel.domain.digest import Field
from carrel.domain.related import Facet
from carrel.domain.sentences import sentences

ABSTRACT = (
    "Attention has become the bottleneck of long texts. However, existing approximations lose accuracy. "
    "We propose a method that samples keys by hashing, and train it with a simple objective. "
    "It consists of two layers and is optimized by gradient descent. "
    "Experiments show that it outperforms the state of the art by 3.2 points. The results suggest that longer texts benefit most."
)


def test_an_abstract_goes_from_its_problem_over_its_method_to_its_results() -> None:
    told = abstract_facets(sentences(ABSTRACT))
    assert told == [Facet.PROBLEM] * 2 + [Facet.METHOD] * 2 + [Facet.RESULTS] * 2


def test_without_a_digest_the_abstract_tells_each_facet() -> None:
    found = facet_texts((), ABSTRACT)
    assert found[Facet.PROBLEM].startswith("Attention has become")
    assert found[Facet.METHOD].startswith("We propose")
    assert found[Facet.RESULTS].startswith("Experiments show")


def test_fields_of_a_digest_come_first_and_the_abstract_tells_the_rest() -> None:
    said = (
        (Field.KEY_POINTS, "It is fast."),
        (Field.METHODOLOGY, "Keys are hashed."),
        (Field.SUMMARY, "Long texts are slow."),
    )
    found = facet_texts(said, ABSTRACT)
    assert found[Facet.PROBLEM] == "Long texts are slow. It is fast."
    assert found[Facet.METHOD] == "Keys are hashed."
    assert found[Facet.RESULTS].startswith("Experiments show")


def test_what_nothing_tells_is_left_out() -> None:
    assert facet_texts((), "") == {}
    assert abstract_facets([]) == []
    assert set(facet_texts(((Field.RESULTS, "It won."),), "")) == {Facet.RESULTS}
