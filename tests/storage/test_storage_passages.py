from __future__ import annotations

import pytest

from carrel.domain.paper import FileState
from carrel.domain.passage import Rectangle
from carrel.domain.query import LibraryQuery
from carrel.storage import files, listing, passages
from carrel.storage.database import Database
from storage_values import add_file, add_paper, document


def test_what_was_read_comes_back_with_its_places_on_the_page(database: Database) -> None:
    read = document("Größe matters.", "It does.")
    with database.write() as connection:
        file = add_file(connection, add_paper(connection))
        passages.save(connection, file.id, read)
        assert passages.of_file(connection, file.id) == read.passages
        assert passages.sections(connection, file.id) == read.sections
        assert files.page_sizes(connection, file.id) == read.page_sizes
        kept = files.get(connection, file.id)
    assert kept is not None
    assert (kept.state, kept.pages, kept.hidden_characters) == (FileState.READY, 2, 3)
    assert kept.text_sha256 == read.text_sha256
    assert read.passages[0].rectangles == (Rectangle(0, 72.5, 100.25, 300.0, 112.0),)


def test_reading_a_file_again_replaces_its_passages_and_their_words(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        file = add_file(connection, one)
        passages.save(connection, file.id, document("Gradients vanish.", "Weights explode."))
        passages.save(connection, file.id, document("Kernels win."))
        assert [passage.text for passage in passages.of_file(connection, file.id)] == ["Kernels win."]
        assert list(listing.ids(connection, LibraryQuery(text="kernels"))) == [one]
        assert list(listing.ids(connection, LibraryQuery(text="gradients"))) == []


def test_words_of_all_files_of_a_paper_are_searched(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        passages.save(connection, add_file(connection, one, "a.pdf", 1).id, document("Gradients vanish."))
        passages.save(connection, add_file(connection, one, "b.pdf", 2).id, document("Weights explode."))
        assert list(listing.ids(connection, LibraryQuery(text="gradients weights"))) == [one]
        assert [file.name for file in files.of_paper(connection, one)] == ["a.pdf", "b.pdf"]


def test_a_scanned_file_has_no_text(database: Database) -> None:
    with database.write() as connection:
        file = add_file(connection, add_paper(connection))
        passages.save(connection, file.id, document())
        kept = files.get(connection, file.id)
        with pytest.raises(KeyError):
            passages.save(connection, 99, document())
    assert kept is not None
    assert kept.state is FileState.NO_TEXT


def test_the_state_of_a_file_says_why(database: Database) -> None:
    with database.write() as connection:
        file = add_file(connection, add_paper(connection))
        assert file.state is FileState.CHECKING
        files.set_state(connection, file.id, FileState.LOCKED, "It needs a password.")
        kept = files.by_sha256(connection, file.sha256)
        assert files.by_sha256(connection, "0" * 64) is None
    assert kept is not None
    assert (kept.state, kept.problem) == (FileState.LOCKED, "It needs a password.")


def test_hits_mark_the_words_and_put_passages_with_most_of_them_first(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        file = add_file(connection, one)
        text = "Über-fitting of naïve Bayes: naive indeed."
        passages.save(connection, file.id, document("Nothing.", "A naive thought.", text))
        best, second = passages.hits(connection, one, "NAÏVE bay", 5)
        (hyphenated,) = passages.hits(connection, one, "uber-fit", 5)
        assert passages.hits(connection, one, "absent", 5) == []
        assert passages.hits(connection, one, " - ", 5) == []
        assert len(passages.hits(connection, one, "naive", 1)) == 1
    assert best.passage == 2
    assert best.section == "Introduction"
    assert [text[start:end] for start, end in best.matches] == ["naïve", "Bayes", "naive"]
    assert second.passage == 1
    assert [text[start:end] for start, end in hyphenated.matches] == ["Über-fitting"]
