"""Certificates of the system, and proxies."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from carrel.domain.errors import NetworkError
from carrel.domain.request import Request
from carrel.sources.http import HttpClient
from carrel.sources.policy import HttpPolicy
from desk import Desk
from loopback import Loopback, Reply, loopback, server_of

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_proxy_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Callable[[Callable[[str, dict[str, str]], Reply]], Loopback]]:
    """Start a loopback server that speaks TLS with that certificate."""
    started = []

    def start(answer: Callable[[str, dict[str, str]], Reply]) -> Loopback:
        server = server_of(answer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started.append((server, thread))
        return server.state

    yield start
    for server, thread in started:
        server.shutdown()
        server.server_close()
        thread.join()


def client_for_localhost(tmp_path: Path, ledger: list[Request]) -> HttpClient:
    policy = HttpPolicy(
        state=tmp_path / "last", hosts=frozenset({"localhost"}), plain_hosts=frozenset({"127.0.0.1"}), pause=0.0
    )
    return HttpClient(policy, record=ledger.append, offline=lambda: False, contact=lambda: "")


def ask(client: HttpClient, url: str) -> bytes:
    try:
        with client.get(url, purpose="Test") as answer:
            return answer.body(1_000)
    finally:
        client.close()


def test_a_certificate_that_the_system_trusts_is_trusted(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, secure: Callable[..., Loopback]
) -> None:
    server = secure(lambda _path, _headers: Reply(b"hello"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ask(client_for_localhost(tmp_path, []), f"https://localhost:{server.port}/") == b"hello"


def test_a_certificate_that_nobody_trusts_is_refused_in_words(tmp_path: Path, secure: Callable[..., Loopback]) -> None:
    server = secure(lambda _path, _headers: Reply(b"hello"))
    ledger: list[Request] = []
    with pytest.raises(NetworkError, match="certificate is not trusted"):
        ask(client_for_localhost(tmp_path, ledger), f"https://localhost:{server.port}/")
    assert server.asked == []
    assert ledger[0].outcome == "arXiv's certificate is not trusted on this computer."


def test_a_redirect_from_https_to_http_is_not_followed(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, secure: Callable[..., Loopback]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    ledger: list[Request] = []
    with loopback(lambda _path, _headers: Reply(b"plain")) as plain:
        server = secure(lambda _path, _headers: Reply(status=302, headers={"Location": plain.base}))
        with pytest.raises(NetworkError, match="without encryption") as told:
            ask(client_for_localhost(tmp_path, ledger), f"https://localhost:{server.port}/")
        assert plain.asked == []
    assert not told.value.retry
    assert [request.status for request in ledger] == [302, 0]


def test_a_secure_answer_that_drips_is_cut_off_in_time(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, secure: Callable[..., Loopback]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = secure(lambda _path, _headers: Reply(b"x" * 1_000, drip=0.05))
    policy = HttpPolicy(state=tmp_path / "last", hosts=frozenset({"localhost"}), pause=0.0, patience=0.5)
    client = HttpClient(policy, record=lambda _request: None, offline=lambda: False, contact=lambda: "")
    with pytest.raises(NetworkError, match="too long"):
        ask(client, f"https://localhost:{server.port}/")
    server.closing.set()


def test_requests_go_through_the_proxy_that_is_set(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        loopback(lambda _path, _headers: Reply(b"straight")) as server,
        loopback(lambda _path, _headers: Reply(b"by proxy")) as proxy,
    ):
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        monkeypatch.setenv("http_proxy", proxy.base)
        with desk.client.get(f"{server.base}/x", purpose="Test") as answer:
            assert answer.body(100) == b"by proxy"
        assert [path for path, _ in proxy.asked] == [f"{server.base}/x"]
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with desk.client.get(server.base, purpose="Test") as answer:
            assert answer.body(100) == b"straight"
    assert [(request.host, request.status) for request in desk.ledger] == [("127.0.0.1", 200)] * 2


def test_arxiv_is_asked_through_the_proxy_and_a_proxy_that_fails_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with loopback(lambda _path, _headers: Reply()) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        monkeypatch.setenv("https_proxy", proxy.base)
        with (
            pytest.raises(NetworkError, match="The proxy does not answer") as told,
            desk.client.get("https://export.arxiv.org/pdf/2401.00001", purpose="Test"),
        ):
            pytest.fail("there is no answer")
        assert [path for path, _ in proxy.asked] == ["export.arxiv.org:443"]
    assert told.value.retry
    assert [(r.host, r.outcome) for r in desk.ledger] == [("export.arxiv.org", "The proxy does not answer.")]


def test_a_proxy_that_is_not_there_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback(lambda _path, _headers: Reply()) as proxy:
        gone = proxy.base
    monkeypatch.setenv("https_proxy", gone)
    with (
        pytest.raises(NetworkError, match="The proxy does not answer"),
        desk.client.get("https://export.arxiv.org/pdf/2401.00001", purpose="Test"),
    ):
        pytest.fail("there is no answer")
