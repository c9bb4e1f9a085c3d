"""What sections are for whose headings say nothing."""

from __future__ import annotations

from dataclasses import replace

from carrel.digesting.section_roles import FEATURES, ROLES, groups, roles
from carrel.digesting.source import Source
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, Passage, Section, SectionKind

METHOD = (
    "Our network consists of twelve layers, and each layer computes a function of its input.",
    "To make the loss robust, we add a second module whose output is compared with the target.",
    "The parameters are updated by the algorithm in two steps until the objective converges.",
    "The module computes the attention of each vector, where d is the size of the layer.",
    "This procedure lets our network skip steps that do not change the output.",
    "The second step of the algorithm removes those vectors from the input.",
)
TESTS = (
    "We trained all baselines on the ImageNet dataset with a batch size of 256 for 90 epochs.",
    "Table 2 shows that the accuracy on the test set improves by 3.2% over the baseline.",
    "The learning rate was tuned on the validation split of the benchmark.",
    "We evaluated five datasets and report the mean score of three runs in Table 3.",
    "Figure 4 shows the error rate on CIFAR after each epoch of the experiment.",
    "It outperforms the best baseline by 1.4% and achieves 92.1% accuracy on MNIST.",
)
EARLIER = (
    "Recent studies by Smith et al. (2019) proposed several recurrent models [3, 4].",
    "Previous work has been limited to small graphs (Lee, 2015; Wang et al., 2017).",
    "Attention was introduced by Bahdanau et al. (2015) and has been studied by many.",
    "Existing approaches such as those of Chen et al. (2020) need labels [12].",
    "Several prior methods have been proposed by Gupta et al. [7] and Kim et al. [9].",
    "Recently, Brown et al. (2020) studied the same question for several languages.",
)
FILLING = tuple(f"Storks of the {number}th flock are counted in spring and in autumn." for number in range(6))


def _source(*parts: tuple[str, SectionKind, tuple[str, ...]]) -> Source:
    sections = [
        Section(place, 2 if heading.count(".") else 1, heading, kind, place, 72.0)
        for place, (heading, kind, _) in enumerate(parts)
    ]
    passages: list[Passage] = []
    for place, (_, _, texts) in enumerate(parts):
        passages += [Passage(len(passages) + at, place, place, text, ()) for at, text in enumerate(texts)]
    return Source.of(
        Paper(title="Storks"), Document("", (), "", tuple(sections), tuple(passages), ((612.0, 792.0),) * 9, "0" * 64)
    )


def _paper(*middle: tuple[str, SectionKind, tuple[str, ...]]) -> Source:
    return _source(
        ("Abstract", SectionKind.ABSTRACT, FILLING[:2]),
        ("1 Introduction", SectionKind.INTRODUCTION, FILLING),
        *middle,
        ("9 Conclusion", SectionKind.CONCLUSION, FILLING[:3]),
        ("References", SectionKind.REFERENCES, ("Aldo Quist. Whales sing. 1999.",)),
    )


def test_text_tells_methods_experiments_and_earlier_work_apart() -> None:
    kinds = _paper(
        ("2 Others' Storks", SectionKind.OTHER, EARLIER),
        ("3 StorkNet", SectionKind.OTHER, METHOD),
        ("4 Storks of Gibraltar", SectionKind.OTHER, TESTS),
    ).kinds()
    assert kinds[2] is SectionKind.RELATED
    assert kinds[3] is SectionKind.METHOD
    assert kinds[4] in {SectionKind.EXPERIMENTS, SectionKind.RESULTS}


def test_what_a_heading_says_stands_whatever_the_text_is_like() -> None:
    kinds = _paper(
        ("2 Related Work", SectionKind.RELATED, METHOD), ("3 Experiments", SectionKind.EXPERIMENTS, METHOD)
    ).kinds()
    assert kinds[2] is SectionKind.RELATED
    assert kinds[3] is SectionKind.EXPERIMENTS


def test_subsections_share_what_their_section_is_told_to_be() -> None:
    kinds = _paper(
        ("2 StorkNet", SectionKind.OTHER, METHOD),
        ("2.1 Wings", SectionKind.OTHER, FILLING[:1]),
        ("3 Results", SectionKind.RESULTS, TESTS),
    ).kinds()
    assert kinds[2] is kinds[3] is SectionKind.METHOD


def test_thanks_short_sections_and_papers_in_other_languages_are_left_as_they_are() -> None:
    german = ("Das Netz besteht aus zwölf Schichten, und jede Schicht berechnet eine Funktion.",) * 8
    kinds = _paper(("Acknowledgements", SectionKind.OTHER, METHOD), ("3 A", SectionKind.OTHER, METHOD[:2])).kinds()
    assert kinds[2] is kinds[3] is SectionKind.OTHER
    source = _source(("1 Einleitung", SectionKind.INTRODUCTION, german), ("2 Storchennetz", SectionKind.OTHER, german))
    assert source.kinds()[1] is SectionKind.OTHER


def test_an_abstract_alone_needs_no_telling() -> None:
    source = Source.of(Paper(title="Storks", abstract="We count storks. It works well."), None)
    assert source.kinds() == {0: SectionKind.ABSTRACT}


def test_telling_twice_gives_the_same_and_sources_stay_comparable() -> None:
    source = _paper(("2 StorkNet", SectionKind.OTHER, METHOD))
    again = replace(source)
    assert source.kinds() == source.kinds() == again.kinds()
    assert source == again


def test_each_section_has_as_many_features_as_have_names() -> None:
    source = _paper(("2 StorkNet", SectionKind.OTHER, METHOD))
    assert {len(group.features) for group in groups(source.sections, source.passages)} == {len(FEATURES)}
    assert set(roles(source.sections, source.passages).values()) <= {*ROLES, *SectionKind}
