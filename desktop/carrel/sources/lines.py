"""Connections: with the system's certificates and proxies, and such as can be cut when they take too long."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connectionpool import HTTPConnectionPool


class Lines(HTTPAdapter):
    """Where a session's connections come from. One of them is in use at a time, and can be cut from another thread."""

    def __init__(self) -> None:
        self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._used: socket.socket | None = None
        self.was_cut = False
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Give the pool its certificates."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)
        self._watch(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Give the proxy's pool the same."""
        manager = super().proxy_manager_for(proxy, **kwargs, ssl_context=self._context)
        self._watch(manager)
        return manager

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Cut the connection that is in use when this takes longer. A time limit for reading alone begins anew with each byte."""
        self.was_cut = False
        timer = threading.Timer(seconds, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def cut(self) -> None:
        """Cut the connection that is in use; what waits for it fails at once."""
        self.was_cut = True
        if self._used is not None:
            with suppress(OSError):
                # Past any TLS, which would wait for the other side to agree.
                socket.socket.shutdown(self._used, socket.SHUT_RDWR)

    def _watch(self, manager: PoolManager) -> None:
        if all(issubclass(kind, _Watched) for kind in manager.pool_classes_by_scheme.values()):
            return
        lines = self

        def watched(kind: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
            class Connection(kind.ConnectionCls):  # type: ignore[name-defined, misc]
                def getresponse(self) -> Any:
                    lines._used = self.sock
                    return super().getresponse()

            return type(kind.__name__, (_Watched, kind), {"ConnectionCls": Connection})

        kinds = manager.pool_classes_by_scheme
        manager.pool_classes_by_scheme = {scheme: watched(kind) for scheme, kind in kinds.items()}


class _Watched:
    """Marks a pool whose connections are known to `Lines`."""


def session(lines: Lines) -> requests.Session:
    """A session on these lines. It takes no cookies, and sends no passwords that lie about in a ``.netrc``."""
    made = requests.Session()
    made.mount("https://", lines)
    made.mount("http://", lines)
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.auth = lambda request: request
    return made
