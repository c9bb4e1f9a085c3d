"""Which part of a prompt the model has already computed.

The same tokens computed in batches cut elsewhere give slightly different numbers, enough to change a word. So a prompt is
always cut at the same places: at the end of what it shares with others (its paper), and every `BATCH` tokens from the
beginning and from there. A prefix is reused up to such a cut alone, and an answer never depends on what was asked before.
"""

from __future__ import annotations

from collections.abc import Sequence

BATCH = 512


def cuts(shared: int, total: int) -> list[int]:
    """Where the batches of a prompt of `total` tokens end, of which the first `shared` occur in other prompts."""
    first = [*range(BATCH, shared, BATCH), shared] if shared else []
    return [*first, *range(shared + BATCH, total, BATCH), total]


class ComputedPrefix:
    """What a context holds of the last prompt."""

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._cuts: list[int] = []

    def reusable(self, tokens: Sequence[int], ends: Sequence[int]) -> int:
        """How many of `tokens` need not be computed again. The last token always is: its scores are needed."""
        best = 0
        for end in sorted(set(ends) & set(self._cuts)):
            if end >= len(tokens) or self._tokens[best:end] != list(tokens[best:end]):
                break
            best = end
        return best

    def keep(self, count: int) -> None:
        """Forget all but the first `count` tokens, which must be a cut or 0."""
        del self._tokens[count:]
        self._cuts = [end for end in self._cuts if end <= count]

    def add(self, tokens: Sequence[int]) -> None:
        """Note a batch that was computed after what is held."""
        self._tokens.extend(tokens)
        self._cuts.append(len(self._tokens))
