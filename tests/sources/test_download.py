from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carrel.domain.errors import Cancelled, NetworkError, StorageError
from carrel.sources.download import download_pdf
from carrel.sources.refusals import KeptOut
from desk import Desk
from loopback import Reply, loopback

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 1000 + b"\n%%EOF\n"


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


def tagged(pdf: bytes, etag: str) -> Callable[[str, dict[str, str]], Reply]:
    """A server that knows ranges, and goes on only with the file that the client began."""

    def answer(_path: str, headers: dict[str, str]) -> Reply:
        start = int(headers.get("Range", "bytes=0-")[6:-1])
        if not start or headers.get("If-Range", etag) != etag:
            return Reply(pdf, headers={"ETag": etag})
        return Reply(
            pdf[start:], status=206, headers={"ETag": etag, "Content-Range": f"bytes {start}-{len(pdf) - 1}/{len(pdf)}"}
        )

    return answer


def begun(desk: Desk, target: Path, headers: dict[str, str] | None = None, cut: int = 100_000) -> int:
    """Begin a download that breaks off; returns how much of it is there."""
    reply = Reply(PDF, headers=headers or {}, cut=cut)
    with loopback(lambda _path, _headers: reply) as server, pytest.raises(NetworkError, match="broke off"):
        download_pdf(desk.client, server.base, target, purpose="PDF")
    return target.with_name(target.name + ".part").stat().st_size


