from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.duplicates import Described, Reason, keys, plain_doi, reason_for
from carrel.domain.paper import Paper
from carrel.domain.plain_words import plain_words
from carrel.domain.same_authors import names_of, same_authors
from carrel.domain.same_title import Likeness, Title, likeness, one_letter_apart
from carrel.domain.text_sketch import bands, same_share, sketch

PAIR = ("Ada B. Lovelace", "Kurt Gödel")
ABSTRACT = (
    "Glaciers sing when they move. We record what they sing through a whole winter with twelve microphones in the ice, and"
    " show that the pitch of a song tells how fast the glacier moves an hour later, better than any radar did before."
)
OTHER_ABSTRACT = (
    "Marmots whistle at eagles. This article counts whistles on four alpine meadows, compares them with those of hungry"
    " dogs, and concludes that nothing whatsoever can be said about the weather of the following spring from any of it."
)


def paper(title: str = "Songs of a glacier at night", authors: tuple[str, ...] = PAIR, **fields: object) -> Described:
    return Described(Paper(title, authors, **fields))  # type: ignore[arg-type]


def both_ways(one: Described, other: Described) -> Reason | None:
    """Why two papers may be one; those that may are found by a key, and either way round is the same."""
    found = reason_for(one, other)
    assert reason_for(other, one) is found
    if found is not None:
        assert set(keys(one)) & set(keys(other)), "they are never compared"
    return found


SAME = {
    "a preprint and what was published of it": (
        paper(arxiv_id="2001.00001", year=2020),
        paper(authors=("Lovelace, A. B.", "Gödel, K."), doi="10.1000/song", year=2022),
    ),
    "case, punctuation and a final stop": (paper(), paper("SONGS OF A GLACIER, AT NIGHT.")),
    "hyphens": (paper("Pre-training of sub-glacial nets"), paper("Pretraining of subglacial nets")),
    "LaTeX": (paper(r"$\alpha$-stable songs of {\'E}tretat glaciers"), paper("α-stable songs of Étretat glaciers")),
    "British and American": (paper("Modelling glacier songs at night"), paper("Modeling glacier songs at night")),
    "a letter lost": (paper("Songs of the retreating glacier"), paper("Songs of the retreting glacier")),
    "letters exchanged": (paper("Songs of the retreating glacier"), paper("Songs of the retraeting glacier")),
    "an article more": (paper("The songs of a glacier at night"), paper()),
    "family names first": (paper(authors=("Wang Li", "Chen Xiao")), paper(authors=("Li Wang", "Xiao Chen"))),
    "initials run together": (paper(authors=("J. R. R. Tolkien",)), paper(authors=("Tolkien, JRR",))),
    "the others left out": (paper(authors=(*PAIR, "Emmy Noether")), paper(authors=("A. Lovelace et al.",))),
    "authors in another order": (paper(authors=PAIR), paper(authors=PAIR[::-1])),
    "authors that are not known": (paper(), paper(authors=())),
    "another title over the same abstract": (
        paper("Songs of glaciers at night: a recording", abstract=ABSTRACT, arxiv_id="2001.00001"),
        paper("Songs of glaciers at night tell their speed", abstract=ABSTRACT, doi="10.1000/song"),
    ),
    "a title in two words over the same abstract": (
        paper("Glacier songs", abstract=ABSTRACT),
        paper("Glacier songs", abstract=ABSTRACT, doi="10.1000/song"),
    ),
    "two words by the same three authors": (
        paper("Deep learning", ("Yann LeCun", "Yoshua Bengio", "Geoffrey Hinton"), year=2015),
        paper("Deep Learning", ("Y. LeCun", "Y. Bengio", "G. Hinton"), year=2015),
    ),
    "one that was retracted": (paper(), paper("RETRACTED ARTICLE: Songs of a glacier at night")),
}

