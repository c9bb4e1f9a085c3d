"""What the groups of the Settings page are called, in its order, so that they can be led to before the page is made."""

from __future__ import annotations

GROUP_TITLES = (
    "Appearance",
    "Keyboard",
    "News",
    "For you",
    "Digests",
    "Topics",
    "Network",
    "Sending the day",
    "Library",
)
