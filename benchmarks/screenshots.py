"""Takes a picture of every screen, light and dark, at 1440 × 900.

    python benchmarks/screenshots.py --out FOLDER [--only library activity …]

Without QT_QPA_PLATFORM the pictures are taken offscreen, with the bundled fonts.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

import demo_annotations
import demo_duplicates
import demo_versions
from carrel.domain.for_you import InterestProfile
from carrel.domain.query import LibraryQuery
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.palette.panel import PalettePanel
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page import ReaderPage
from carrel.ui.settings.edited_list import Entry
from carrel.ui.settings.page import SettingsPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme
from carrel.ui.theme.focus import FocusStyle
from carrel.ui.today.page import TodayPage
from carrel.ui.widgets import Button, ChoiceButton
from carrel.ui.widgets.choice_button import ChoiceList
from demo_library import add_work, build, tell_progress
from demo_models import add_models, tell_download
from demo_news import announce_more, fail_refresh, forget_news, tell_reading

SIZE = (1440, 900)


def settle(application: QApplication, seconds: float = 0.6) -> None:
    """Let answers from beside the window arrive and be painted."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        application.processEvents()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.01)


def today(window: Window) -> None:
    window.navigation.go(Place("today"))


def for_you(window: Window) -> None:
    carrel = window.carrel
    starred = carrel.reading.ids(LibraryQuery(starred=True))
    # Papers that came with the demonstration were starred some time ago; these two are of this month.
    carrel.organising.set_starred(starred[:2], False)
    carrel.organising.set_starred(starred[:2], True)
    carrel.for_you.rank()
    window.navigation.go(Place("for_you"))


def why(window: Window) -> None:
    window.commands.trigger("paper.why")


def evidence(window: Window) -> None:
    window.commands.trigger("evidence.next")
    window.commands.trigger("evidence.next")


def replaced(window: Window) -> None:
    view = page(window).detail.panel.view
    view.choose(next(index for index, one in enumerate(view.statements) if one.replaced))


def turned(window: Window) -> None:
    window.commands.trigger("evidence.turn")


def _toggle_exceptions(window: Window) -> None:
    bar = page(window).detail.panel.bar
    next(one for one in bar.findChildren(Button) if one.text().startswith("Show")).click()


def exceptions(window: Window) -> None:
    _toggle_exceptions(window)


def translated(window: Window) -> None:
    _toggle_exceptions(window)
    window.commands.trigger("list.next")
    QTimer.singleShot(500, lambda: window.commands.trigger("evidence.next"))


def new_papers(window: Window) -> None:
    announce_more(window.carrel)


def compact(window: Window) -> None:
    window.commands.trigger("news.refresh")
    window.commands.trigger("news.compact")


def week(window: Window) -> None:
    window.commands.trigger("news.compact")
    page(window).show_week()


def weekend(window: Window) -> None:
    page(window).show_day(strip_day(window, 3))


def missing(window: Window) -> None:
    page(window).show_day(strip_day(window, 4))


def not_answering(window: Window) -> None:
    fail_refresh(window.carrel)
    page(window).show_day(strip_day(window, 8))


def offline(window: Window) -> None:
    window.carrel.settings.change(offline=True)


def feed(window: Window) -> None:
    window.carrel.settings.change(offline=False)
    window.navigation.go(Place("feed", name="cs.CL"))


def saved_search(window: Window) -> None:
    window.navigation.go(Place("search", window.carrel.news.searches()[0].id))


def first_load(window: Window) -> None:
    forget_news(window.carrel)
    window.navigation.go(Place("today"))
    QTimer.singleShot(500, lambda: tell_reading(window.carrel))


def nothing_followed(window: Window) -> None:
    for one in window.carrel.news.feeds():
        window.carrel.following.unfollow(one.category)


def page(window: Window) -> TodayPage:
    """The page of Today."""
    return window.findChildren(TodayPage)[0]


def strip_day(window: Window, row: int) -> str:
    """A day of the strip."""
    return window.carrel.news.strip()[row].day


def today_related(window: Window) -> None:
    window.commands.trigger("paper.related")


def related(window: Window) -> None:
    papers = window.carrel.reading.ids(LibraryQuery())
    window.navigation.go(Place("related", papers=tuple(papers[:3])))


def reader_related(window: Window) -> None:
    window.commands.trigger("paper.related")


def library(window: Window) -> None:
    popover = page(window).steering.popover
    if popover is not None:
        popover.close_popover()
    window.navigation.go(Place("library"))


