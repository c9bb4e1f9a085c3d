from __future__ import annotations

from carrel.domain.citation_key import citation_key
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.services.paper_names import PaperNames
from carrel.storage import papers


def keep(carrel: Carrel, *new: Paper) -> list[int]:
    with carrel.database.write() as connection:
        return [papers.add(connection, one, added="2026-01-01T10:00:00Z") for one in new]


ATTENTION = Paper("Attention: all you need?", ("Ashish Vaswani",), arxiv_id="1706.03762", year=2017)
OTHER = Paper("Attention elsewhere", ("Béla Vaswani",), year=2017)
NOETHER = Paper("Über die Endlichkeit", ("Emmy Nöther",), year=1916)


def test_a_paper_is_found_by_title_key_and_identifier(carrel: Carrel) -> None:
    first, second, third = keep(carrel, ATTENTION, OTHER, NOETHER)
    names = PaperNames(carrel.reading)
    assert names.find("attention: ALL you  need?") == first
    assert names.find("1706.03762") == names.find("arXiv:1706.03762v2") == first
    assert names.find("Attention elsewhere") == second
    assert names.find(citation_key(NOETHER)) == names.find("Über die Endlichkeit") == third
    assert names.find("Attention") is None
    assert names.find("2401.00001") is None
    assert names.find(" ") is None


def test_a_name_that_two_papers_have_is_that_of_the_first_and_the_other_is_offered_by_another(carrel: Carrel) -> None:
    first, second = keep(carrel, ATTENTION, OTHER)
    names = PaperNames(carrel.reading)
    assert names.find("vaswani2017attention") == first
    offered = {one.id: one.name for one in names.suggestions("vaswani2017")}
    assert offered == {first: "vaswani2017attention", second: "Attention elsewhere"}


def test_beginnings_are_completed(carrel: Carrel) -> None:
    first, second, third = keep(carrel, ATTENTION, OTHER, NOETHER)
    names = PaperNames(carrel.reading)
    assert {one.id for one in names.suggestions("atten")} == {first, second}
    assert [one.id for one in names.suggestions("endlich")] == [third]
    assert [one.id for one in names.suggestions("1706.03762")] == [first]
    assert names.suggestions("zzz") == []
