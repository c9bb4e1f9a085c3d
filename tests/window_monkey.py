"""Does in a window what a person might do, at random and in the middle of things, and from a seed the same again."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QEvent, QEventLoop, QKeyCombination, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.ui.commands import COMMANDS
from carrel.ui.navigation import Place, PlaceKind
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.second_window import ReaderWindow
from carrel.ui.shell.window import Window
from window_watch import WindowWatch

# What asks a model, the network, a voice or the end of the process is not done here.
_LEFT_OUT = {
    "paper.write", "paper.redo", "list.redo", "news.digest_more", "news.refresh", "search.arxiv",
    "go.models", "quit", "add", "paste", "paper.open", "palette", "reader.speak",
}  # fmt: skip
_COMMANDS = [command for command in COMMANDS if command.id not in _LEFT_OUT]
_READING = [command for command in _COMMANDS if command.group in {"Reader", "Evidence", "Anywhere"}]
_BUTTONS_LEFT_OUT = ("aloud", "digest", "write", "model", "get", "add", "offline", "refresh", "fetch", "try")
_WORDS = ("the", "and", "zebra", "learning", "of", "ﬁ", "e", "שלום", "x" * 300, "(", "1", " ")
_PLACES: tuple[PlaceKind, ...] = ("library", "annotations", "today", "settings", "trash", "starred")
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_LEFT = Qt.MouseButton.LeftButton


class Opener(QObject):
    """Takes the addresses that would be opened outside."""

    def open(self, _address: QUrl) -> None:
        """Open none."""


class Monkey(QObject):
    """Acts in a window and in those opened from it, `papers` being what is read in it.

    `done` counts what was done. Acting is a timer's, so that what a dialog does in a loop of its own is like in earnest.
    """

    def __init__(self, window: Window, papers: Sequence[int], watch: WindowWatch, seed: int) -> None:
        super().__init__()
        self.window = window
        self.papers = list(papers)
        self.watch = watch
        self.done = 0
        self._chance = random.Random(seed)  # noqa: S311 - what is done next, no secret
        self._opener = Opener()
        self._threads: list[threading.Thread] = []
        for scheme in ("http", "https", "file", "mailto", "ftp"):
            QDesktopServices.setUrlHandler(scheme, self._opener, "open")  # type: ignore[arg-type]  # a string in fact
        self._unblock = QTimer(self)
        self._unblock.setInterval(150)
        self._unblock.timeout.connect(self._close_what_blocks)
        self._unblock.start()
        self._acts: list[tuple[int, Callable[[], object]]] = [
            (22, self.press_command), (6, self.trigger_command), (5, self.press_any), (4, self.type), (8, self.drag),
            (8, self.wheel), (6, self.click), (4, self.click_again_and_again), (5, self.find), (4, self.open_paper),
            (3, self.go_elsewhere), (2, self.second_window), (2, self.close_second_window), (2, self.set_theme),
            (2, self.resize), (3, self.compare), (4, self.push_button), (2, self.trash_from_elsewhere),
            (3, self.annotate_from_elsewhere), (2, self.kill_child), (1, self.scale_text), (3, self.undo),
            (2, self.change_the_paper), (3, self.turn_while_rendering), (2, self.close_and_open),
        ]  # fmt: skip

    def close(self) -> None:
        """Act no more, and give outside addresses back."""
        self._unblock.stop()
        for scheme in ("http", "https", "file", "mailto", "ftp"):
            QDesktopServices.unsetUrlHandler(scheme)
        for thread in self._threads:
            thread.join()

    def act(self, times: int, seconds: float = 60.0) -> None:
        """Do `times` things, at most for so many seconds."""
        left = times
        loop = QEventLoop()
        end = time.monotonic() + seconds
        pause = QTimer(self)
        pause.setSingleShot(True)

        def step() -> None:
            nonlocal left
            if left <= 0 or time.monotonic() > end or not isValid(self.window):
                loop.quit()
                return
            left -= 1
            self.step()
            pause.start(self._chance.choice((0, 0, 0, 5, 20, 60)))

        pause.timeout.connect(step)
        pause.start(0)
        loop.exec()
        pause.deleteLater()

    def step(self) -> None:
        """Do one thing."""
        weights, acts = zip(*self._acts, strict=True)
        act = self._chance.choices(acts, weights)[0]
        self.watch.doing = act.__name__
        self.done += 1
        try:
            act()
        except Exception as error:  # noqa: BLE001 - an error of the window, told to whoever called into it
            self.watch.tell("error", error)

    @property
    def reader(self) -> ReaderPage | None:
        """A reader that is shown, of one of the windows."""
        pages = [page for window in self._windows() for page in window.findChildren(ReaderPage) if page.isVisible()]
        return self._chance.choice(pages) if pages else None

    def press_command(self) -> None:
        """Press a command's key."""
        command = self._chance.choice(_READING if self._chance.random() < 0.8 else _COMMANDS)
        target = self._target()
        if not command.shortcuts or target is None:
            self._trigger(command.id)
            return
        self.watch.doing = f"press {command.id}"
        _press(target, command.shortcuts[0])

    def trigger_command(self) -> None:
        """Choose a command of a menu."""
        self._trigger(self._chance.choice(_READING).id)

    def press_any(self) -> None:
        """Press a key that moves, or writes, or leaves."""
        keys = (
            Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown,
            Qt.Key.Key_PageUp, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space,
            Qt.Key.Key_Backspace, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Menu, Qt.Key.Key_G,
        )  # fmt: skip
        key, modifier, target = self._chance.choice(keys), self._chance.choice(_MODIFIERS), self._target()
        if target is not None:
            self.watch.doing = f"press {key.name} {modifier.name}"
            QTest.keyClick(target, key, modifier)

    def type(self) -> None:
        """Write something where the focus is."""
        target = QApplication.focusWidget()
        if isinstance(target, (QLineEdit, QPlainTextEdit)):
            for letter in self._chance.choice(("note", "12", "99999999999", "שלום", "[[", "#tag ", "a b")):
                if target is QApplication.focusWidget():
                    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                        QApplication.sendEvent(target, QKeyEvent(kind, 0, _MODIFIERS[0], letter))
        elif (reader := self.reader) is not None:
            reader.annotating.write_note()

    def drag(self) -> None:
        """Press, move and let go on the pages, with a key held or not."""
        view = self._view()
        if view is None:
            return
        start, modifier, port = self._point(view), self._chance.choice(_MODIFIERS), view.viewport()
        self.watch.doing = f"drag {modifier.name}"
        QTest.mousePress(port, _LEFT, modifier, start)
        for _ in range(self._chance.randrange(1, 6)):
            if not isValid(port):
                return
            QTest.mouseMove(port, self._point(view))
            if self._chance.random() < 0.3:
                self._turn_loop(10)
        if isValid(port) and self._chance.random() < 0.95:
            QTest.mouseRelease(port, _LEFT, modifier, self._point(view))

    def wheel(self) -> None:
        """Turn the wheel, to scroll or to zoom."""
        view = self._view()
        if view is None:
            return
        for _ in range(self._chance.randrange(1, 8)):
            steps = QPoint(0, self._chance.choice((-1200, -240, -120, 120, 1200)))
            modifier = Qt.KeyboardModifier.ControlModifier if self._chance.random() < 0.3 else _MODIFIERS[0]
            place = QPointF(self._point(view))
            event = QWheelEvent(
                place, view.viewport().mapToGlobal(place), QPoint(), steps, Qt.MouseButton.NoButton, modifier,
                Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(view.viewport(), event)

    def click(self) -> None:
        """Click on the pages, or rest there, with the left or the right button."""
        view = self._view()
        if view is None:
            return
        button = self._chance.choice((_LEFT, _LEFT, _LEFT, Qt.MouseButton.RightButton))
        QTest.mouseMove(view.viewport(), self._point(view))
        QTest.mouseClick(view.viewport(), button, self._chance.choice(_MODIFIERS), self._point(view))

    def click_again_and_again(self) -> None:
        """Click twice, three or four times at one place."""
        view = self._view()
        if view is None:
            return
        place, port = self._point(view), view.viewport()
        for number in range(self._chance.choice((2, 3, 4))):
            if isValid(port):
                (QTest.mouseDClick if number == 1 else QTest.mouseClick)(port, _LEFT, _MODIFIERS[0], place)

    def find(self) -> None:
        """Look for a word, and scroll while it is looked for."""
        reader = self.reader
        if reader is None or not reader.pages.shows_pages:
            return
        reader.pages.finder.open()
        reader.pages.find_bar.searched.emit(self._chance.choice(_WORDS))
        for _ in range(self._chance.randrange(4)):
            self.wheel()
            target = QApplication.focusWidget()
            if target is not None:
                QTest.keyClick(target, Qt.Key.Key_Return, self._chance.choice(_MODIFIERS[:3]))

    def open_paper(self) -> None:
        """Open a paper, the one that is read or another."""
        if self.papers:
            statement = self._chance.choice((-1, -1, 0, 3))
            self.window.navigation.go(Place("reader", self._chance.choice(self.papers), statement=statement))

    def close_and_open(self) -> None:
        """Open papers one after another without waiting for any."""
        for _ in range(self._chance.randrange(2, 5)):
            self.open_paper()
            self._turn_loop(self._chance.choice((0, 5, 40)))
            if self._chance.random() < 0.3 and (reader := self.reader) is not None:
                reader.leave()

    def go_elsewhere(self) -> None:
        """Go to another page of the window, or back."""
        if self._chance.random() < 0.5:
            self.window.navigation.back()
        else:
            self.window.navigation.go(Place(self._chance.choice(_PLACES)))

    def second_window(self) -> None:
        """Open the paper in a window of its own."""
        if len(self._seconds()) < 3:
            self.window.commands.trigger("reader.window")

    def close_second_window(self) -> None:
        """Close one of those windows."""
        seconds = self._seconds()
        if seconds:
            self._chance.choice(seconds).close()

    def set_theme(self) -> None:
        """Choose another theme, or another colour of paper."""
        reader = self.reader
        if reader is not None and self._chance.random() < 0.5:
            reader.cycle_tint()
        else:
            self.window.carrel.settings.change(theme=self._chance.choice(("light", "dark")))

    def scale_text(self) -> None:
        """Choose another size of text."""
        self.window.carrel.settings.change(text_scale=self._chance.choice((90, 100, 120)))

    def resize(self) -> None:
        """Make a window larger or smaller."""
        window = self._chance.choice(self._windows())
        window.resize(self._chance.randrange(400, 1900), self._chance.randrange(300, 1200))

    def compare(self) -> None:
        """Show versions beside one another, or step through what changed."""
        reader = self.reader
        if reader is None:
            return
        comparing = reader.aids.comparing
        if comparing.shown:
            comparing.view.step(self._chance.choice((1, -1)))
        else:
            comparing.toggle()

    def push_button(self) -> None:
        """Push a button of the reader."""
        reader = self.reader
        buttons = reader.findChildren(QAbstractButton) if reader is not None else []
        wanted = [one for one in buttons if one.isVisible() and one.isEnabled() and not _left_out(one)]
        if wanted:
            button = self._chance.choice(wanted)
            self.watch.doing = f"push {button.accessibleName() or button.text()}"
            QTest.mouseClick(button, _LEFT)

    def trash_from_elsewhere(self) -> None:
        """Move a paper to Trash, as another place would, and take it back soon."""
        paper, organising, wait = self._chance.choice(self.papers), self.window.carrel.organising, self._chance.random()

        def work() -> None:
            organising.trash([paper])
            time.sleep(wait * 0.2)
            organising.restore([paper])

        self._beside(work)

    def annotate_from_elsewhere(self) -> None:
        """Annotate the paper, as another window would, colour what is there, or remove it."""
        carrel, paper = self.window.carrel, self._chance.choice(self.papers)
        kind, colour = self._chance.choice(list(AnnotationKind)), self._chance.choice(list(Colour))
        left, remove = self._chance.randrange(50, 300), self._chance.random() < 0.4

        def work() -> None:
            file = carrel.reading.readable_file(paper)
            if file is None:
                return
            anchor = Anchor(0, (Rectangle(0, left, left, left + 80, left + 14),), "zebra")
            made = carrel.annotations.add(Annotation(paper, kind, colour, anchor, file_id=file.id))
            carrel.annotations.set_colour([made.id], Colour.PINK)
            if remove:
                carrel.annotations.remove([made.id])

        self._beside(work)

    def change_the_paper(self) -> None:
        """Change what the library knows of a paper: it is read anew everywhere."""
        paper, organising = self._chance.choice(self.papers), self.window.carrel.organising
        starred = self._chance.random() < 0.5
        self._beside(lambda: (organising.set_starred([paper], starred), organising.tag([paper], "seen")))

    def kill_child(self) -> None:
        """Have a paper's annotations looked for, and kill the process that looks."""
        carrel, paper = self.window.carrel, self._chance.choice(self.papers)
        carrel.annotation_placing.request(paper, lost_too=True)
        pid = carrel.documents_worker.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def undo(self) -> None:
        """Take back, once or several times."""
        for _ in range(self._chance.randrange(1, 4)):
            self.window.commands.trigger("undo")

    def turn_while_rendering(self) -> None:
        """Turn, pair and zoom pages, and let none of it be finished."""
        for _ in range(self._chance.randrange(2, 7)):
            self._trigger(
                self._chance.choice(("reader.turn", "reader.spread", "reader.zoom_in", "reader.zoom_out", "reader.fit"))
            )
            self._turn_loop(self._chance.choice((0, 0, 8, 25)))

    def _trigger(self, name: str) -> None:
        self.watch.doing = f"trigger {name}"
        windows = self._windows()
        window = self._chance.choice(windows)
        if isinstance(window, Window | ReaderWindow):
            window.commands.trigger(name)

    def _windows(self) -> list[QWidget]:
        return [self.window, *self._seconds()]

    def _seconds(self) -> list[ReaderWindow]:
        tops = QApplication.topLevelWidgets()
        return [one for one in tops if isinstance(one, ReaderWindow) and isValid(one) and one.isVisible()]

    def _target(self) -> QWidget | None:
        window = self._chance.choice(self._windows())
        if not window.isActiveWindow() and QApplication.activeModalWidget() is None:
            window.activateWindow()
            self._turn_loop(0)
        return QApplication.focusWidget() or QApplication.activeWindow()

    def _view(self) -> PageView | None:
        reader = self.reader
        views = [view for view in reader.findChildren(PageView) if view.isVisible()] if reader is not None else []
        return self._chance.choice(views) if views else None

    def _point(self, view: PageView) -> QPoint:
        port = view.viewport()
        return QPoint(self._chance.randrange(max(1, port.width())), self._chance.randrange(max(1, port.height())))

    def _turn_loop(self, milliseconds: int) -> None:
        loop = QEventLoop()
        timer = QTimer()
        timer.timeout.connect(loop.quit)
        timer.start(milliseconds)
        loop.exec()

    def _beside(self, work: Callable[[], object]) -> None:
        self._threads = [one for one in self._threads if one.is_alive()]
        thread = threading.Thread(target=work, name="another place")
        self._threads.append(thread)
        thread.start()

    def _close_what_blocks(self) -> None:
        """Menus and dialogs are looked at for a moment, and left."""
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if blocking is None:
            return
        if isinstance(blocking, QDialog):
            blocking.reject()
        else:
            blocking.close()


def _left_out(button: QAbstractButton) -> bool:
    name = f"{button.accessibleName()} {button.text()}".lower()
    return any(word in name for word in _BUTTONS_LEFT_OUT)


def _press(target: QWidget, keys: str) -> None:
    wanted: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]  # it can be
    QTest.keyClick(target, wanted.key(), wanted.keyboardModifiers())