def redo(window: Window) -> None:
    window.commands.trigger("list.select_all")
    window.commands.trigger("paper.redo")


def versions(window: Window) -> None:
    window.commands.trigger("close")
    window.commands.trigger("close")
    one = demo_versions.add(window.carrel)
    library_page = window.findChildren(LibraryPage)[0]

    def open_versions() -> None:
        library_page.select_paper(one)
        library_page.open_detail()
        QTimer.singleShot(600, lambda: library_page.detail.show_tab("versions"))

    library_page.commands.redo.close_popover()
    QTimer.singleShot(300, open_versions)


def since(window: Window) -> None:
    window.findChildren(LibraryPage)[0].detail.show_tab("digest")


def hidden(window: Window) -> None:
    window.commands.trigger("close")


def search(window: Window) -> None:
    window.navigation.go(Place("library"))
    window.toolbar.search.setPlainText("attention")


def query(window: Window) -> None:
    window.toolbar.search.setFocus()
    window.toolbar.search.setPlainText('attention year:2021.. -is:read auther:"J. Smith"')


def nothing(window: Window) -> None:
    window.toolbar.search.setPlainText("quantisation of thoughts")


def sample_in_library(window: Window) -> None:
    window.toolbar.search.clear_search()
    window.navigation.go(Place("starred"))


def reader(window: Window) -> None:
    sample = demo_annotations.add(window.carrel)
    if sample:
        window.navigation.go(Place("reader", sample, statement=1))


def reader_selected(window: Window) -> None:
    view = window.findChildren(ReaderPage)[0].view
    passages = window.carrel.reading.document(
        window.carrel.reading.files(demo_annotations.sample_paper(window.carrel))[-1].id
    ).passages
    chosen = [one for one in passages if one.page == 0 and len(one.text) > 60][5].rectangles
    if view.selection is not None:
        view.selection.begin(PagePoint(0, chosen[0].left, (chosen[0].top + chosen[0].bottom) / 2))
        view.selection.extend(PagePoint(0, chosen[-1].right + 2, (chosen[-1].top + chosen[-1].bottom) / 2))


def reader_mark(window: Window) -> None:
    page = window.findChildren(ReaderPage)[0]
    page.annotating.dismiss()
    page.annotating.choose(page.left.marks.list.marks.listed[1].id)


def annotations_place(window: Window) -> None:
    window.navigation.go(Place("annotations"))


def duplicates(window: Window) -> None:
    demo_duplicates.add(window.carrel)
    window.navigation.go(Place("duplicates"))


def activity(window: Window) -> None:
    add_work(window.carrel)
    window.live.read_work()
    window.navigation.go(Place("library"))
    window.overlays.activity()
    QTimer.singleShot(500, lambda: tell_progress(window.carrel))


def keys(window: Window) -> None:
    window.overlays.activity()
    window.overlays.keys()


def palette(window: Window) -> None:
    window.overlays.keys()
    window.overlays.palette()


def palette_typed(window: Window) -> None:
    _type_into_palette(window, "att")


def palette_commands(window: Window) -> None:
    _type_into_palette(window, ">re")


def palette_arxiv(window: Window) -> None:
    _type_into_palette(window, "2310.06825")


def _type_into_palette(window: Window, text: str) -> None:
    window.findChildren(PalettePanel)[0].field.setText(text)


def models(window: Window) -> None:
    window.overlays.palette()
    add_models(window.carrel)
    window.live.read_work()
    window.navigation.go(Place("models"))
    QTimer.singleShot(2500, lambda: tell_download(window.carrel))


def settings(window: Window) -> None:
    window.navigation.go(Place("settings"))


def language(window: Window) -> None:
    button = next(one for one in window.findChildren(ChoiceButton) if one.isVisible())
    button.click()


def topics(window: Window) -> None:
    for popover in window.findChildren(ChoiceList):
        popover.close_popover()
    window.carrel.topics.add("Causal inference", "Effects of causes, told from data.", ("confounder", "causal effect"))
    window.carrel.topics.add("Olfaction", "Smells: sensors, datasets, models of odours.", ("odour", "electronic nose"))
    page = window.pages.currentWidget()
    if isinstance(page, SettingsPage):
        # Once the list has them.
        QTimer.singleShot(500, lambda: page.topics.own.edit(Entry()))


