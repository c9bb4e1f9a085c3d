"""Searches in Chinese, Japanese and Korean, of LaTeX, and of what a person wrote on pages."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.domain.query import LibraryQuery
from carrel.storage import annotation_rows, annotation_words, listing, notes, papers, passages, search
from carrel.storage.database import Connection, Database
from storage_values import NOW, add_file, add_paper, annotations_are_indexed, document

TITLE = "大语言模型中的注意力机制: BERT模型研究"


def found(connection: Connection, text: str) -> list[int]:
    return sorted(listing.ids(connection, LibraryQuery(text=text)))


def annotate(connection: Connection, paper: int, text: str, *tags: str, key: str = "k", quote: str = "ice") -> int:
    anchor = Anchor(4, (Rectangle(4, 1, 2, 3, 4),), quote, "", "")
    made = Annotation(
        paper, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor, text=text, tags=tags, created=NOW, edited=NOW, key=key
    )
    return annotation_rows.add(connection, made)


@pytest.mark.parametrize(
    "text",
    [
        "注意力",
        "意力",
        "力",
        "大语言模型",
        "模型 注意力",
        "bert",
        "bert模型",
        "模型研究 bert",
        "title:语言",
        '"注意力机制"',
    ],
)
def test_chinese_is_found_by_any_part_of_it(database: Database, text: str) -> None:
    with database.write() as connection:
        one = add_paper(connection, TITLE)
        add_paper(connection, "力意注: 另一篇论文")
        assert one in found(connection, text)
        assert one not in found(connection, f"-{text.replace(' ', ' -')}")


@pytest.mark.parametrize("text", ["意注", "注力", "机制研究", "语模", '"bert 研究"'])
def test_characters_in_another_order_are_other_words(database: Database, text: str) -> None:
    with database.write() as connection:
        add_paper(connection, TITLE)
        assert found(connection, text) == []


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("ニューラルネットワークの学習", "ネットワーク"),
        ("ニューラルネットワークの学習", "学習"),
        ("深層学習による画像認識とRNN", "画像認識"),
        ("언어모델을 위한 주의집중", "언어모델"),
        ("언어모델을 위한 주의집중", "집중"),
        ("언어모델을 위한", "언어모델을"),
    ],
)
def test_japanese_and_korean_are_found_by_parts_of_their_words(database: Database, title: str, text: str) -> None:
    with database.write() as connection:
        assert found(connection, text) == []
        one = add_paper(connection, title)
        assert found(connection, text) == [one]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("注意力机制の한국어aé", min_size=1, max_size=12), st.data())
def test_any_stretch_between_spaces_finds_its_title(database: Database, title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(title) - 1))
    end = data.draw(st.integers(start + 1, len(title)))
    inside = [place for place in (start, end) if 0 < place < len(title)]
    if any(title[place - 1] in "aé" and title[place] in "aé" for place in inside):
        return  # in the middle of a word that is written with spaces
    with database.write() as connection:
        one = add_paper(connection, title)
        assert one in found(connection, f'"{title[start:end]}"')
        papers.trash(connection, [one], NOW)


def test_notes_passages_and_annotations_are_searched_so_too(database: Database) -> None:
    with database.write() as connection:
        noted, read, marked = (add_paper(connection, title) for title in ("One", "Two", "Three"))
        notes.save(connection, noted, "与稀疏注意力比较", NOW)
        passages.save(connection, add_file(connection, read).id, document("我们使用稀疏注意力。", "Other words."))
        number = annotate(connection, marked, "稀疏注意力!")
        assert found(connection, "稀疏注意") == [noted, read, marked]
        assert found(connection, "note:稀疏注意") == [noted]
        [hit] = passages.hits(connection, read, "稀疏 注意力", 3)
        assert [hit.text[start:end] for start, end in hit.matches] == ["稀疏", "注意力"]
        annotation_rows.forget(connection, number)
        passages.save(connection, add_file(connection, read, "b.pdf", 2).id, document("新"))
        assert found(connection, "稀疏注意") == [noted, read]
        assert annotations_are_indexed(connection)


def test_a_sentence_without_spaces_finds_papers_with_some_of_its_words(database: Database) -> None:
    with database.write() as connection:
        best = add_paper(connection, "大语言模型的压缩")
        other = add_paper(connection, "语言的起源")
        add_paper(connection, "冰")
        assert search.holding_some(connection, search.words("如何压缩大语言模型")) == [best, other]


@pytest.mark.parametrize(
    "text", ["naive", "naïve", r"na\'ive", "cal", "O(n)", r"\mathcal{O}", "alpha", r"$\alpha$", "title:bounds"]
)
def test_latex_is_no_word_of_a_title(database: Database, text: str) -> None:
    with database.write() as connection:
        one = add_paper(connection, r"Na\"ive bounds in $\mathcal{O}(n)$ for $\alpha$-maps, cal")
        assert found(connection, text) == [one]
        assert found(connection, "mathcal") == []


def test_what_was_written_on_pages_is_found_with_what_else_the_paper_says(database: Database) -> None:
    with database.write() as connection:
        one, other = add_paper(connection, "Melting ice"), add_paper(connection, "Melting snow")
        passages.save(connection, add_file(connection, one).id, document("Gradients vanish."))
        number = annotate(connection, one, "compare with Halley", "to-read")
        annotate(connection, other, "nonsense", key="k2")
        assert found(connection, "halley") == [one]
        assert found(connection, "hall") == [one]
        assert found(connection, "melting halley") == [one]
        assert found(connection, "halley gradients") == [one]
        assert found(connection, "melting halley gradients to-read") == [one]
        assert found(connection, "halley nonsense") == []
        assert found(connection, "melting -halley") == [other]
        assert found(connection, "note:halley") == []
        annotation_rows.delete(connection, [number], NOW)
        assert found(connection, "halley") == []
        assert found(connection, "melting -halley") == [one, other]
        annotation_rows.restore(connection, [number])
        assert found(connection, "halley") == [one]


def test_an_annotation_says_why_a_paper_was_found(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        annotate(connection, one, "compare with Halley and Wegener")
        gone = annotate(connection, one, "Halley once more", key="k2")
        annotation_rows.delete(connection, [gone], NOW)
        [hit] = annotation_words.hits(connection, one, "wegener halley", 3)
        assert (hit.page, hit.passage, hit.section) == (4, -1, "Your annotation")
        assert [hit.text[start:end] for start, end in hit.matches] == ["Halley", "Wegener"]
        assert annotation_words.hits(connection, one, "ice", 3) == [], "its quote is a passage of the paper"
        assert annotation_words.hits(connection, one, "is:read", 3) == []


def test_a_library_of_before_is_indexed_anew_where_it_must_be(database: Database) -> None:
    """Its indexes are made as they were made once: of texts as they stand in the rows."""
    with database.write() as connection:
        kept = add_paper(connection, TITLE)
        passages.save(connection, add_file(connection, kept).id, document("我们使用稀疏注意力。", "Other words."))
        passages.save(connection, add_file(connection, kept, "b.pdf", 2).id, document("冰雪"))
        plain = add_paper(connection, "Plain words")
        annotate(connection, plain, "见附录")
        old = {
            "paper_words": "INSERT INTO paper_words (rowid, title) SELECT id, title FROM papers",
            "text_words": (
                "INSERT INTO text_words (rowid, text) SELECT 1, group_concat(text, char(10)) FROM (SELECT text FROM passages"
                " ORDER BY file_id, position)"
            ),
        }
        connection.execute("DELETE FROM paper_words")
        connection.execute("INSERT INTO text_words (text_words) VALUES ('delete-all')")
        for statement in old.values():
            connection.execute(statement)
        connection.execute("DROP TABLE annotation_words")
        connection.execute(
            "CREATE VIRTUAL TABLE annotation_words USING fts5 (quote, text, tags, content = 'annotations',"
            " content_rowid = 'id', prefix = '2 3', tokenize = \"unicode61 remove_diacritics 2\")"
        )
        connection.execute(
            "INSERT INTO annotation_words (rowid, quote, text, tags) SELECT id, quote, text, tags FROM annotations"
        )
        connection.execute("PRAGMA user_version = 10")
        assert found(connection, "意力") == []
    database.close()
    opened = Database(database.path)
    with opened.write() as connection:
        assert found(connection, "意力") == [kept]
        assert found(connection, "稀疏 雪") == [kept]
        assert found(connection, "plain 附录") == [plain]
        assert annotations_are_indexed(connection)
        connection.execute("INSERT INTO text_words (text_words) VALUES ('integrity-check')")
        passages.save(connection, 1, document("新"))
        assert found(connection, "稀疏") == []
        assert found(connection, "雪") == [kept]
    opened.close()
