"""How sentences about papers begin: "The authors show that …" says nothing of the matter."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:in (?:this|the) (?:paper|work|article|study),? )?"
    r"(?:(?:the|these|this|our|their|its) (?:\w+ )?(?:authors?|results?|experiments?|papers?|findings?|works?|stud(?:y|ies)|article|analysis|evaluation)"
    r"|we|they|it) (?:also |further |then )?(?:shows?|showed|reports?|reported|finds?|found|suggests?|suggested|proposes?|proposed|presents?|presented|"
    r"introduces?|introduced|concludes?|concluded|demonstrates?|demonstrated|indicates?|describes?|described|argues?|argued|"
    r"explores?|explored|reveals?|discuss(?:es)?|discussed|provides?|states?|notes?|highlights?|is about|aims? to|observes?|observed) (?:that )?",
    re.IGNORECASE,
)


def without_framing(text: str) -> str:
    """`text` without such a beginning; as it is where nothing else is in it."""
    bare = _LEAD.sub("", text)
    return bare if any(character.isalnum() for character in bare) else text
