"""Small PDFs made for tests: lines of text put at known places, or a file's bytes written by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH, HEIGHT = 612, 792
WORDS = "the method reads every page of a paper and keeps each sentence with the place where it is printed".split()


@dataclass
class Paper:
    """A PDF being written. Distances are points from the page's top-left corner, text stands on its baseline."""

    path: Path
    size: tuple[float, float] = (WIDTH, HEIGHT)
    canvas: Canvas = field(init=False)

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=self.size, invariant=1)

    def line(self, text: str, left: float, top: float, *, size: float = 10, font: str = "Times-Roman") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, self.size[1] - top, text)

    def lines(
        self, texts: Iterable[str], left: float, top: float, *, size: float = 10, font: str = "Times-Roman"
    ) -> float:
        """Lines at a pitch of 1.2; returns where the next one would stand."""
        for text in texts:
            self.line(text, left, top, size=size, font=font)
            top += 1.2 * size
        return top

    def heading(self, text: str, left: float, top: float) -> None:
        self.line(text, left, top, size=12, font="Times-Bold")

    def next_page(self) -> None:
        self.canvas.showPage()

    def save(self) -> Path:
        self.canvas.save()
        return self.path


def prose(sentences: int, width: int, start: str = "Sentence") -> list[str]:
    """Lines of numbered sentences, broken at `width` characters."""
    text = " ".join(f"{start} {number} says that {' '.join(WORDS)}." for number in range(sentences))
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def by_hand(content: bytes, *, page: bytes = b"", pages: int = 1) -> bytes:
    """A PDF with the same content stream on every page; `page` are more entries of the page dictionaries."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    objects += [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> %s >>"
        % page
    ] * pages
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
