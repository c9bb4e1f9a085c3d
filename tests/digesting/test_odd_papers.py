"""Papers that are unlike others: each gets a digest, or the reason is plain, within the limits of the documents' child."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from carrel.digesting.compose import compose
from carrel.digesting.language import language_of, leaves_language
from carrel.digesting.source import Source
from carrel.domain.digest import NO_OPTIONS, Digest, DigestOptions, Field, Status
from carrel.domain.errors import CarrelError
from carrel.domain.paper import Paper as PaperRecord
from carrel.domain.passage import SectionKind
from carrel.inference.starter import starter_model
from carrel.paths import bundled
from carrel.worker.documents import MEMORY_BYTES, SECONDS, DocumentsWorker
from digesting.injected_papers import SECTIONS
from paper_printing import Paper, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

GERMAN = (
    "Wir stellen ein Verfahren vor, das Störche auf Luftbildern zählt.",
    "Das Netz besteht aus zwölf Schichten und braucht keine Angaben zu einzelnen Vögeln.",
    "Die Ergebnisse zeigen, dass der Fehler um 32 % kleiner ist als bei früheren Verfahren.",
    "Die Zählung von Hand ist langsam, und zwei Beobachter kommen selten zum selben Ergebnis.",
    "Wir haben das Netz mit 1200 Bildern von drei Orten trainiert und geprüft.",
    "Unsere Arbeit legt nahe, dass alte Aufnahmen für die Erforschung des Vogelzugs genutzt werden können.",
)
CHINESE = (
    "我们提出了一种在航拍照片中统计白鹳数量的方法。",
    "该网络由十二层组成，不需要单只鸟的标注。",
    "结果表明，与以前的方法相比，误差降低了32%。",
    "人工计数速度很慢，两名观察者的结果往往不同。",
    "我们用三个地点的1200张照片对网络进行了训练和测试。",
    "我们的研究表明，旧照片可以用于研究鸟类迁徙。",
)
RUSSIAN = (
    "Мы предлагаем метод подсчёта аистов на аэрофотоснимках.",
    "Сеть состоит из двенадцати слоёв и не требует разметки отдельных птиц.",
    "Результаты показывают, что ошибка уменьшилась на 32 % по сравнению с прежними методами.",
    "Подсчёт вручную идёт медленно, и два наблюдателя редко получают одно и то же число.",
    "Мы обучили и проверили сеть на 1200 снимках из трёх мест.",
    "Наша работа показывает, что старые снимки можно использовать для изучения перелётов.",
)


@pytest.fixture(scope="module")
def worker() -> Iterator[DocumentsWorker]:
    documents = DocumentsWorker()
    yield documents
    documents.close()


def _digest(worker: DocumentsWorker, path: Path) -> Digest:
    """The extractive digest of a file, every field filled and checked, made in the child and within its limits."""
    document, digest = worker.read(path)
    assert document.passages
    assert digest is not None
    assert worker.pid is not None
    assert psutil.Process(worker.pid).memory_info().rss < MEMORY_BYTES / 4
    assert digest.provenance.seconds < SECONDS
    assert all(digest.of(field) for field in Field)
    texts = {passage.text for passage in document.passages}
    assert all(statement.text in texts for statement in digest.statements)
    assert all(statement.status is Status.SUPPORTED for statement in digest.statements)
    return digest


def _print(path: Path, lines: list[str], *, pages: int = 1, font: str = "Times-Roman", headings: bool = False) -> Path:
    paper = Paper(path)
    for page in range(pages):
        if not page:
            paper.line("A Paper Unlike Others", 180, 60, size=18)
        top = 100.0
        if headings:
            paper.heading(f"{page + 1} Part {page + 1}", 72, top)
            top += 24
        paper.lines(lines[page::pages] if pages > 1 and len(lines) > 50 * pages else lines, 72, top, font=font)
        paper.next_page()
    return paper.save()


@pytest.mark.parametrize(
    ("language", "sentences", "font"),
    [("de", GERMAN, "Times-Roman"), ("zh", CHINESE, "STSong-Light"), ("ru", RUSSIAN, "Inter")],
)
def test_a_paper_in_another_language_is_digested_in_its_own_words(
    tmp_path: Path, worker: DocumentsWorker, language: str, sentences: tuple[str, ...], font: str
) -> None:
    if font == "STSong-Light":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    elif font == "Inter":
        pdfmetrics.registerFont(TTFont(font, str(bundled("resources/fonts/Inter-Regular.ttf"))))
    digest = _digest(worker, _print(tmp_path / "paper.pdf", list(sentences), font=font))
    assert language_of(" ".join(statement.text for statement in digest.statements)) == language
    assert len({statement.text for statement in digest.statements}) >= 4


def test_one_page_and_one_sentence_are_enough(tmp_path: Path, worker: DocumentsWorker) -> None:
    digest = _digest(worker, _print(tmp_path / "short.pdf", ["We count storks in aerial photographs by a network."]))
    assert {statement.text for statement in digest.statements} <= {
        "We count storks in aerial photographs by a network.",
        "A Paper Unlike Others",
    }


def test_three_hundred_pages_are_read_whole(tmp_path: Path, worker: DocumentsWorker) -> None:
    paper = Paper(tmp_path / "long.pdf")
    for page in range(300):
        if page % 30 == 0:
            paper.line(f"Chapter {page // 30 + 1}", 72, 60, size=18, font="Times-Bold")
        paper.lines(prose(24, 90, f"Page {page} number"), 72, 100)
        paper.next_page()
    digest = _digest(worker, paper.save())
    assert digest.provenance.coverage.tokens_read == digest.provenance.coverage.tokens > 100_000


def test_two_megabytes_of_text_are_read(tmp_path: Path, worker: DocumentsWorker) -> None:
    words = [
        f"{first}{second}"
        for first in "stork flock count model layer image field wind".split()
        for second in ("", "s", "ing", "er")
    ]
    lines: list[str] = []
    size = 0
    while size < 2_000_000:
        line = (
            " ".join(
                words[(len(lines) * step + len(lines) // 7 * (step % 5)) % len(words)] for step in range(1, 15)
            ).capitalize()
            + "."
        )
        lines.append(line)
        size += len(line)
    digest = _digest(worker, _print(tmp_path / "large.pdf", lines, pages=len(lines) // 55))
    assert digest.provenance.coverage.tokens > 250_000


def test_a_paper_of_nothing_but_mathematics_has_a_digest(tmp_path: Path, worker: DocumentsWorker) -> None:
    lines = [f"(a{n} + b{n})^2 = a{n}^2 + 2 a{n} b{n} + b{n}^2 ({n})" for n in range(40)]
    document, digest = worker.read(_print(tmp_path / "mathematics.pdf", lines))
    assert document.passages
    assert digest is not None
    assert all(digest.of(field) for field in Field)


def test_slides_have_a_digest(tmp_path: Path, worker: DocumentsWorker) -> None:
    paper = Paper(tmp_path / "slides.pdf", size=(720, 405))
    for number, (heading, text) in enumerate(SECTIONS.items()):
        paper.line(heading, 40, 50, size=28, font="Helvetica-Bold")
        for at, sentence in enumerate(text.replace(". ", ".|").split("|")):
            paper.line(f"• {sentence[:80]}", 50, 110 + 40 * at, size=14, font="Helvetica")
        paper.line(str(number + 1), 690, 395, size=8)
        paper.next_page()
    document, digest = worker.read(paper.save())
    assert digest is not None
    assert all(digest.of(field) for field in Field)
    assert document.pages == len(SECTIONS)


def test_a_thesis_with_a_table_of_contents_is_digested_from_its_chapters(
    tmp_path: Path, worker: DocumentsWorker
) -> None:
    paper = Paper(tmp_path / "thesis.pdf")
    paper.line("On the Counting of Storks", 150, 200, size=22)
    paper.next_page()
    paper.line("Contents", 72, 80, size=16, font="Times-Bold")
    for at, (heading, _) in enumerate(SECTIONS.items()):
        paper.line(f"{heading} {'. ' * 80}{at * 10 + 3}", 72, 120 + 14 * at)
    paper.next_page()
    for heading, text in SECTIONS.items():
        paper.line(heading, 72, 80, size=16, font="Times-Bold")
        top = 110.0
        for sentence in text.replace(". ", ".|").split("|"):
            top = paper.lines([sentence], 72, top)
        paper.lines(prose(6, 90, heading), 72, top + 12)
        paper.next_page()
    digest = _digest(worker, paper.save())
    assert not any(". . ." in statement.text for statement in digest.statements)


def test_full_stops_alone_are_no_passages(tmp_path: Path, worker: DocumentsWorker) -> None:
    lines = ["Contents of this book are these.", f"Storks {'. ' * 60}7", "• • • • •", "The end of the list is here."]
    document, _ = worker.read(_print(tmp_path / "dots.pdf", lines))
    assert all(any(map(str.isalnum, passage.text)) for passage in document.passages)
    assert [passage.position for passage in document.passages] == list(range(len(document.passages)))


def test_a_scanned_paper_has_no_digest_and_no_text(tmp_path: Path, worker: DocumentsWorker) -> None:
    from PIL import Image  # noqa: PLC0415  # only here, and only as reportlab's own dependency

    picture = tmp_path / "page.png"
    Image.new("L", (60, 80), 200).save(picture)
    paper = Paper(tmp_path / "scan.pdf")
    for _ in range(3):
        paper.canvas.drawImage(str(picture), 0, 0, 612, 792)
        paper.next_page()
    document, digest = worker.read(paper.save())
    assert document.pages == 3
    assert document.passages == ()
    assert digest is None


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    path = starter_model()
    if path is None:
        pytest.skip("the starter model is not installed")
    llama = pytest.importorskip("carrel.inference.llama")
    loaded = llama.LlamaEngine(path, context=2048, gpu_layers=0)
    yield loaded
    loaded.close()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(("language", "sentences"), [("de", GERMAN), ("zh", CHINESE)])
def test_what_a_model_writes_of_a_paper_is_in_the_papers_language_or_the_papers_own(
    engine: Any, language: str, sentences: tuple[str, ...]
) -> None:
    source = Source.of(PaperRecord(title="Storks", abstract=" ".join(sentences)), None)
    digest = compose(source, engine, None, NO_OPTIONS, lambda _: None)
    assert all(digest.of(field) for field in Field)
    for statement in digest.statements:
        assert not leaves_language(statement.text, language)
        assert statement.text in sentences or statement.field not in digest.fallbacks


@pytest.mark.model
@pytest.mark.slow
def test_a_digest_in_another_language_shows_translations_or_the_original(engine: Any) -> None:
    source = Source.of(PaperRecord(title="StorkNet", abstract=SECTIONS["Abstract"]), None)
    digest = compose(source, engine, None, DigestOptions(language="de"), lambda _: None)
    assert all(digest.of(field) for field in Field)
    assert digest.provenance.language == "de"
    assert all(not leaves_language(statement.translation, "de") for statement in digest.statements)
    assert all(statement.text and not leaves_language(statement.text, "en") for statement in digest.statements)


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize(
    "folder",
    ["non_english", "scanned_no_text", "slides_not_papers", "very_long", "rtl_rotated_ocr", "encrypted"],
)
def test_every_odd_paper_has_a_digest_or_a_reason(corpus: Path, worker: DocumentsWorker, folder: str) -> None:
    files = sorted((corpus / "papers" / folder).glob("*.pdf"))
    reasons: list[CarrelError] = []
    assert files
    for path in files:
        try:
            document, digest = worker.read(path)
        except CarrelError as reason:
            reasons.append(reason)
            continue
        assert (digest is None) == (not document.passages), path
        if digest is not None:
            assert all(digest.of(field) for field in Field), path
            assert digest.provenance.seconds < SECONDS
        kinds = {section.position: section.kind for section in document.sections}
        abstract = [p for p in document.passages if kinds[p.section] is SectionKind.ABSTRACT]
        assert len(abstract) <= 150, path
    assert all(reason.message for reason in reasons)
    assert len(reasons) == (len(files) if folder == "encrypted" else 0)
