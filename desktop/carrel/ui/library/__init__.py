"""The library: what is kept, found by facets and words, read as digests, organised by keys."""

from carrel.ui.library.page import LibraryPage

__all__ = ["LibraryPage"]
