"""Places in texts as Qt counts them."""

from __future__ import annotations


def in_qt(text: str, offset: int) -> int:
    """An offset in Python's characters as one in Qt's, which are UTF-16."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
