"""The commands that exist, in the order in which the list of all keys shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `caps` are the keys as shown, a "/" between alternatives; `shortcuts` are what Qt listens for.

    Commands without `shortcuts` are typed to the list or field that has the focus, or after `g`; `letter` is that second
    letter. `listed` is false for those that stand beside another one in the list of all keys. `alone` is what it is called
    where no other stands beside it; `network` is true where it uses the network.
    """

    id: str
    text: str
    group: str
    caps: tuple[str, ...] = ()
    shortcuts: tuple[str, ...] = ()
    letter: str = ""
    listed: bool = True
    alone: str = ""
    network: bool = False

    @property
    def name(self) -> str:
        """What it is called where it stands alone, as in the palette."""
        return self.alone or (f"Go to {self.text}" if self.group == GO else self.text)


GO, LISTS, PAPER, EVIDENCE, READER, ANYWHERE = "Go to", "Lists", "Paper", "Evidence", "Reader", "Anywhere"

COMMANDS: tuple[Command, ...] = (
    Command("go.today", "Today", GO, ("g", "t"), letter="t"),
    Command("go.library", "Library", GO, ("g", "l"), letter="l"),
    Command("go.unread", "To read", GO, ("g", "u"), letter="u"),
    Command("go.reading", "Reading", GO, ("g", "r"), letter="r"),
    Command("go.for_you", "For you", GO, ("g", "f"), letter="f"),
    Command("go.starred", "Starred", GO, ("g", "s"), letter="s"),
    Command("go.annotations", "Annotations", GO, ("g", "h"), letter="h"),
    Command("go.collection", "Collection…", GO, ("g", "c"), letter="c", alone="Go to a collection…"),
    Command("go.models", "Models", GO, ("g", "m"), letter="m"),
    Command("go.settings", "Settings", GO, ("g", "e"), letter="e"),
    Command("go.feeds", "What you follow", GO, listed=False),
    Command("go.trash", "Trash", GO, letter="", listed=False),
    Command("go.duplicates", "Possible duplicates", GO, listed=False),
    Command("go.back", "Back", GO, ("Alt", "Left"), ("Alt+Left",), alone="Back"),
    Command("go.forward", "Forward", GO, ("Alt", "Right"), ("Alt+Right",), alone="Forward"),
    Command("list.next", "Next, previous", LISTS, ("j", "/", "k"), ("J",), alone="Next in the list"),
    Command("list.previous", "Previous", LISTS, ("k",), ("K",), listed=False, alone="Previous in the list"),
    Command(
        "list.extend_next", "Extend selection", LISTS, ("Shift", "j"), ("Shift+J",), alone="Extend selection downwards"
    ),
    Command("list.extend_previous", "Extend selection upwards", LISTS, ("Shift", "k"), ("Shift+K",), listed=False),
    Command("list.select", "Select this one", LISTS, ("x",), ("X",)),
    Command("list.select_all", "Select all", LISTS, ("Ctrl", "A"), listed=False),
    Command("list.open", "Open digest", LISTS, ("Enter",)),
    Command("list.collapse", "Collapse, expand", LISTS, ("Left", "/", "Right"), alone="Collapse the group"),
    Command("list.expand", "Expand the group", LISTS, listed=False),
    Command("list.collapse_all", "Collapse all groups", LISTS, listed=False),
    Command("list.expand_all", "Expand all groups", LISTS, listed=False),
    Command("list.group_none", "No groups", LISTS, listed=False),
    Command("list.group_year", "Group by year", LISTS, listed=False),
    Command("list.group_state", "Group by status", LISTS, listed=False),
    Command("list.group_evidence", "Group by evidence", LISTS, listed=False),
    Command("list.group_author", "Group by first author", LISTS, listed=False),
    Command("list.page_down", "Page down in digest", LISTS, ("Space",)),
    Command("list.next_unread", "Next unread", LISTS, ("u",), ("U",)),
    Command("news.compact", "Cards or compact", LISTS, ("v",), ("V",)),
    Command("news.day_before", "Day before, after", LISTS, ("[", "/", "]"), ("[",), alone="Day before"),
    Command("news.day_after", "Day after", LISTS, ("]",), ("]",), listed=False),
    Command("news.all_read", "Mark the list read", LISTS, ("Shift", "e"), ("Shift+E",)),
    Command("news.digest_more", "Digest more of this day", LISTS, ("Shift", "d"), ("Shift+D",)),
    Command("list.redo", "Write all digests anew…", LISTS, listed=False),
    Command("list.pdfs", "Get PDFs of all papers in this list", LISTS, listed=False, network=True),
    Command("list.ends", "First, last", LISTS, ("Home", "/", "End")),
    Command("paper.open", "Open PDF", PAPER, ("o",), ("O",)),
    Command("paper.star", "Star", PAPER, ("s",), ("S",)),
    Command("paper.read", "Read or unread", PAPER, ("e",), ("E",)),
    Command("paper.keep", "Keep in library", PAPER, ("b",), ("B",)),
    Command("paper.collect", "Collect…", PAPER, ("c",), ("C",)),
    Command("paper.tag", "Tag…", PAPER, ("t",), ("T",)),
    Command("paper.note", "Note", PAPER, ("n",), ("N",)),
    Command("paper.more", "More like this", PAPER, ("Shift", "m"), ("Shift+M",)),
    Command("paper.less", "Less like this", PAPER, ("Shift", "l"), ("Shift+L",)),
    Command("paper.why", "Why it is for you", PAPER, ("Shift", "w"), ("Shift+W",)),
    Command("paper.related", "Related papers", PAPER, ("Shift", "s"), ("Shift+S",)),
    Command("paper.copy", "Copy citation", PAPER, ("y",), ("Y",)),
    Command("paper.write", "Write the digest", PAPER, ("d",), ("D",)),
    Command("paper.redo", "Write digests with…", PAPER, listed=False),
    Command("paper.export_notes", "Export notes as Markdown…", PAPER, listed=False),
    Command("list.export_notes", "Export all notes as Markdown…", PAPER, listed=False),
    Command("paper.merge", "Merge…", PAPER, listed=False, alone="Merge two papers…"),
    Command("paper.trash", "Move to trash", PAPER, ("Del",), ("Del",)),
    Command("paper.restore", "Restore from trash", PAPER, listed=False),
    Command("duplicates.merge", "Merge duplicates", PAPER, ("Enter",), listed=False),
    Command("duplicates.keep", "Keep both duplicates", PAPER, ("Shift", "b"), ("Shift+B",), listed=False),
    Command("evidence.next", "Next, previous statement", EVIDENCE, (".", "/", ","), (".",), alone="Next statement"),
    Command("evidence.previous", "Previous statement", EVIDENCE, (",",), (",",), listed=False),
    Command("evidence.exception", "Next exception", EVIDENCE, ("Shift", "."), ("Shift+.", ">", ":")),
    Command("evidence.exception_before", "Previous exception", EVIDENCE, ("Shift", ","), ("Shift+,", "<", ";")),
    Command("evidence.note", "Add to notes with its quote", EVIDENCE, ("q",), ("Q",)),
    Command("evidence.open", "Open at the passage", EVIDENCE, ("Enter",)),
    Command("evidence.wrong", "Mark as wrong", EVIDENCE, ("w",), ("W",)),
    Command(
        "evidence.turn",
        "Model’s or paper’s sentence",
        EVIDENCE,
        ("m",),
        ("M",),
        alone="Show model’s or paper’s sentence",
    ),
    Command("reader.zoom_in", "Zoom", READER, ("+", "/", "−"), ("+", "=", "Ctrl++", "Ctrl+="), alone="Zoom in"),
    Command("reader.zoom_out", "Zoom out", READER, ("−",), ("-", "Ctrl+-"), listed=False),
    Command("reader.fit", "Fit width", READER, ("0",), ("0", "Ctrl+0")),
    Command("reader.find", "Find in paper", READER, ("Ctrl", "F"), ("Ctrl+F",)),
    Command("reader.sentence", "Next, previous sentence", READER, ("j", "/", "k"), alone="Next sentence"),
    Command("reader.sentence_more", "One more sentence", READER, ("Shift", "j")),
    Command("reader.highlight", "Highlight", READER, ("h",), ("H",)),
    Command("reader.underline", "Underline", READER, ("Shift", "h"), ("Shift+H",)),
    Command("reader.yellow", "Colour", READER, ("1", "–", "5"), ("1",), alone="Yellow"),
    Command("reader.green", "Green", READER, ("2",), ("2",), listed=False),
    Command("reader.blue", "Blue", READER, ("3",), ("3",), listed=False),
    Command("reader.pink", "Pink", READER, ("4",), ("4",), listed=False),
    Command("reader.violet", "Violet", READER, ("5",), ("5",), listed=False),
    Command("reader.note", "Note here", READER, ("n",)),
    Command("reader.area", "Frame an area", READER, ("Shift", "a"), ("Shift+A",)),
    Command("reader.export", "Save a copy with annotations…", READER, listed=False),
    Command("reader.import", "Take in the PDF’s annotations", READER, listed=False),
    Command("reader.look_again", "Look again for lost marks", READER, listed=False),
    Command("reader.paper_note", "Note on the paper", READER, ("Shift", "n"), ("Shift+N",)),
    Command("reader.page", "Go to page", READER, ("Ctrl", "G"), ("Ctrl+G",)),
    Command("reader.inspector", "Show inspector", READER, ("i",), ("I",)),
    Command("reader.outline", "Show outline", READER, ("l",), ("L",)),
    Command("reader.tint", "Paper, sepia, night", READER, ("p",), ("P",)),
    Command(
        "reader.reference",
        "Next, previous link on the page",
        READER,
        ("f", "/", "Shift", "f"),
        ("F",),
        alone="Next link on the page",
    ),
    Command("reader.reference_before", "Previous link on the page", READER, ("Shift", "f"), ("Shift+F",), listed=False),
    Command("reader.window", "Paper in a window of its own", READER, ("Ctrl", "Shift", "O"), ("Ctrl+Shift+O",)),
    Command("reader.window_close", "Close this window", READER, ("Ctrl", "W"), ("Ctrl+W",), listed=False),
    Command("reader.print", "Print…", READER, ("Ctrl", "P"), ("Ctrl+P",)),
    Command("reader.print_annotations", "Print with annotations…", READER, listed=False),
    Command("reader.turn", "Turn pages right", READER, ("Ctrl", "R"), ("Ctrl+R",)),
    Command("reader.turn_back", "Turn pages left", READER, ("Ctrl", "Shift", "R"), ("Ctrl+Shift+R",), listed=False),
    Command("reader.spread", "One page, two, two with a cover", READER, ("Ctrl", "2"), ("Ctrl+2",)),
    Command("reader.caret", "Text cursor on the page", READER, ("F7",), ("F7",)),
    Command("reader.text", "Text of the page", READER, ("Shift", "t"), ("Shift+T",)),
    Command("reader.speak", "Read aloud, stop", READER, ("Shift", "r"), ("Shift+R",)),
    Command("reader.versions", "Compare with another version", READER, ("Shift", "v"), ("Shift+V",)),
    Command("reader.close", "Back to the list", READER, ("Esc",)),
    Command("search", "Search", ANYWHERE, ("/",), ("/",)),
    Command(
        "search.arxiv",
        "Search arXiv (uses the network)",
        ANYWHERE,
        ("Ctrl", "Enter"),
        alone="Search arXiv",
        network=True,
    ),
    Command("search.save", "Save this search", ANYWHERE, ("Ctrl", "S"), ("Ctrl+S",)),
    Command("search.alert", "Tell of new papers, or no more", ANYWHERE, listed=False),
    Command("news.refresh", "Refresh from arXiv", ANYWHERE, ("r",), ("R",), network=True),
    Command("add", "Add papers", ANYWHERE, ("Ctrl", "O"), ("Ctrl+O",)),
    Command("paste", "Add what was copied", ANYWHERE, ("Ctrl", "V"), ("Ctrl+V",), network=True),
    Command("undo", "Undo", ANYWHERE, ("Ctrl", "Z"), ("Ctrl+Z",)),
    Command("palette", "Commands", ANYWHERE, ("Ctrl", "K"), ("Ctrl+K",)),
    Command("activity", "Activity", ANYWHERE, ("Ctrl", "J"), ("Ctrl+J",)),
    Command("sidebar", "Fold the sidebar", ANYWHERE, ("Ctrl", "B"), ("Ctrl+B",)),
    Command("pane", "Next pane", ANYWHERE, ("F6",), ("F6",)),
    Command("keys", "This list", ANYWHERE, ("?",), ("?", "F1"), alone="All keys"),
    Command("close", "Close, clear", ANYWHERE, ("Esc",), ("Esc",)),
    Command("quit", "Quit", ANYWHERE, ("Ctrl", "Q"), ("Ctrl+Q",), listed=False),
)