APART = {
    "parts": (paper("Songs of a glacier. Part I"), paper("Songs of a glacier. Part II")),
    "parts by letter": (paper("Songs of a glacier, part A"), paper("Songs of a glacier, part B")),
    "Roman numbers at the end": (paper("Songs of a glacier I"), paper("Songs of a glacier V")),
    "a sequel": (paper("GlacierNet: songs at night"), paper("GlacierNet v2: songs at night")),
    "versions in a word": (paper("YOLOv3 hears glaciers sing"), paper("YOLOv4 hears glaciers sing")),
    "years": (paper("Glacier songs of winter 2019"), paper("Glacier songs of winter 2020")),
    "ordinals": (paper("First report of the glacier choir"), paper("Second report of the glacier choir")),
    "a comment": (paper(), paper("Comment on “Songs of a glacier at night”")),
    "a reply": (paper("Comment on songs of a glacier"), paper("Reply to comment on songs of a glacier")),
    "an erratum": (paper(doi="10.1000/song"), paper("Erratum: Songs of a glacier at night", doi="10.1000/song")),
    "a correction": (paper(), paper("Correction to: Songs of a glacier at night")),
    "a prefix that turns it around": (
        paper("Supervised songs of glaciers at night"),
        paper("Unsupervised songs of glaciers at night"),
    ),
    "a letter that turns it around": (paper("Symmetric songs of glaciers"), paper("Asymmetric songs of glaciers")),
    "one word of many": (paper("Winter songs of glaciers at night"), paper("Summer songs of glaciers at night")),
    "dimensions": (paper("Glacier songs in 2D at night"), paper("Glacier songs in 3D at night")),
    "editorials": (paper("Editorial", PAIR[:1], year=2020), paper("Editorial", PAIR[:1], year=2020)),
    "introductions by the same people": (paper("Introduction"), paper("Introduction")),
    "prefaces of proceedings": (paper("Preface to the special issue"), paper("Preface to the special issue")),
    "a short title by one author": (paper("Glacier songs", PAIR[:1]), paper("Glacier songs", PAIR[:1])),
    "other authors": (paper(), paper(authors=("Emmy Noether", "Grace Hopper"))),
    "another person of that name": (paper(authors=("Bo Lovelace",)), paper(authors=("Ada Lovelace",))),
    "ten years": (paper(year=2010), paper(year=2020)),
    "other abstracts": (paper(abstract=ABSTRACT), paper(abstract=OTHER_ABSTRACT)),
    "conference and journal, each with a DOI": (paper(doi="10.1000/talk"), paper(doi="10.2000/song")),
    "two papers at arXiv": (paper(arxiv_id="2001.00001"), paper(arxiv_id="2001.00002")),
    "a DOI that a template holds a place with": (
        paper("Marmots whistle", ("Emmy Noether",), doi="10.1145/1122445.1122456"),
        paper(doi="10.1145/1122445.1122456"),
    ),
    "a DOI that one of them only cites": (
        paper("Marmots whistle at eagles", ("Emmy Noether",), doi="10.1000/song"),
        paper(doi="10.1000/song"),
    ),
    "nothing but signs": (paper("???", ()), paper("!!!", ())),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_one_paper_written_twice_is_found(pair: tuple[Described, Described]) -> None:
    assert both_ways(*pair) is Reason.TITLE


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_two_papers_stay_two(pair: tuple[Described, Described]) -> None:
    assert both_ways(*pair) is None


def test_the_same_identifiers_say_more_than_titles() -> None:
    one = paper(arxiv_id="2001.00001")
    assert both_ways(one, paper("Glacier songs", doi="https://doi.org/10.48550/arXiv.2001.00001")) is Reason.ARXIV
    dois = paper(doi="10.1000/SONG"), paper("Glacier songs", PAIR[:1], doi="https://doi.org/10.1000/song.")
    assert both_ways(*dois) is Reason.DOI


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/SONG", "10.1000/song"),
        ("doi:10.1000/a(b)c", "10.1000/a(b)c"),
        ("10.1000/song.", "10.1000/song"),
        ("10.1145/nnnnnnn.nnnnnnn", ""),
        ("10.1145/XXXXXXX.XXXXXXX", ""),
        ("song", ""),
    ],
)
def test_dois_are_read_however_they_are_written(text: str, doi: str) -> None:
    assert plain_doi(text) == doi


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_has_no_order_and_the_same_title_is_the_same(one: str, other: str) -> None:
    assert likeness(Title(one), Title(other)) is likeness(Title(other), Title(one))
    assert likeness(Title(one), Title(one)) is (Likeness.SAME if plain_words(one) else Likeness.OTHER)


@given(
    st.lists(st.sampled_from("glacier songs étude α night of the naïve Größe choir".split()), min_size=3, max_size=9)
)
def test_a_title_is_the_same_in_capitals_without_marks_and_with_other_signs(words: list[str]) -> None:
    title = " ".join(words)
    bare = "".join(one for one in unicodedata.normalize("NFKD", title) if not unicodedata.combining(one))
    for other in (title.upper(), bare, "-".join(words), f"“{title}”.", f"{{{title}}}"):
        assert likeness(Title(title), Title(other)) is Likeness.SAME, other


@given(st.text("abcdefghij", min_size=5, max_size=9), st.integers(1, 8), st.sampled_from("abc"))
def test_a_letter_more_is_one_letter_apart_but_never_in_front(word: str, place: int, letter: str) -> None:
    place = min(place, len(word))
    assert one_letter_apart(word, word[:place] + letter + word[place:])
    assert not one_letter_apart(word, f"z{word}")


@given(st.lists(st.sampled_from(["Ada Lovelace", "Gödel, Kurt", "E. Noether", "Li Wang", "others", ""]), max_size=5))
def test_authors_are_the_same_as_themselves(authors: list[str]) -> None:
    names = names_of(authors)
    assert same_authors(names, names) is bool(names)


class TestTexts:
    """Sketches of whole texts."""

    words = tuple(f"word{one * one * 7919 % 4001}" for one in range(6000))

    def changed(self, share: float) -> str:
        chance = random.Random(7)  # noqa: S311 - words, no secrets
        return " ".join("other" if chance.random() < share else word for word in self.words)

    def test_near_identical_texts_are_found_whatever_their_titles_are(self) -> None:
        text = " ".join(self.words)
        one = Described(Paper("Songs"), frozenset({"a"}), (sketch([text]),))
        other = Described(Paper("untitled (3)"), frozenset({"b"}), (sketch([self.changed(0.02)]),))
        assert both_ways(one, other) is Reason.TEXT
        assert both_ways(one, Described(Paper("untitled (3)"), frozenset({"a"}))) is Reason.TEXT
        erratum = Described(Paper("Erratum to Songs"), frozenset({"b"}), (sketch([self.changed(0.02)]),))
        assert both_ways(one, erratum) is None

    def test_the_share_is_about_what_is_the_same(self) -> None:
        one = sketch([" ".join(self.words)])
        shares = [same_share(one, sketch([self.changed(share)])) for share in (0.0, 0.02, 0.1, 0.5)]
        assert shares[0] == 1.0
        assert shares == sorted(shares, reverse=True)
        assert 0.7 < shares[1] < 0.95
        assert shares[3] < 0.1

    def test_passages_may_be_cut_otherwise_and_a_short_text_tells_nothing(self) -> None:
        assert sketch([" ".join(self.words)]) == sketch(self.words)
        assert sketch(self.words[:100]) == b""
        assert same_share(b"", b"") == 0.0
        assert bands(b"") == []
