"""Model files from a hub on loopback that cuts, lies and redirects."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import pytest

from carrel.domain.errors import Cancelled, CarrelError, InputError, NetworkError, Offline, StorageError
from carrel.domain.models import CatalogEntry
from carrel.domain.request import Request
from carrel.sources.http import HttpClient
from carrel.sources.hub import MARGIN, Fetched, fetch_model
from carrel.sources.parts import alone, discard, note_of, noted, part_of
from carrel.sources.policy import HUB, HttpPolicy, ModelHub
from carrel.sources.refusals import Gated, KeptOut
from carrel.sources.resuming import Errand
from hub_server import BODY, FILE, PLAIN, HubServer, entry_of, hub_server, sha256_of
from loopback import Reply

CUT = 700_000


class Usage(NamedTuple):
    """A disk's bytes."""

    total: int
    used: int
    free: int


@dataclass(slots=True)
class Fetching:
    """Fetches the one model of a hub to a folder."""

    folder: Path
    server: HubServer
    ledger: list[Request] = field(default_factory=list)
    offline: bool = False
    seen: list[tuple[int, int]] = field(default_factory=list)
    checked: list[tuple[int, int]] = field(default_factory=list)

    @property
    def target(self) -> Path:
        return self.folder / FILE

    @property
    def there(self) -> list[str]:
        """What lies in the folder, but for the lock."""
        return sorted(path.name for path in self.folder.iterdir() if path.suffix != ".lock")

    def fetch(
        self,
        entry: CatalogEntry | None = None,
        *,
        cancelled: Callable[[], bool] = lambda: False,
        hub: ModelHub | None = None,
    ) -> Fetched:
        hub = hub or self.server.address
        state = self.folder.parent / "state"
        client = HttpClient(
            hub.policy(state), record=self.ledger.append, offline=lambda: self.offline, contact=lambda: ""
        )

        def progress(*step: int) -> None:
            self.seen.append((step[0], step[1]))

        errand = Errand("Model Small 1B Instruct", "you", progress, cancelled)
        try:
            return fetch_model(
                client, hub, entry or entry_of(), self.target, errand, lambda *step: self.checked.append(step)
            )
        finally:
            client.close()


@contextmanager
def fetching(folder: Path, **how: object) -> Iterator[Fetching]:
    (folder / "models").mkdir(exist_ok=True)
    with hub_server(**how) as server:
        yield Fetching(folder / "models", server)


def cut(headers: dict[str, str], reply: Reply) -> Reply:
    del headers
    return replace(reply, cut=CUT)


def begin(one: Fetching, entry: CatalogEntry | None = None) -> int:
    """Begin a download that breaks off in its middle; returns how much of it is there."""
    one.server.at_files = cut
    with pytest.raises(NetworkError, match="broke off"):
        one.fetch(entry)
    one.server.at_files = lambda _headers, reply: reply
    size = part_of(one.target).stat().st_size
    assert 0 < size <= CUT
    assert not one.target.exists()
    return size


