"""What is recognised in what people drop and paste."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from carrel.ui.paper_drag import dragged_papers, papers_mime
from carrel.ui.shell.adding import inputs_of


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2310.06825", ["2310.06825"]),
        ("https://arxiv.org/pdf/2310.06825v2", ["https://arxiv.org/pdf/2310.06825v2"]),
        ("see 2310.06825 and\ncs/0005057", ["2310.06825", "cs/0005057"]),
        ("nothing of use", []),
        ("https://example.org/paper.pdf", []),
        ("", []),
    ],
)
def test_identifiers_are_found_in_text(words: str, found: list[str]) -> None:
    assert inputs_of(text(words)) == found


def test_a_copied_path_with_spaces_is_one_file(tmp_path: Path) -> None:
    paper = tmp_path / "a paper.pdf"
    paper.write_bytes(b"%PDF-1.7")
    assert inputs_of(text(str(paper))) == [str(paper)]


def test_of_dropped_files_only_pdfs_and_folders_are_taken(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl.fromLocalFile("/x.txt"), QUrl("https://example.org/")])
    assert inputs_of(data) == [str(tmp_path)]


def test_dragged_papers_arrive_as_they_left_and_nothing_else_does() -> None:
    assert dragged_papers(papers_mime([3, 1, 2])) == [3, 1, 2]
    assert dragged_papers(text("[1]")) == []
    data = QMimeData()
    data.setData("application/x-carrel-papers", b'["a", 2]')
    assert dragged_papers(data) == [2]
