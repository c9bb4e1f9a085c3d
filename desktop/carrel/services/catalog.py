"""The models that Carrel offers: those that come with it, and those that can be downloaded."""

from __future__ import annotations

import tomllib
from functools import cached_property

from carrel.domain.models import CatalogEntry
from carrel.paths import bundled


class Catalog:
    """The catalogue that comes with Carrel, read when first asked for. Entries without a repository are included."""

    def entries(self) -> tuple[CatalogEntry, ...]:
        """All of them, the smallest first."""
        return self._entries

    def find(self, key: str) -> CatalogEntry | None:
        """The entry with this key or file name, None where there is none."""
        return next((one for one in self._entries if key in (one.key, one.file)), None)

    @cached_property
    def _entries(self) -> tuple[CatalogEntry, ...]:
        models = tomllib.loads(bundled("models/catalog.toml").read_text(encoding="utf-8"))
        return tuple(CatalogEntry(key=key, **fields) for key, fields in models.items())