def test_a_download_goes_on_only_with_the_file_it_began(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    begun(desk, target, {"ETag": '"one"'})
    other = b"%PDF-1.7\nanother file\n" + bytes(250_000) + b"%%EOF"
    with loopback(tagged(other, '"two"')) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert server.asked[0][1]["If-Range"] == '"one"'
    assert target.read_bytes() == other
    assert list(tmp_path.glob("paper*")) == [target]


def test_a_download_goes_on_where_the_file_is_the_same(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    size = begun(desk, target, {"ETag": '"one"'})
    with loopback(tagged(PDF, '"one"')) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert server.asked[0][1]["Range"] == f"bytes={size}-"
    assert target.read_bytes() == PDF
    assert desk.ledger[-1].bytes == len(PDF) - size


def test_a_weak_etag_does_not_ask_to_go_on_but_the_time_of_the_change_does(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    changed = "Tue, 14 Jul 2026 04:00:00 GMT"
    begun(desk, target, {"ETag": 'W/"one"', "Last-Modified": changed})
    with loopback(ranged) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert server.asked[0][1]["If-Range"] == changed


@pytest.mark.parametrize(
    "content_range",
    [
        "bytes 5-{last}/{size}",
        "bytes {start}-{last}/999999",
        "bytes {start}-{last}/*",
        "bytes {start}-{middle}/{size}",
        "",
        "nonsense",
    ],
)
def test_an_answer_that_does_not_fit_the_part_starts_it_again(desk: Desk, tmp_path: Path, content_range: str) -> None:
    target = tmp_path / "paper.pdf"
    start = begun(desk, target)

    def answer(_path: str, headers: dict[str, str]) -> Reply:
        if "Range" not in headers:
            return Reply(PDF)
        told = content_range.format(start=start, last=len(PDF) - 1, size=len(PDF), middle=len(PDF) - 100)
        return Reply(PDF[start:], status=206, headers={"Content-Range": told} if told else {})

    with loopback(answer) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert target.read_bytes() == PDF
    assert ["Range" in headers for _, headers in server.asked] == [True, False]


def test_a_part_of_unknown_origin_is_not_continued(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    (tmp_path / "paper.pdf.part").write_bytes(b"%PDF-1.4 something else" * 100)
    with loopback(ranged) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert "Range" not in server.asked[0][1]
    assert target.read_bytes() == PDF


@pytest.mark.parametrize("note", ["", "{", "[]", '{"etag": 5}', '{"total": "many"}', '{"unknown": 1}'])
def test_a_damaged_note_starts_the_download_again(desk: Desk, tmp_path: Path, note: str) -> None:
    target = tmp_path / "paper.pdf"
    begun(desk, target)
    (tmp_path / "paper.pdf.part.json").write_text(note)
    with loopback(ranged) as server:
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert target.read_bytes() == PDF


def test_a_part_that_is_whole_is_put_in_its_place_without_a_request(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    begun(desk, target)
    (tmp_path / "paper.pdf.part").write_bytes(PDF)
    requests = len(desk.ledger)
    download_pdf(desk.client, "https://export.arxiv.org/pdf/2401.00001", target, purpose="PDF")
    assert target.read_bytes() == PDF
    assert len(desk.ledger) == requests


@pytest.mark.parametrize("kind", ["text/html", "application/pdf"])
def test_a_page_that_keeps_programs_out_costs_no_part(desk: Desk, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "paper.pdf"
    size = begun(desk, target)
    page = Reply(b"<!DOCTYPE html><html>Are you a robot? captcha</html>", headers={"Content-Type": kind})
    with loopback(lambda _path, _headers: page) as server, pytest.raises(KeptOut, match="web page"):
        download_pdf(desk.client, server.base, target, purpose="PDF")
    assert (tmp_path / "paper.pdf.part").stat().st_size == size


@pytest.mark.parametrize(
    "body", [b"<html><body>Not yet available</body></html>", b"\x89PNG" + bytes(5000), b" " * 1024 + PDF, b"%PDF"]
)
def test_what_is_no_pdf_is_not_kept_whatever_it_calls_itself(desk: Desk, tmp_path: Path, body: bytes) -> None:
    reply = Reply(body, headers={"Content-Type": "application/pdf"})
    with loopback(lambda _path, _headers: reply) as server, pytest.raises(NetworkError, match="so it was not kept"):
        download_pdf(desk.client, server.base, tmp_path / "paper.pdf", purpose="PDF")
    assert list(tmp_path.glob("paper*")) == []


def test_a_pdf_may_have_something_before_its_beginning(desk: Desk, tmp_path: Path) -> None:
    body = b"\xef\xbb\xbf\n" + PDF
    with loopback(lambda _path, _headers: Reply(body)) as server:
        download_pdf(desk.client, server.base, tmp_path / "paper.pdf", purpose="PDF")
    assert (tmp_path / "paper.pdf").read_bytes() == body


def test_a_pdf_without_its_end_is_refused_where_its_length_was_not_known(desk: Desk, tmp_path: Path) -> None:
    with (
        loopback(lambda _path, _headers: Reply(PDF[:100_000], sized=False)) as server,
        pytest.raises(NetworkError, match="only a part") as told,
    ):
        download_pdf(desk.client, server.base, tmp_path / "paper.pdf", purpose="PDF")
    assert told.value.retry
    assert list(tmp_path.glob("paper*")) == []
    with loopback(lambda _path, _headers: Reply(PDF, sized=False)) as server:
        download_pdf(desk.client, server.base, tmp_path / "paper.pdf", purpose="PDF")
    assert (tmp_path / "paper.pdf").read_bytes() == PDF


def test_a_length_that_is_too_long_is_a_broken_download(desk: Desk, tmp_path: Path) -> None:
    reply = Reply(PDF, headers={"Content-Length": str(len(PDF) + 10)})
    with loopback(lambda _path, _headers: reply) as server, pytest.raises(NetworkError, match="broke off"):
        download_pdf(desk.client, server.base, tmp_path / "paper.pdf", purpose="PDF")
    assert not (tmp_path / "paper.pdf").exists()


def test_a_redirect_to_another_host_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    reply = Reply(status=302, headers={"Location": "https://example.org/paper.pdf"})
    with loopback(lambda _path, _headers: reply) as server, pytest.raises(NetworkError, match=r"example\.org"):
        download_pdf(desk.client, server.base, tmp_path / "paper.pdf", purpose="PDF")
    assert list(tmp_path.glob("paper*")) == []


KILLED = """
import os, sys
from pathlib import Path
from carrel.sources.download import download_pdf
from carrel.sources.http import HttpClient
from carrel.sources.policy import HttpPolicy
folder = Path(sys.argv[2])
policy = HttpPolicy(state=folder / "last", plain_hosts=frozenset({"127.0.0.1"}), pause=0.0)
client = HttpClient(policy, record=lambda _r: None, offline=lambda: False, contact=lambda: "")
left = int(sys.argv[3])
def cancelled():
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return False
download_pdf(client, sys.argv[1], folder / "paper.pdf", purpose="PDF", cancelled=cancelled)
"""


def test_a_download_that_is_killed_again_and_again_is_whole_in_the_end(tmp_path: Path) -> None:
    with loopback(tagged(PDF, '"one"')) as server:
        for pieces in (0, 1, 3, 5, 1_000_000):
            command = [sys.executable, "-c", KILLED, server.base, str(tmp_path), str(pieces)]
            subprocess.run(command, check=False, capture_output=True)
    assert (tmp_path / "paper.pdf").read_bytes() == PDF
    assert sorted(path.name for path in tmp_path.glob("paper*")) == ["paper.pdf"]
    assert any("Range" in headers for _, headers in server.asked)