def test_a_model_comes_over_a_redirect_and_is_checked_before_it_has_its_name(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        fetched = one.fetch()
    assert fetched == Fetched(len(BODY), sha256_of(BODY), "checksum")
    assert one.target.read_bytes() == BODY
    assert one.seen[-1] == one.checked[-1] == (len(BODY), len(BODY))
    assert not part_of(one.target).exists()


def test_the_ledger_names_each_step_and_no_signature(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        one.fetch()
    assert [(r.host, r.path, r.status) for r in one.ledger] == [
        ("127.0.0.1", f"/maker/Small-GGUF/resolve/0123abc/{FILE}", 302),
        ("localhost", f"/xet/{FILE}", 200),
    ]
    assert {(r.purpose, r.who) for r in one.ledger} == {("Model Small 1B Instruct", "you")}
    assert one.ledger[1].bytes == len(BODY)


def test_neither_a_name_nor_a_password_nor_a_cookie_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("default login someone password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    def with_cookie(_headers: dict[str, str], reply: Reply) -> Reply:
        return replace(reply, headers=reply.headers | {"Set-Cookie": "who=you; Path=/"})

    with fetching(tmp_path, at_hub=with_cookie) as one:
        begin(one)
        one.fetch()
        asked = [*one.server.hub.asked, *one.server.files.asked]
    assert len(asked) == 4
    for _, headers in asked:
        assert not {"Authorization", "Cookie", "From", "Referer"} & set(headers)
        assert "@" not in headers["User-Agent"]


def test_a_download_that_broke_off_asks_the_hub_anew_and_goes_on(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        size = begin(one)
        assert one.fetch().verified == "checksum"
        assert one.server.ranges == ["", f"bytes={size}-"]
        assert len(one.server.hub.asked) == 2
    assert one.target.read_bytes() == BODY
    assert one.checked[-1] == (len(BODY), len(BODY))


def test_another_host_with_another_etag_goes_on_where_the_hash_is_the_same(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        begin(one)
        one.server.at_files = lambda _headers, reply: replace(reply, headers=reply.headers | {"ETag": '"other"'})
        one.fetch()
        assert "If-Range" not in one.server.files.asked[1][1]
        assert one.server.files.asked[1][1]["Range"]
    assert one.target.read_bytes() == BODY


def test_without_a_hash_a_download_goes_on_only_with_the_file_it_began(tmp_path: Path) -> None:
    entry = entry_of(known=False, hashed=False)
    other = b"GGUF" + bytes(1_500_000)
    with fetching(tmp_path, linked=False) as one:
        begin(one, entry)
        one.server.body = other
        fetched = one.fetch(entry)
        assert one.server.files.asked[1][1]["If-Range"] == f'"{sha256_of(BODY)[:16]}"'
    assert fetched == Fetched(len(other), sha256_of(other), "size")
    assert one.target.read_bytes() == other


def test_a_file_that_is_another_one_now_is_begun_again(tmp_path: Path) -> None:
    entry = entry_of(known=False, hashed=False)
    other = BODY[:-1] + b"x"
    with fetching(tmp_path) as one:
        size = begin(one, entry)
        one.server.body = other
        assert one.fetch(entry).verified == "checksum"
        assert one.server.ranges == ["", f"bytes={size}-", ""]
    assert one.target.read_bytes() == other


def test_a_range_that_is_refused_begins_again(tmp_path: Path) -> None:
    def refuse(headers: dict[str, str], reply: Reply) -> Reply:
        return Reply(status=416) if "Range" in headers else reply

    with fetching(tmp_path) as one:
        begin(one)
        one.server.at_files = refuse
        one.fetch()
        assert one.server.ranges[2:] == [""]
    assert one.target.read_bytes() == BODY


@pytest.mark.parametrize("told", ["bytes 5-{last}/{size}", "bytes {start}-{last}/99999999", "nonsense", ""])
def test_a_range_that_lies_begins_again(tmp_path: Path, told: str) -> None:
    with fetching(tmp_path) as one:
        start = begin(one)

        def lie(headers: dict[str, str], reply: Reply) -> Reply:
            text = told.format(start=start, last=len(BODY) - 1, size=len(BODY))
            return replace(reply, headers={"Content-Range": text}) if "Range" in headers else reply

        one.server.at_files = lie
        one.fetch()
    assert one.target.read_bytes() == BODY


def test_the_hash_of_the_hub_is_enough_and_without_any_the_size_is_said(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        assert one.fetch(entry_of(hashed=False)).verified == "checksum"
    one.target.unlink()
    with fetching(tmp_path, linked=False) as one:
        assert one.fetch(entry_of(hashed=False)).verified == "size"
    one.target.unlink()
    note_of(one.target).unlink()
    with fetching(tmp_path, linked=False) as one:
        one.server.at_files = lambda _headers, reply: replace(reply, sized=False)
        assert one.fetch(entry_of(known=False, hashed=False)).verified == ""


WRONG = b"GGUF" + bytes(len(BODY) - 4)
PAGE = b"<!DOCTYPE html><html><body>Sign in to this network</body></html>"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4000000000\n"


@pytest.mark.parametrize(
    ("sent", "words", "again"),
    [
        (Reply(PAGE), "web page instead of the model", True),
        (Reply(POINTER), "pointer to the model", False),
        (Reply(b"\x80\x04PK" * 1000), "something else than a GGUF", False),
        (Reply(WRONG), "SHA-256", False),
        (Reply(BODY[:1_000_000]), "its size is not", False),
        (Reply(BODY + b"more"), "its size is not", False),
        (Reply(BODY[:1_000_000], sized=False), "instead of", True),
        (Reply(b""), "empty file", True),
    ],
)
def test_what_is_not_the_file_is_thrown_away_and_said(tmp_path: Path, sent: Reply, words: str, again: bool) -> None:
    with fetching(tmp_path, at_files=lambda _headers, _reply: sent) as one, pytest.raises(NetworkError) as told:
        one.fetch()
    assert words in str(told.value)
    assert "Hugging Face" not in str(told.value)  # it is the mirror's doing
    assert told.value.retry is again
    assert one.there == []


def test_a_wrong_file_that_came_in_two_pieces_is_found_out(tmp_path: Path) -> None:
    entry = entry_of(hashed=False)
    with fetching(tmp_path) as one:
        begin(one, entry)
        part_of(one.target).write_bytes(WRONG[: part_of(one.target).stat().st_size])
        with pytest.raises(NetworkError, match="SHA-256"):
            one.fetch(entry)
        assert one.there == []
        assert one.fetch(entry).verified == "checksum"


@pytest.mark.parametrize("header", ["X-Linked-Etag", "X-Linked-Size"])
def test_a_hub_that_has_another_file_is_not_read_to_the_end(tmp_path: Path, header: str) -> None:
    def another(_headers: dict[str, str], reply: Reply) -> Reply:
        return replace(reply, headers=reply.headers | {header: "0" * 64 if header == "X-Linked-Etag" else "12345"})

    with fetching(tmp_path, at_hub=another) as one, pytest.raises(NetworkError, match="another file under this name"):
        one.fetch()
    assert one.there == []


def test_a_length_that_is_a_lie_keeps_the_part_and_goes_on(tmp_path: Path) -> None:
    def short(_headers: dict[str, str], reply: Reply) -> Reply:
        return replace(reply, body=reply.body[:CUT], headers=reply.headers | {"Content-Length": str(len(BODY))})

    with fetching(tmp_path, at_files=short) as one:
        with pytest.raises(NetworkError, match="broke off") as told:
            one.fetch()
        assert told.value.retry
        assert part_of(one.target).stat().st_size <= CUT
        one.server.at_files = lambda _headers, reply: reply
        one.fetch()
    assert one.target.read_bytes() == BODY


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://example.org/model.gguf", r"does not ask example\.org"),
        ("https://hf.co.example.org/model.gguf", r"does not ask hf\.co\.example\.org"),
        ("https://evilhf.co/model.gguf", r"does not ask evilhf\.co"),
        ("http://cdn-lfs.hf.co/model.gguf", r"does not ask cdn-lfs\.hf\.co"),
        ("file:///etc/passwd", "does not ask this address"),
    ],
)
def test_a_redirect_to_elsewhere_or_to_http_is_not_followed(tmp_path: Path, location: str, words: str) -> None:
    def away(_headers: dict[str, str], reply: Reply) -> Reply:
        return replace(reply, headers={"Location": location})

    with fetching(tmp_path, at_hub=away) as one, pytest.raises(NetworkError, match=words) as told:
        one.fetch()
    assert not told.value.retry
    assert one.ledger[-1].outcome == "host not on the list"
    assert one.there == []


def test_redirects_without_end_are_given_up(tmp_path: Path) -> None:
    def again(_headers: dict[str, str], reply: Reply) -> Reply:
        return replace(reply, headers={"Location": f"/maker/Small-GGUF/resolve/0123abc/{FILE}"})

    with fetching(tmp_path, at_hub=again) as one, pytest.raises(NetworkError, match="without end"):
        one.fetch()
    assert len(one.server.hub.asked) == 5
    assert one.there == []


@pytest.mark.parametrize(
    ("status", "kind", "words", "again"),
    [
        (404, NetworkError, "does not have this", False),
        (401, Gated, "only to people with an account", False),
        (403, Gated, "only to people with an account", False),
        (429, KeptOut, "busy", True),
        (503, NetworkError, "busy", True),
        (500, NetworkError, "an error", True),
    ],
)
def test_refusals_are_told_in_words(
    tmp_path: Path, status: int, kind: type[NetworkError], words: str, again: bool
) -> None:
    with fetching(tmp_path, at_hub=lambda _headers, _reply: Reply(b"no", status=status)) as one:
        with pytest.raises(NetworkError, match=words) as told:
            one.fetch()
        assert isinstance(told.value, kind)
        assert told.value.retry is again
        assert [r.outcome for r in one.ledger] == ["refused"]
    assert one.there == []


def test_after_a_429_nothing_is_asked_until_the_wait_is_over(tmp_path: Path) -> None:
    busy = Reply(status=429, headers={"Retry-After": "120"})
    with fetching(tmp_path, at_hub=lambda _headers, _reply: busy) as one:
        for _ in range(2):
            with pytest.raises(KeptOut) as told:
                one.fetch()
            assert 100 < told.value.wait <= 120
        assert len(one.server.hub.asked) == 1


def test_an_address_that_expired_is_asked_for_anew_and_is_no_gate(tmp_path: Path) -> None:
    expired = Reply(b"<Error/>", status=403)
    with fetching(tmp_path, at_files=lambda _headers, _reply: expired) as one:
        with pytest.raises(NetworkError, match="localhost refused the download") as told:
            one.fetch()
        assert told.value.retry
        assert not isinstance(told.value, (Gated, KeptOut))
        one.server.at_files = lambda _headers, reply: reply
        one.fetch()
    assert one.target.read_bytes() == BODY


def test_a_disk_that_is_too_full_is_said_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, 3_100_000_000))
    with fetching(tmp_path) as one:
        with pytest.raises(StorageError, match=r"4\.0 GB are to be downloaded .* has 3\.1 GB left"):
            one.fetch(replace(entry_of(), bytes=4_000_000_000))
        assert one.ledger == []
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, MARGIN + 1000))
        with pytest.raises(StorageError, match="not enough room"):
            one.fetch(entry_of(known=False))  # the hub tells its size
    assert one.there == []


