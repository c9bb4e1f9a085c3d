"""How soon Today is painted, and how it scrolls.

    python benchmarks/today.py [--cards 84 400]

"First paint" is from asking for the day to its cards on the screen; "scroll" is the longest frame while the list is
scrolled from end to end in steps of 240 pixels, "work" what the window's own thread computed in one turn of the loop.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from carrel.domain.feed import NewsQuery
from carrel.domain.interests import Interests
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import feeds
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.theme import Mode, Theme
from demo_news import FEEDS, DayPlan, announce, last_friday

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests"))

from loop_watch import LoopWatch  # noqa: E402 - the tests' own watch is the one to measure with


def turn(application: QApplication, until: Callable[[], bool], seconds: float = 30) -> None:
    """Turn the loop until `until()`."""
    end = time.perf_counter() + seconds
    while not until() and time.perf_counter() < end:
        application.processEvents()


def measure(application: QApplication, theme: Theme, count: int) -> None:
    """One row of the table: a day with `count` papers, half of them with digests."""
    from carrel.ui.today.page import TodayPage  # noqa: PLC0415 - part of what is measured

    with tempfile.TemporaryDirectory() as home:
        carrel = open_library(Paths(Path(home)))
        day = last_friday()
        with carrel.database.write() as connection:
            for category, _ in FEEDS:
                feeds.add(connection, category, f"{day - timedelta(days=20)}T12:00:00Z", wanted=Interests())
            plan = DayPlan(new=count - count // 2, cross=count // 6, replaced=count // 2 - count // 6, read=5)
            announce(connection, day, plan, random.Random(3), number=0, written=count // 2)  # noqa: S311 - the same each time
        host = QWidget()
        background, bridge, actions = Background(), Bridge(carrel.events), Actions(host)
        watch = LoopWatch()
        watch.start()
        began = time.perf_counter()
        page = TodayPage(theme, carrel, background, bridge, actions)
        page.resize(1224, 824)
        page.show()
        page.show_query(NewsQuery())
        cards = page.cards
        turn(application, lambda: cards.rows.known(cards.rows.id_at(0)) is not None)
        cards.viewport().repaint()
        first = time.perf_counter() - began
        turn(application, lambda: all(cards.rows.known(paper) is not None for paper in cards.rows.ids))
        turn(application, lambda: page.detail.record is not None)
        watch.stop()
        loading = watch.longest_work
        watch.start()
        frames = []
        bar = cards.verticalScrollBar()
        while bar.value() < bar.maximum():
            start = time.perf_counter()
            bar.setValue(bar.value() + 240)
            cards.viewport().repaint()
            application.processEvents()
            frames.append(time.perf_counter() - start)
        watch.stop()
        middle = sorted(frames)[len(frames) // 2]
        row = (first, loading, middle, max(frames), watch.longest_work)
        print(
            f"| {len(cards.rows.ids)} | " + " | ".join(f"{seconds * 1000:.0f} ms" for seconds in row) + " |", flush=True
        )
        page.hide()
        background.close()
        bridge.close()
        carrel.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, nargs="*", default=[84, 400])
    counts = parser.parse_args().cards
    application = QApplication(sys.argv[:1])
    theme = Theme(Mode.LIGHT)
    theme.apply()
    print(
        "| cards | first paint | longest work | scroll, median | scroll, longest | work |\n|---:|---:|---:|---:|---:|---:|"
    )
    for count in counts:
        measure(application, theme, count)


if __name__ == "__main__":
    main()
