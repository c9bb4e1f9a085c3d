"""Of several questions about one paper the last one's answer counts, in whichever order the answers come."""

from __future__ import annotations

from collections.abc import Iterable


class AnswersInOrder:
    """Numbers the questions of a list's model, each about some papers."""

    def __init__(self) -> None:
        self._questions = 0
        self._latest: dict[int, int] = {}

    def ask(self, papers: Iterable[int]) -> int:
        """Note a question about these papers, and return its number."""
        self._questions += 1
        self._latest.update(dict.fromkeys(papers, self._questions))
        return self._questions

    def awaits(self, paper: int) -> bool:
        """Whether the last question about a paper is still to be answered."""
        return paper in self._latest

    def answered(self, question: int, papers: Iterable[int]) -> set[int]:
        """Those of a question's papers for which its answer counts: nothing was asked about them since."""
        counting = {paper for paper in papers if self._latest.get(paper) == question}
        for paper in counting:
            del self._latest[paper]
        return counting

    def forget(self) -> None:
        """Let no answer count that is still to come."""
        self._latest.clear()
