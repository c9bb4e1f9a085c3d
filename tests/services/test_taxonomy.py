"""arXiv's categories and their names."""

from __future__ import annotations

from collections import Counter

import pytest

from carrel.domain.interests import in_category
from carrel.services.taxonomy import Taxonomy


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy()


def test_every_archive_and_active_category_has_a_name_and_one_id(taxonomy: Taxonomy) -> None:
    groups = taxonomy.groups()
    assert len(groups) == 20
    single = [group for group in groups if not group.categories]
    assert {group.id for group in single} == {
        *("gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph")
    }
    # arXiv has 155 active categories: those of the archives, and the archives that are one themselves.
    assert sum(len(group.categories) or 1 for group in groups) == 155
    ids = [name for group in groups for name in (group.id, *(one.id for one in group.categories))]
    assert max(Counter(ids).values()) == 1
    assert all(taxonomy.name(one) != one and taxonomy.known(one) for one in ids)


def test_a_categorys_archive_holds_it(taxonomy: Taxonomy) -> None:
    assert all(in_category(one.id, group.id) for group in taxonomy.groups() for one in group.categories)


def test_names_are_arxivs_and_what_is_unknown_keeps_its_id(taxonomy: Taxonomy) -> None:
    assert taxonomy.name("cs.LG") == "Machine Learning"
    assert taxonomy.name("cond-mat.mtrl-sci") == "Materials Science"
    assert taxonomy.name("q-bio") == "Quantitative Biology"
    assert taxonomy.name("cs.XX") == "cs.XX"
    assert not taxonomy.known("cs.XX")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("cs.lg", ["cs.LG"]),
        ("LG", ["cs.LG"]),
        ("machine learning", ["cs.LG", "stat.ML"]),
        ("learn mach", ["cs.LG", "stat.ML"]),
        ("cs", ["cs"]),
        ("robot", ["cs.RO"]),
        ("hep", ["hep-ex", "hep-lat", "hep-ph", "hep-th"]),
        ("vision", ["cs.CV"]),
        ("K-theory", ["math.KT"]),
        ("self organizing", ["nlin.AO"]),
        ("nothing of the kind", []),
    ],
)
def test_categories_are_found_by_id_name_and_words(taxonomy: Taxonomy, text: str, first: list[str]) -> None:
    assert [one.id for one in taxonomy.find(text)][: len(first) or 1] == first


def test_nothing_typed_finds_all(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.find("  ")) == 166
