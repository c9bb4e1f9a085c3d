from __future__ import annotations

from pathlib import Path

import pytest

from carrel.domain.errors import Cancelled, NetworkError, StorageError
from carrel.sources.download import download_pdf
from desk import Desk
from loopback import Reply, loopback

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 1000


def ranged(path: str, headers: dict[str, str]) -> Reply:
    """Answer as a server that knows ranges."""
    del path
    start = int(headers.get("Range", "bytes=0-")[6:-1])
    if not start:
        return Reply(PDF)
    return Reply(PDF[start:], status=206, headers={"Content-Range": f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"})


def test_a_pdf_is_written_whole_and_no_part_is_left(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "files" / "2401.00001v1.pdf"
    seen: list[tuple[int, int]] = []
    with loopback(ranged) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF", progress=lambda *step: seen.append(step))
    assert target.read_bytes() == PDF
    assert list(target.parent.iterdir()) == [target]
    assert seen[-1] == (len(PDF), len(PDF))


def test_a_download_that_broke_off_goes_on_where_it_stopped(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    with (
        loopback(lambda _path, _headers: Reply(PDF, cut=100_000)) as server,
        pytest.raises(NetworkError, match="broke off"),
    ):
        download_pdf(desk.client, server.base, target, purpose="PDF")
    part = tmp_path / "paper.pdf.part"
    size = part.stat().st_size
    assert 0 < size <= 100_000
    assert not target.exists()
    with loopback(ranged) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert server.asked[0][1]["Range"] == f"bytes={size}-"
    assert target.read_bytes() == PDF


def test_a_server_without_ranges_is_read_from_the_start(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    (tmp_path / "paper.pdf.part").write_bytes(b"%PDF-old")
    with loopback(lambda _path, _headers: Reply(PDF)) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert target.read_bytes() == PDF


def test_a_part_that_is_whole_already_is_fetched_anew_where_the_server_refuses_its_range(
    desk: Desk, tmp_path: Path
) -> None:
    target = tmp_path / "paper.pdf"
    (tmp_path / "paper.pdf.part").write_bytes(PDF)

    def answer(_path: str, headers: dict[str, str]) -> Reply:
        return Reply(status=416) if "Range" in headers else Reply(PDF)

    with loopback(answer) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert target.read_bytes() == PDF


def test_a_web_page_is_never_kept(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    page = Reply(b"<!DOCTYPE html><html>Prove that you are human</html>")
    with loopback(lambda _path, _headers: page) as server, pytest.raises(NetworkError, match="web page"):
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert list(tmp_path.glob("paper*")) == []


def test_an_empty_answer_is_never_kept(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    with loopback(lambda _path, _headers: Reply(b"")) as server, pytest.raises(NetworkError, match="empty"):
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert list(tmp_path.glob("paper*")) == []


def test_a_stopped_download_keeps_its_part(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    steps = iter([False, True, True, True, True, True, True])
    with loopback(ranged) as server, pytest.raises(Cancelled):
        download_pdf(desk.client, server.base, target, purpose="PDF", cancelled=lambda: next(steps))
    assert (tmp_path / "paper.pdf.part").stat().st_size > 0


def test_a_folder_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands where the folder should be")
    with loopback(ranged) as server, pytest.raises(StorageError, match="could not be written"):
        download_pdf(desk.client, server.base, tmp_path / "files" / "paper.pdf", purpose="PDF")
