"""The window's process, from its arguments to its end."""

from __future__ import annotations

import gc
import locale
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from carrel import __version__
from carrel.domain.errors import StorageError
from carrel.log import start_log
from carrel.paths import Paths, bundled, library_paths
from carrel.services.open import open_library
from carrel.ui.failures import Failures
from carrel.ui.shell.cannot_open import CannotOpen
from carrel.ui.shell.window import Window
from carrel.ui.single_instance import SingleInstance
from carrel.ui.theme import Mode, Theme
from carrel.ui.theme.focus import FocusStyle

_FIRST_PAINT = "--first-paint"
_AT_REST = 3000  # milliseconds after the first paint


def run(arguments: list[str]) -> int:
    """Open the window and return the exit status once it is closed.

    `arguments` are papers to add: files, folders, identifiers, addresses. With ``--first-paint`` the milliseconds from
    the start of the process to the window's first paint are printed, and the window closes.
    """
    if _no_screen():
        sys.stderr.write(
            "carrel: No window can open: neither DISPLAY nor WAYLAND_DISPLAY is set. carrel --help lists commands.\n"
        )
        return 1
    first_paint = _FIRST_PAINT in arguments
    papers = [_absolute(one) for one in arguments if one != _FIRST_PAINT]
    application = _application()
    paths = library_paths()
    theme = Theme()
    style = FocusStyle(theme)
    application.setStyle(style)
    try:
        paths.home.mkdir(parents=True, exist_ok=True)
        start_log(paths.logs, "window")
    except OSError as error:
        return _tell_cannot_open(application, theme, _cannot_write(paths, error), paths)
    instance = SingleInstance(paths.home)
    if not instance.first():
        return _hand_over(instance, papers)
    failures = Failures()
    failures.install(paths.logs)
    try:
        carrel = open_library(paths)
    except StorageError as error:
        return _tell_cannot_open(application, theme, error, paths)
    theme.choose(Mode(carrel.settings.current.theme), carrel.settings.current.text_scale)
    window = Window(theme, carrel)
    failures.failed.connect(lambda text, details: window.problem(text, _details(details)))
    instance.called.connect(lambda more: _called(window, more))
    window.painted.connect(carrel.start)
    window.painted.connect(lambda: window.background.run(carrel.news_digests.go_on, lambda _: None))
    # Python's collector of cycles holds up every thread. What stands once the window rests stays, and need not be looked through.
    window.painted.connect(lambda: QTimer.singleShot(_AT_REST, window, gc.freeze))
    if first_paint:
        window.painted.connect(lambda: _report_and_close(window))
    window.start()
    window.show()
    window.add(papers)
    status = application.exec()
    instance.close()
    return status


def _no_screen() -> bool:
    """Whether Qt would end the process because there is nothing to draw on."""
    told = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in told)


def _application() -> QApplication:
    QGuiApplication.setDesktopFileName("carrel")
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    # Qt sets the person's locale for all of C; the names of days and months stand in English sentences.
    locale.setlocale(locale.LC_TIME, "C")
    application.setApplicationName("carrel")
    application.setApplicationDisplayName("Carrel")
    application.setApplicationVersion(__version__)
    icon = QIcon()
    for side in (64, 128, 256, 512):
        icon.addFile(str(bundled(f"resources/icons/carrel-{side}.png")))
    application.setWindowIcon(icon)
    return application


def _absolute(argument: str) -> str:
    """A file's or folder's whole path, since the first window runs in another folder; anything else as it is."""
    path = Path(argument).expanduser()
    return str(path.absolute()) if path.exists() else argument


def _hand_over(instance: SingleInstance, papers: list[str]) -> int:
    if instance.call_first(papers):
        return 0
    sys.stderr.write("Another Carrel uses this library and does not answer. Close it, then start Carrel again.\n")
    return 1


def _called(window: Window, papers: list[str]) -> None:
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()
    window.add(papers)


def _details(details: str) -> tuple[tuple[str, Callable[[], object]], ...]:
    if not details:
        return ()
    return (("Copy details", lambda: QGuiApplication.clipboard().setText(details)),)


def _cannot_write(paths: Paths, error: OSError) -> StorageError:
    return StorageError(
        f"The library's folder {paths.home} cannot be used: {error.strerror}.",
        "Set CARREL_HOME to a folder that you may write to.",
    )


def _tell_cannot_open(application: QApplication, theme: Theme, error: StorageError, paths: Paths) -> int:
    theme.apply()
    page = CannotOpen(
        theme, error, lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.home))), application.quit
    )
    page.show()
    application.exec()
    return 1


def _report_and_close(window: Window) -> None:
    milliseconds = (time.time() - psutil.Process().create_time()) * 1000
    sys.stdout.write(f"{milliseconds:.0f}\n")
    sys.stdout.flush()
    window.close()
