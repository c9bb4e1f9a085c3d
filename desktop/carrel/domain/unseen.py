"""Characters that print nothing: programs read them, people do not, and whole sentences can be written in them."""

from __future__ import annotations

import re

# Tags (a shadow of ASCII), variation selectors beyond those of emoji, which can each carry a byte.
_CARRYING = "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
# Zero widths, joiners and invisible operators, and marks that turn the direction of what follows.
_EMPTY = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001d173-\U0001d17a"
_UNSEEN = re.compile(f"[{_CARRYING}{_EMPTY}]")
# Persian, Hindi and their neighbours spell with joiners, emoji are joined by them.
_JOINING = re.compile(
    "(?<=[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc])[\u200c\u200d](?=[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc])"
)
_MESSAGE = re.compile(f"[{_CARRYING}]|[\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]{{8,}}")
_KEPT = {"\u200c": "\ue0f8", "\u200d": "\ue0f9"}


def without_unseen(text: str) -> str:
    """`text` without the characters that print nothing; joiners stay between letters that are spelt with them."""
    if text.isascii() or not _UNSEEN.search(text):
        return text
    text = _JOINING.sub(lambda match: _KEPT[match.group()], text)
    text = _UNSEEN.sub("", text)
    for joiner, stand_in in _KEPT.items():
        text = text.replace(stand_in, joiner)
    return text


def written_unseen(text: str) -> int:
    """How many characters of `text` can only be there for a program: tags, and long runs of those without width."""
    return 0 if text.isascii() else sum(len(match) for match in _MESSAGE.findall(text))
