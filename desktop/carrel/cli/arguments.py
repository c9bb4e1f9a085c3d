"""What the command line understands."""

from __future__ import annotations

import argparse

import shtab

from carrel import __version__
from carrel.cli import (
    annotation_commands,
    duplicate_commands,
    for_you_commands,
    model_arguments,
    news_arguments,
    related_command,
    saved_commands,
    topic_commands,
)
from carrel.cli.numbers import positive
from carrel.domain.query import SearchBy

_SEARCH = (
    'A search is words, "phrases" and begin*; title: author: abstract: note: topic: tag: in:collection cat: arxiv: doi:;'
    " year:2021..2024; added:7d; is:unread|reading|read|starred; has:pdf|code|notes|highlights|hidden;"
    " evidence:supported|partly|notfound|unchecked. NOT before a term leaves out what it finds; so does a minus, behind --."
    " In a shell a search with quotation marks or | stands between single ones."
)


def parser() -> argparse.ArgumentParser:
    """The parser of every command; each command's name is in `command`."""
    top = argparse.ArgumentParser(
        prog="carrel",
        description="A private reading desk. Without a command the window opens.",
        epilog="CARREL_HOME moves the library. Exit codes: 0 done, 1 a condition told on stderr, 2 usage.",
    )
    top.add_argument("--version", action="version", version=f"Carrel {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str, more: str = "") -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text, epilog=more or None)
        one.add_argument("--json", action="store_true", help="print JSON")
        return one

    add = command("add", "Add papers: arXiv identifiers, addresses, DOIs, PDF files or folders of them.")
    inputs = add.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="2310.06825, an address, a DOI, paper.pdf, a folder"
    )
    inputs.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads this attribute
    add.add_argument("--password", default="", help="opens encrypted PDFs")
    add.add_argument("--digest", action="store_true", help="let the model write the digests, too")

    papers = command("list", "List the papers in the library, or those that a search finds.", _SEARCH)
    papers.add_argument(
        "query", nargs="*", metavar="TERM", help="what the papers must be, as in the window's search field"
    )
    papers.add_argument("--state", choices=("unread", "reading", "read"), help="only these")
    papers.add_argument("--starred", action="store_true", help="only starred ones")
    papers.add_argument("--trash", action="store_true", help="what is in Trash")
    papers.add_argument(
        "--sort", choices=("added", "title", "year", "author"), default="added", help="order (default: added)"
    )
    papers.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N (default: 50)")

    show = command("show", "Show a paper with its digest and evidence.")
    show.add_argument("paper", metavar="PAPER", help="its number in the list, or its arXiv identifier")
    show.add_argument("--text", action="store_true", help="print the text that was read, section by section")

    digest = command("digest", "Write papers' digests, where they would not come out the same.")
    digest.add_argument(
        "papers", nargs="*", metavar="PAPER", help="numbers in the list, arXiv identifiers, or PDF files"
    )
    digest.add_argument("--all", action="store_true", help="of the whole library, the newest papers first")
    digest.add_argument("--extractive", action="store_true", help="sentences of the paper alone; no model is used")
    digest.add_argument("--model", metavar="MODEL", help="starter, a file in the models folder, or a GGUF file's path")
    digest.add_argument(
        "--language",
        metavar="CODE",
        help='write in this language, such as de; "" for the paper\'s own (default: as set)',
    )
    digest.add_argument("--again", action="store_true", help="write also what would come out the same")

    search = command(
        "search",
        "Find papers by words in titles, authors, abstracts, notes, digests and full text, and by what those mean, best first.",
        _SEARCH,
    )
    search.add_argument("words", nargs="+", metavar="TERM", help="a word, a phrase, or what the papers must be")
    search.add_argument("--by", choices=list(SearchBy), default=SearchBy.BOTH, help="what finds papers (default: both)")
    search.add_argument("--limit", type=positive, default=20, metavar="N", help="at most N (default: 20)")

    saved_commands.add(commands)
    related_command.add(commands)
    news_arguments.add(commands)
    model_arguments.add(commands)
    topic_commands.add(commands)
    for_you_commands.add(commands)
    duplicate_commands.add(commands)
    annotation_commands.add(commands)

    command("doctor", "Check this installation: versions, folders, screen, model, GPU, database.")

    completion = commands.add_parser("completion", help="Print the completion script of a shell.")
    completion.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)
    return top
