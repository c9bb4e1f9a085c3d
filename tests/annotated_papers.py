"""Papers of one page or two, printed in the ways that make finding words hard, with the sentences that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, FloatObject, RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SENTENCES = (
    "We follow glaciers with cheap microphones for eleven years.",
    "Their songs change in the late spring, when water begins to run beneath the ice.",
    "A small network, trained on four valleys alone, tells rain from melting in 93 percent of all hours.",
    "Nobody had expected that the wind would matter less than the temperature of the night before.",
    "All recordings are public, so that others can listen for what we missed.",
    "The microphones were powered by the sun and woke up every third minute.",
    "Foxes ate two of the cables, and one station was lost to an avalanche.",
    "What remains is a picture of a landscape that speaks before it moves.",
)
HEBREW = "בראשית ברא אלהים את השמים ואת הארץ"


def lines_of(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def print_sentences(path: Path, sentences: Sequence[str] = SENTENCES, *, pages: int = 1, width: int = 80) -> Path:
    """Sentences in lines of `width` characters, shared out over `pages` pages."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    share = -(-len(sentences) // pages)
    for page in range(pages):
        text = canvas.beginText(72, 760)
        text.setFont("Times-Roman", 11)
        text.setLeading(13)
        for line in lines_of(" ".join(sentences[page * share : (page + 1) * share]), width):
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return path


def print_columns(path: Path, sentences: Sequence[str] = SENTENCES) -> Path:
    """The sentences in two columns whose lines stand side by side."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    lines = lines_of(" ".join(sentences), 42)
    half = -(-len(lines) // 2)
    for column, left in enumerate((60, 310)):
        for row, line in enumerate(lines[column * half : (column + 1) * half]):
            canvas.drawString(left, 740 - 12 * row, line)
    canvas.save()
    return path


def print_row_by_row(path: Path, over: str, columns: Sequence[Sequence[str]], *, words: bool) -> Path:
    """A line over the whole page, then two columns whose lines, or words, are printed in turns, 14 points a row."""
    canvas = Canvas(str(path), pagesize=(600, 400), invariant=True)
    canvas.setFont("Times-Roman", 10)
    canvas.drawString(60, 360, over)
    for row, pair in enumerate(zip(*columns, strict=True)):
        for start, line in zip((60, 320), pair, strict=True):
            left = float(start)
            for part in line.split() if words else [line]:
                canvas.drawString(left, 320 - 14 * row, part)
                left += canvas.stringWidth(f"{part} ", "Times-Roman", 10)
    canvas.save()
    return path


def print_hyphenated(path: Path) -> tuple[Path, str]:
    """A sentence with words broken at the ends of lines; the sentence as people read it."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Times-Roman", 12)
    for row, line in enumerate(("Before it. Micro-", "phones record the land-", "scape for us. After it.")):
        canvas.drawString(100, 700 - 14 * row, line)
    canvas.save()
    return path, "Microphones record the landscape for us."


def print_ligatures(path: Path, font: Path) -> tuple[Path, str]:
    """A sentence whose ligatures are characters of their own; the sentence in plain letters."""
    pdfmetrics.registerFont(TTFont("Ligatures", str(font)))
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Ligatures", 12)
    canvas.drawString(100, 700, "First. The \ufb01lter of a \ufb02at pro\ufb01le. Last.")
    canvas.save()
    return path, "The filter of a flat profile."


def print_hebrew(path: Path, font: Path) -> Path:
    """A line of Hebrew, set from right to left as programs without bidirectional text set it."""
    pdfmetrics.registerFont(TTFont("Hebrew", str(font)))
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Hebrew", 14)
    canvas.drawRightString(500, 700, HEBREW[::-1])
    canvas.save()
    return path


def turned(path: Path, target: Path, degrees: int, *, crop: tuple[float, float, float, float] | None = None) -> Path:
    """A copy of a PDF whose pages are turned, and cropped to left, bottom, right, top in points."""
    writer = PdfWriter(clone_from=PdfReader(path))
    for page in writer.pages:
        page.rotate(degrees)
        if crop is not None:
            page.cropbox = RectangleObject(crop)
    writer.write(target)
    return target


def numbers(*values: float) -> ArrayObject:
    """An array of numbers, as a PDF holds one."""
    return ArrayObject(FloatObject(one) for one in values)


def locked(path: Path, target: Path, password: str, **options: object) -> Path:
    """An encrypted copy of a PDF."""
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(password, **options)  # type: ignore[arg-type]  # pypdf's own options
    writer.write(target)
    return target
