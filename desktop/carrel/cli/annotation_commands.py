"""What the command line understands of annotations and notes, and does with them."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from pathlib import Path

import shtab

from carrel.cli.actions import Commands, actions
from carrel.cli.find import PAPER, find_paper
from carrel.cli.output import Output
from carrel.domain.annotation import Annotation, AnnotationKind, PlaceState
from carrel.domain.errors import InputError
from carrel.services.carrel import Carrel

_WIDTH = 72


def add(commands: Commands) -> None:
    """Add the commands to a parser's."""
    action = actions(commands, "annotations", "List a paper's annotations, and write and read annotated PDFs.")
    action("list", "List a paper's annotations.").add_argument("paper", metavar="PAPER", help=PAPER)
    export = action("export", "Write a copy of a paper's PDF with its annotations.")
    export.add_argument("paper", metavar="PAPER", help=PAPER)
    pdf = export.add_argument("--pdf", required=True, metavar="FILE", help="where the copy goes, in place of one there")
    pdf.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads this attribute
    export.add_argument("--author", default="", metavar="NAME", help="who is named as their author")
    export.add_argument("--password", default="", help="opens an encrypted PDF")
    taken = action("import", "Take the annotations that a paper's PDF holds into the library.")
    taken.add_argument("paper", metavar="PAPER", help=PAPER)
    taken.add_argument("--password", default="", help="opens an encrypted PDF")

    action = actions(commands, "notes", "Write notes and annotations to Markdown files.")
    notes = action("export", "Write papers' notes and annotations to a folder, or update them there.")
    notes.add_argument("papers", nargs="*", metavar="PAPER", help=PAPER)
    notes.add_argument("--all", action="store_true", help="all papers that have a note or annotations")
    folder = notes.add_argument("--folder", required=True, metavar="DIR", help="where the files are")
    folder.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # as above
    notes.add_argument("--style", choices=("obsidian", "logseq"), default="obsidian", help="default: obsidian")
    notes.add_argument("--evidence", action="store_true", help="the digest's statements with their passages, too")


def annotate(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with annotations."""
    return _ACTIONS[given.action](carrel, given)


def write_notes(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Write notes to Markdown files."""
    if bool(given.papers) == given.all:
        raise InputError("Which notes?", "Name papers, or give --all.")
    ids = carrel.notes_export.papers() if given.all else [find_paper(carrel, one).id for one in given.papers]
    done = carrel.notes_export.export(ids, Path(given.folder), style=given.style, evidence=given.evidence)
    same = f"{len(done.unchanged)} unchanged" if done.unchanged else ""
    lines = [*(f"Wrote {path}" for path in done.written), *filter(None, [same])]
    problems = [str(one) for one in done.problems]
    data = {
        "written": [str(path) for path in done.written],
        "unchanged": [str(path) for path in done.unchanged],
        "problems": problems,
    }
    nothing = "" if problems else "No paper has a note or annotations."
    return Output(data, "\n".join(lines) or nothing, problems)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    found = carrel.annotations.of_paper(find_paper(carrel, given.paper).id)
    return Output(found, "\n".join(map(_line, found)) or "This paper has no annotations.")


def _export(carrel: Carrel, given: argparse.Namespace) -> Output:
    paper = find_paper(carrel, given.paper)
    target = Path(given.pdf)
    count = carrel.annotation_files.export_pdf(paper.id, target, author=given.author, password=given.password)
    return Output({"file": str(target), "annotations": count}, f"Wrote {target} with {_count(count)}.")


def _import(carrel: Carrel, given: argparse.Namespace) -> Output:
    paper = find_paper(carrel, given.paper)
    file = carrel.reading.readable_file(paper.id)
    if file is None:
        raise InputError("There is no PDF of this paper that can be read.", "Get its PDF first.")
    changes = carrel.annotation_files.import_from(file.id, password=given.password)
    new = [one for one in carrel.annotations.of_paper(paper.id) if one.id in changes.annotations]
    told = "The PDF holds no annotations that are not in the library already."
    return Output(new, f"Took {_count(len(new))} from the PDF." if new else told)


def _line(one: Annotation) -> str:
    said = textwrap.shorten(" ".join(one.anchor.quote.split()), _WIDTH, placeholder=" …")
    words = [f"“{said}”"] if said and one.kind is not AnnotationKind.NOTE else []
    words += [textwrap.shorten(" ".join(one.text.split()), _WIDTH, placeholder=" …")] if one.text else []
    words += [f"[{', '.join(one.tags)}]"] if one.tags else []
    states = {place.state for place in one.places}
    words += ["(lost in a version)"] if PlaceState.LOST in states else []
    words += ["(moved in a version)"] if PlaceState.MOVED in states else []
    return f"{f'p.{one.anchor.page + 1}':>6}  {one.colour.value:<6}  {one.kind.value:<9}  {'  '.join(words)}".rstrip()


def _count(count: int) -> str:
    return "1 annotation" if count == 1 else f"{count} annotations"


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {
    "list": _list,
    "export": _export,
    "import": _import,
}
