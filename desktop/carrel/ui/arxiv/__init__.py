"""What arXiv finds: a page of results at a time, to read, keep, fetch and digest."""

from carrel.ui.arxiv.page import ArxivPage

__all__ = ["ArxivPage"]
