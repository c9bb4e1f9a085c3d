"""Pages of a day for tests, calm and hostile ones."""

from __future__ import annotations

from dataclasses import replace

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.feed import AnnounceType, Card, NewsLane
from carrel.domain.paper import Paper, PaperRow, PaperVersion, ReadingState
from carrel.interchange.day import DayPage, Entry, Lane
from carrel.interchange.wording import entry

DAY = "2025-09-12"
COLOURS = dict.fromkeys(
    "canvas surface line text text-2 text-3 accent supported partly partly-soft not-found not-found-soft".split(),
    "#123456",
)
HOSTILE = (
    "<script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(2)>",
    "[free](https://evil.example) ![x](https://evil.example/y.png) <https://evil.example>",
    "# Heading *bold* _soft_ `code` ~~gone~~ ==marked== %%hidden%% $x$ ^block [[note]] #tag {{template}}",
    "&lt;b&gt; &#60;i&#62; \\[x](y) \\",
    "1. one - two | three\n\n> four\n---\n\tfive\r\n    six",
    "]]> --> </title></style> \x00\x1b[31m\x07 \u202egpj.exe \ud800",
    "www.evil.example https://evil.example/ mailto:a@evil.example",
    "',\"><a href='javascript:alert(3)'>x</a>",
)

PAPER = Paper(
    title="Fast attention mechanisms: a tale of parallelism",
    authors=("Ada Lovelace", "B. Author", "C. Author", "D. Author", "E. Author", "F. Author", "G. Author"),
    abstract="Transformers can simulate parallel computation. We ask what it costs.",
    arxiv_id="2509.09001",
    version=1,
    categories=("cs.LG", "cs.CC"),
    updated="2025-09-10T08:00:00Z",
    links=("https://github.com/example/anna", "javascript:alert(1)"),
    source="arxiv",
    id=1,
)
STATEMENTS = (
    Statement(Field.KEY_POINTS, "Introduces approximate nearest neighbour attention.", Status.SUPPORTED, (0,)),
    Statement(Field.KEY_POINTS, "It covers most methods.", Status.PARTLY, (0,), 'The paper says "a class", not most.'),
    Statement(Field.SUMMARY, "Constant depth is enough.", Status.SUPPORTED, (1,)),
    Statement(Field.SUMMARY, "It runs 3.2 times faster.", Status.NOT_FOUND, (), "", ("3.2",)),
    Statement(Field.RESULTS, "Only in the whole digest.", Status.SUPPORTED, (1,)),
)


def card(kind: AnnounceType | None = AnnounceType.NEW, *, version: int = 1, withdrawn: bool = False) -> Card:
    row = PaperRow(
        id=1,
        title=PAPER.title,
        authors=PAPER.authors,
        year=2025,
        arxiv_id=PAPER.arxiv_id,
        categories=PAPER.categories,
        reading=ReadingState.UNREAD,
        starred=False,
        tags=(),
        topics=(),
        added="2025-09-12T06:00:00Z",
        supported=0,
        partly=0,
        not_found=0,
        has_digest=False,
        has_pdf=False,
        has_note=False,
        has_code=False,
    )
    reasons = ("attention is among your words",) if kind is AnnounceType.NEW else ()
    return Card(row, kind, DAY, version, False, False, withdrawn, (), False, "", reasons)


def digest(*statements: Statement, engine: str = "llama.cpp", created: str = "2025-09-12T06:14:00Z") -> Digest:
    coverage = Coverage(1, 1, 100, 100)
    origin = Provenance(engine, created, 18.0, "f" * 64, coverage, "p1", "SmolLM2 135M Instruct", "s.gguf", "0", "Q4_0")
    return Digest(statements or STATEMENTS, (), origin)


def told(paper: Paper = PAPER, *, digested: bool = True, kind: AnnounceType = AnnounceType.NEW) -> Entry:
    return entry(card(kind), paper, digest() if digested else None, None)


def numbered(number: int, **changes: object) -> Entry:
    """A paper of its own, known by its number."""
    return told(replace(PAPER, arxiv_id=f"2509.{number:05}", **changes), digested=False)  # type: ignore[arg-type]


def page(*entries: Entry, note: str = "", day: str = DAY) -> DayPage:
    """A page whose first paper is for the person and whose others are new."""
    lanes = (
        Lane(NewsLane.FOR_YOU, len(entries[:1]), entries[:1]),
        Lane(NewsLane.NEW, len(entries), entries[1:]),
        Lane(NewsLane.CROSS, 0, ()),
        Lane(NewsLane.REPLACED, 0, ()),
    )
    return DayPage(day, len(entries), lanes, note)


def hostile_page() -> DayPage:
    """Every text of a paper is hostile, in turn."""
    entries = []
    for number, words in enumerate(HOSTILE):
        paper = replace(
            PAPER,
            title=words,
            authors=(words, words),
            abstract=words,
            arxiv_id=f"2509.{number:05}",
            categories=(words,),
            comment=words,
            links=(f"https://evil.example/{words}", words),
        )
        said = digest(
            Statement(Field.KEY_POINTS, words, Status.PARTLY, (), words),
            Statement(Field.SUMMARY, words, Status.SUPPORTED),
        )
        before = PaperVersion(1, words + words, words, words)
        one = replace(card(AnnounceType.REPLACE, version=2, withdrawn=True), reasons=(words,))
        entries += [entry(one, paper, said if number % 2 else None, before)]
    return page(*entries, note=HOSTILE[0])
