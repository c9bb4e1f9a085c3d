from __future__ import annotations

from carrel.interchange.text import write
from day_pages import PAPER, hostile_page, page, told


def test_no_line_is_longer_than_a_terminal_unless_a_word_is() -> None:
    text = write(page(told(), told(digested=False)))
    assert all(len(line) <= 76 or " " not in line.strip() for line in text.splitlines())


def test_the_page_reads_from_top_to_bottom() -> None:
    lines = write(page(told(), told(digested=False))).splitlines()
    assert lines[:5] == ["Friday 12 September 2025", "2 papers, 1 for you", "", "For you, 1 paper", "----------------"]
    first = lines.index(PAPER.title)
    assert lines[first + 1].startswith("Ada Lovelace, ")
    assert "https://arxiv.org/abs/2509.09001v1" in lines[first:]
    assert "- Introduces approximate nearest neighbour attention. ✓" in lines
    assert lines.index("New, 2 papers, 1 of them above") > first
    assert PAPER.abstract in " ".join(lines)


def test_no_title_can_move_a_terminals_cursor() -> None:
    text = write(hostile_page())
    assert not {char for char in text if ord(char) < 32} - {"\n"}
    assert "\x7f" not in text


def test_a_day_without_papers_says_why() -> None:
    assert write(page(note="arXiv announced nothing: Thanksgiving.")).splitlines()[:4] == [
        "Friday 12 September 2025",
        "No papers",
        "",
        "arXiv announced nothing: Thanksgiving.",
    ]
