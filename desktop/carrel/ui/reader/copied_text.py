"""Text as it leaves a PDF: words that a line's end cut in two are whole again, and lines run on."""

from __future__ import annotations

import re
import unicodedata

# PDFium marks a hyphen at a line's end as U+FFFE, older versions as U+0002.
_MARKED = re.compile("[\ufffe\x02]\\s*")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010]\r?\n(?=[a-zß-ÿ])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def running_text(text: str) -> str:
    """One paragraph out of printed lines: hyphens at line ends joined, single spaces, NFC, no control characters."""
    text = _HYPHEN.sub("", _MARKED.sub("", text))
    return unicodedata.normalize("NFC", " ".join(_CONTROL.sub("", text).split()))


def repaired(text: str, page_text: str) -> str:
    """Undo the swapped bytes of a QPdfSelection whose first character is U+FFFE (Qt takes it for a byte order mark).

    `page_text` is the page's whole text, which tells swapped text from text that is really so.
    """
    if not text or text in page_text:
        return text
    swapped = text.encode("utf-16-le", "surrogatepass").decode("utf-16-be", "replace")
    return swapped if swapped in page_text else text