def test_what_came_already_needs_no_room_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fetching(tmp_path) as one:
        size = begin(one)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, MARGIN + len(BODY) - size))
        one.fetch()
    assert one.target.exists()


def test_work_offline_stops_it_before_and_in_its_middle(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        one.offline = True
        with pytest.raises(Offline):
            one.fetch()
        assert one.server.hub.asked == []
        one.offline = False

        def turn_off(_headers: dict[str, str], reply: Reply) -> Reply:
            one.offline = len(one.server.files.asked) == 1
            return reply

        one.server.at_files = turn_off
        with pytest.raises(Offline, match="turned on"):
            one.fetch()
        one.offline = False
        one.fetch()
    assert one.target.read_bytes() == BODY


def test_a_stopped_download_keeps_its_part_and_a_stopped_check_the_whole(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        with pytest.raises(Cancelled):
            one.fetch(cancelled=lambda: len(one.seen) > 3)
        assert part_of(one.target).stat().st_size > 0
        with pytest.raises(Cancelled):
            one.fetch(cancelled=lambda: bool(one.checked))
        assert not one.target.exists()
        asked = len(one.server.files.asked)
        one.fetch()
        assert len(one.server.files.asked) == asked  # all of it was here
    assert one.target.read_bytes() == BODY


@pytest.mark.parametrize("how", ["cancelled", "offline"])
def test_a_download_that_stands_still_is_stopped_at_once(tmp_path: Path, how: str) -> None:
    with fetching(tmp_path) as one:
        size = begin(one)

        def stall(_headers: dict[str, str], reply: Reply) -> Reply:
            one.offline = how == "offline"
            return replace(reply, drip=3600.0)

        one.server.at_files = stall
        with pytest.raises(Offline if how == "offline" else Cancelled):
            one.fetch(cancelled=lambda: how == "cancelled" and len(one.server.files.asked) == 2)
        assert one.ledger[-1].outcome
        assert part_of(one.target).stat().st_size == size


def test_a_file_that_is_here_is_checked_and_another_one_is_not_touched(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        one.target.write_bytes(BODY)
        assert one.fetch().verified == "checksum"
        one.target.write_bytes(WRONG)
        with pytest.raises(InputError, match="has another file named"):
            one.fetch()
        assert one.ledger == []
    assert one.target.read_bytes() == WRONG


def test_a_mirror_sends_on_to_the_hub_and_itself_and_is_named(tmp_path: Path) -> None:
    with fetching(tmp_path) as one, hub_server() as mirror:
        mirror.at_hub = lambda _headers, reply: replace(
            reply, headers={"Location": f"{one.server.base}/maker/Small-GGUF/resolve/0123abc/{FILE}"}
        )
        assert ModelHub(plain_hosts=PLAIN).mirrored(f"{mirror.base}/") == mirror.address
        one.fetch(hub=mirror.address)
        assert len(mirror.hub.asked) == len(one.server.hub.asked) == 1
    assert one.target.read_bytes() == BODY
    policy = ModelHub().mirrored("https://models.example.edu/hf/").policy(tmp_path / "state")
    assert policy.service == "models.example.edu"
    assert policy.allows("https", "models.example.edu")
    assert policy.allows("https", "us.gcp.cdn.hf.co")
    assert not policy.allows("https", "other.example.edu")
    assert not policy.allows("http", "models.example.edu")


@pytest.mark.parametrize(
    "mirror",
    ["mirror", "http://mirror.example.org", "ftp://x", "https://", "https://[", "https://a@b.org", "https://a/?b"],
)
def test_an_address_that_is_no_mirror_is_refused(mirror: str) -> None:
    with pytest.raises(InputError, match="no address that models can be fetched from"):
        ModelHub().mirrored(mirror)


def test_the_hosts_of_the_hub_are_asked_and_such_that_look_like_them_are_not(tmp_path: Path) -> None:
    hub = ModelHub()
    assert (hub.base, hub.name) == (HUB, "Hugging Face")
    assert hub.address("a/b", "main", "c d.gguf") == f"{HUB}/a/b/resolve/main/c%20d.gguf"
    policy = hub.policy(tmp_path / "state")
    assert (policy.service, policy.pause) == ("Hugging Face", 0.0)
    hosts = "huggingface.co cdn-lfs.huggingface.co cdn-lfs-us-1.hf.co cas-bridge.xethub.hf.co us.aws.cdn.hf.co"
    assert all(policy.allows("https", host) for host in hosts.split())
    others = "huggingface.co.example.org nothuggingface.co arxiv.org hf.space example.org"
    assert not any(policy.allows("https", host) for host in others.split())
    assert not policy.allows("http", "huggingface.co")
    assert not HttpPolicy(tmp_path / "other").allows("https", "huggingface.co")


def test_parts_are_found_and_thrown_away_but_not_while_one_is_written(tmp_path: Path) -> None:
    with fetching(tmp_path) as one:
        begin(one)
        (one.folder / "other.gguf.part").write_bytes(b"of a browser")
        assert noted(one.folder) == [one.target]
        with alone(one.folder, lambda: False):
            assert not discard(one.target)
            looks = iter([False, True])
            with pytest.raises(Cancelled):
                one.fetch(cancelled=lambda: next(looks))
        assert discard(one.target)
    assert one.there == ["other.gguf.part"]


KILLED = """
import json, os, sys
from pathlib import Path
from carrel.domain.models import CatalogEntry
from carrel.sources.hub import fetch_model
from carrel.sources.http import HttpClient
from carrel.sources.policy import ModelHub
from carrel.sources.resuming import Errand
folder, left = Path(sys.argv[2]), int(sys.argv[3])
hub = ModelHub(sys.argv[1], frozenset({"127.0.0.1", "localhost"}))
client = HttpClient(hub.policy(folder / "state"), record=lambda _r: None, offline=lambda: False, contact=lambda: "")
entry = CatalogEntry(**json.loads(sys.argv[4]))
def cancelled():
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return False
fetch_model(client, hub, entry, folder / entry.file, Errand("Model", cancelled=cancelled))
"""


def test_a_process_that_is_killed_again_and_again_goes_on_with_ranges(tmp_path: Path) -> None:
    entry = entry_of()
    told = json.dumps({name: getattr(entry, name) for name in CatalogEntry.__slots__})
    with fetching(tmp_path) as one:
        sizes = [0]
        for pieces in (1, 6, 12, 1_000_000):
            command = [sys.executable, "-c", KILLED, one.server.base, str(one.folder), str(pieces), told]
            ended = subprocess.run(command, check=False, capture_output=True, text=True)
            assert ended.returncode in (0, -9), ended.stderr
            sizes.append(part_of(one.target).stat().st_size if part_of(one.target).exists() else 0)
        assert one.target.read_bytes() == BODY
        begun = [size for size in sizes[1:-1] if size]
        assert begun == sorted(begun)
        assert one.server.ranges[-1] == f"bytes={begun[-1]}-"


def test_errors_are_conditions_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    with hub_server() as server:
        gone = Fetching(tmp_path / "models", server)
    with pytest.raises(CarrelError, match="No connection"):
        gone.fetch()
