"""The version of the way in which sentences are chosen, apart from that way: who asks for it needs no numbers."""

from __future__ import annotations

SELECTOR = "extractive-2"
"""Kept with every digest that is made so; another one means that papers' sentences are chosen otherwise now."""
