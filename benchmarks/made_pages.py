"""PDFs made for a run: pages of text, each line of which says where it stands."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

LINES = 56
WIDTH, HEIGHT = 612, 792


def line_text(page: int, line: int) -> str:
    return f"Page {page}, line {line}: statements are checked against the passages they rest on, word by word."


def make_pdf(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for page in range(pages):
        canvas.setFont("Times-Roman", 10)
        for line in range(LINES):
            canvas.drawString(72, 730 - 12 * line, line_text(page, line))
        canvas.showPage()
    canvas.save()
    return path
