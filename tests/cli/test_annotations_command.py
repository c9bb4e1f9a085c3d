"""Annotations and notes on the command line."""

from __future__ import annotations

from pathlib import Path

from annotated_papers import SENTENCES, print_sentences
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.paths import Paths
from carrel.services.open import open_library
from cli.carrel_run import Command


def annotate(home: Path, paper_id: int, text: str = "Which night?") -> None:
    opened = open_library(Paths(home))
    [file] = opened.reading.files(paper_id)
    passage = next(one for one in opened.reading.document(file.id).passages if one.text == SENTENCES[3])
    anchor = Anchor(0, passage.rectangles, passage.text)
    opened.annotations.add(
        Annotation(
            paper_id,
            AnnotationKind.UNDERLINE,
            Colour.BLUE,
            anchor,
            text=text,
            tags=("wind",),
            file_id=file.id,
        )
    )
    opened.close()


def test_annotations_are_listed_exported_and_imported(
    carrel_command: Command, library_home: Path, tmp_path: Path
) -> None:
    path = print_sentences(tmp_path / "glaciers.pdf")
    [paper] = carrel_command("add", path, "--json").data
    number = paper["paper"]["id"]
    assert carrel_command("annotations", "list", str(number)).out == "This paper has no annotations.\n"
    annotate(library_home, number)
    listed = carrel_command("annotations", "list", str(number))
    assert listed.out.startswith("   p.1  blue    underline  “Nobody had expected")
    assert listed.out.endswith("Which night?  [wind]\n")
    [one] = carrel_command("annotations", "list", str(number), "--json").data
    assert (one["kind"], one["colour"], one["anchor"]["quote"]) == ("underline", "blue", SENTENCES[3])
    copy = tmp_path / "copy.pdf"
    told = carrel_command("annotations", "export", str(number), "--pdf", copy, "--author", "Ada")
    assert (told.status, told.out) == (0, f"Wrote {copy} with 1 annotation.\n")
    assert carrel_command("annotations", "export", str(number), "--pdf", copy, "--json").data["annotations"] == 1
    again = carrel_command("annotations", "import", str(number))
    assert again.out == "The PDF holds no annotations that are not in the library already.\n"
    [other] = carrel_command("add", copy, "--json").data
    taken = carrel_command("annotations", "import", str(other["paper"]["id"]))
    assert (taken.status, taken.out) == (0, "Took 1 annotation from the PDF.\n")


def test_what_is_marked_does_not_steer_the_terminal(
    carrel_command: Command, library_home: Path, tmp_path: Path
) -> None:
    [paper] = carrel_command("add", print_sentences(tmp_path / "glaciers.pdf"), "--json").data
    number, said = paper["paper"]["id"], "\x1b]0;renamed\x07 \x9b31m red \u202eback"
    annotate(library_home, number, said)
    listed = carrel_command("annotations", "list", str(number))
    assert listed.out.endswith("\ufffd]0;renamed\ufffd \ufffd31m red \ufffdback  [wind]\n")
    listed = carrel_command("annotations", "list", str(number), "--json")
    assert listed.data[0]["text"] == said
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(listed.out)


def test_what_cannot_be_is_told(carrel_command: Command, tmp_path: Path) -> None:
    gone = carrel_command("annotations", "list", "7")
    assert (gone.status, gone.out) == (1, "")
    assert "There is no paper 7 in the library." in gone.err
    assert "Name papers, or give --all." in carrel_command("notes", "export", "--folder", tmp_path).err
    both = carrel_command("notes", "export", "1", "--all", "--folder", tmp_path)
    assert both.status == 1


def test_notes_are_written_and_left_alone_where_nothing_changed(
    carrel_command: Command, library_home: Path, tmp_path: Path
) -> None:
    [paper] = carrel_command("add", print_sentences(tmp_path / "glaciers.pdf"), "--json").data
    folder = tmp_path / "vault"
    nothing = carrel_command("notes", "export", "--all", "--folder", folder)
    assert nothing.out == "No paper has a note or annotations.\n"
    annotate(library_home, paper["paper"]["id"])
    told = carrel_command("notes", "export", "--all", "--folder", folder, "--json").data
    [path] = told["written"]
    assert "^carrel-" in Path(path).read_text(encoding="utf-8")
    assert carrel_command("notes", "export", "--all", "--folder", folder).out == "1 unchanged\n"
    logseq = carrel_command(
        "notes", "export", str(paper["paper"]["id"]), "--folder", tmp_path / "graph", "--style", "logseq", "--evidence"
    )
    assert logseq.out.startswith("Wrote ")


def test_a_file_that_is_not_written_is_told(carrel_command: Command, library_home: Path, tmp_path: Path) -> None:
    [paper] = carrel_command("add", print_sentences(tmp_path / "glaciers.pdf"), "--json").data
    folder = tmp_path / "vault"
    carrel_command("notes", "export", str(paper["paper"]["id"]), "--folder", folder)
    [path] = folder.glob("*.md")
    path.chmod(0o444)
    annotate(library_home, paper["paper"]["id"])
    told = carrel_command("notes", "export", "--all", "--folder", folder)
    assert told.status == 1
    assert "is read-only, so it was left as it is." in told.err
    assert "No paper" not in told.out
