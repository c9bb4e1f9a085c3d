"""Places in texts as Qt counts them."""

from __future__ import annotations


def in_qt(text: str, offset: int) -> int:
    """An offset in Python's characters as one in Qt's, which are UTF-16."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def from_qt(text: str, offset: int) -> int:
    """An offset as Qt counts as one in Python's characters."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * offset].decode("utf-16-le", "surrogatepass"))