def settings_for_you(window: Window) -> None:
    window.carrel.steering.add_profile(InterestProfile("Efficient attention", ("cs.LG",)))
    window.navigation.go(Place("settings"))
    settings_page = window.pages.currentWidget()
    if isinstance(settings_page, SettingsPage):
        # Once the list has it.
        QTimer.singleShot(500, lambda: settings_page.for_you.profiles.edit(Entry()))


def problem(window: Window) -> None:
    window.navigation.go(Place("trash"))
    window.problem("Something went wrong inside Carrel. Nothing you wrote is lost.", (("Copy details", lambda: None),))
    window.toast.tell("Moved 3 papers to Trash", "Undo", lambda: None)


def duplicates_merged(window: Window) -> None:
    window.commands.trigger("duplicates.merge")


def duplicates_detail(window: Window) -> None:
    pair = window.carrel.duplicates.pairs()[0]
    window.navigation.go(Place("library"))
    library_page = window.findChildren(LibraryPage)[0]

    def open_detail() -> None:
        library_page.select_paper(pair.one)
        library_page.open_detail()

    QTimer.singleShot(300, open_detail)


def grouped(window: Window) -> None:
    window.navigation.go(Place("library"))
    library_page = window.findChildren(LibraryPage)[0]
    library_page.close_detail()
    window.commands.trigger("list.group_year")

    def collapse() -> None:
        library_page.table.groups.toggle(library_page.rows.row_of_heading("2024"))
        library_page.table.move(2)
        library_page.table.setFocus()

    QTimer.singleShot(400, collapse)


def merge(window: Window) -> None:
    library_page = window.findChildren(LibraryPage)[0]
    library_page.table.go_to(1)
    window.commands.trigger("list.select")
    window.commands.trigger("list.extend_next")
    window.commands.trigger("paper.merge")


SCREENS: tuple[tuple[str, Callable[[Window], None]], ...] = (
    ("today", today),
    ("today-evidence", evidence),
    ("today-replaced", replaced),
    ("today-turned", turned),
    ("today-exceptions", exceptions),
    ("today-translated", translated),
    ("today-new", new_papers),
    ("today-compact", compact),
    ("today-week", week),
    ("today-weekend", weekend),
    ("today-gap", missing),
    ("today-not-answering", not_answering),
    ("today-offline", offline),
    ("today-related", today_related),
    ("feed", feed),
    ("saved-search", saved_search),
    ("related", related),
    ("today-for-you", for_you),
    ("today-why", why),
    ("library", library),
    ("library-redo", redo),
    ("library-versions", versions),
    ("library-since", since),
    ("library-hidden", hidden),
    ("search", search),
    ("search-hint", query),
    ("nothing", nothing),
    ("starred", sample_in_library),
    ("reader", reader),
    ("reader-selected", reader_selected),
    ("reader-mark", reader_mark),
    ("reader-related", reader_related),
    ("annotations", annotations_place),
    ("activity", activity),
    ("keys", keys),
    ("palette", palette),
    ("palette-typed", palette_typed),
    ("palette-commands", palette_commands),
    ("palette-arxiv", palette_arxiv),
    ("models", models),
    ("settings", settings),
    ("settings-language", language),
    ("settings-for-you", settings_for_you),
    ("settings-topics", topics),
    ("library-grouped", grouped),
    ("library-merge", merge),
    ("today-first", first_load),
    ("today-nothing", nothing_followed),
    ("problem", problem),
    ("duplicates", duplicates),
    ("duplicates-merged", duplicates_merged),
    ("duplicates-detail", duplicates_detail),
)


def take(out: Path, mode: Mode, application: QApplication, theme: Theme, only: Sequence[str]) -> None:
    """All pictures of one theme."""
    with tempfile.TemporaryDirectory() as folder:
        carrel = build(Path(folder) / "Carrel")
        carrel.settings.change(theme=str(mode))
        theme.choose(mode, 100)
        window = Window(theme, carrel)
        window.start()
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        settle(application, 1.0)
        if not only or "welcome" in only:
            window.grab().save(str(out / f"welcome-{mode}.png"))
        carrel.settings.change(welcomed=True)
        for name, act in SCREENS:
            act(window)
            settle(application, 4.0 if name in {"reader", "models"} else 1.0)
            if not only or name in only:
                window.grab().save(str(out / f"{name}-{mode}.png"))
        window.close()
        settle(application, 0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--mode", choices=("light", "dark"), action="append")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    theme = Theme(Mode.LIGHT)
    style = FocusStyle(theme)
    application.setStyle(style)
    for mode in options.mode or ("light", "dark"):
        take(options.out, Mode(mode), application, theme, options.only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
