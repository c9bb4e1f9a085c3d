"""Adding papers from the window: by menu, by paste, by dropping files on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Paragraph, Popover

_ADDRESSES = 200


class Adding(QObject):
    """Turns what the person gives into jobs. `told` carries words for the person, `failed` what cannot be added."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, window: QWidget) -> None:
        super().__init__(window)
        self._carrel = carrel
        self._window = window
        self._background = background.of(self)
        self._ask = _AddressPopover(theme, window, self.add_text)
        self._entries = [
            self._entry("Identifier or address…", self.ask_address),
            self._entry("PDF files…", self.choose_files),
            self._entry("Folder of PDFs…", self.choose_folder),
        ]

    def entries(self) -> list[QAction]:
        """What the Add menu offers."""
        return self._entries

    def ask_address(self) -> None:
        """Ask for an arXiv identifier, address or DOI."""
        copied = QGuiApplication.clipboard().text().strip()
        self._ask.ask(copied if parse_arxiv_id(copied) is not None else "")

    def choose_files(self) -> bool:
        """Ask for PDF files and add them; whether any were chosen."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Add PDF files", str(Path.home()), "PDF files (*.pdf)")
        if names:
            self.add(names)
        return bool(names)

    def choose_folder(self) -> bool:
        """Ask for a folder and add the PDFs in it; whether one was chosen."""
        name = QFileDialog.getExistingDirectory(self._window, "Add a folder of PDFs", str(Path.home()))
        if name:
            self.add([name])
        return bool(name)

    def paste(self) -> None:
        """Add what was copied: files, or identifiers and addresses."""
        self.add_mime(QGuiApplication.clipboard().mimeData())

    def can_add(self, data: QMimeData) -> bool:
        """Whether there is something in `data` that may be a paper."""
        return bool(inputs_of(data))

    def add_mime(self, data: QMimeData) -> None:
        """Add the files or identifiers in `data`."""
        inputs = inputs_of(data)
        if inputs:
            self.add(inputs)
        else:
            self.failed.emit("What was copied is no arXiv identifier, address, DOI or PDF file.")

    def add_text(self, text: str) -> None:
        """Add identifiers, addresses or paths, several to a line or line by line."""
        self.add(text.split() if not Path(text.strip()).expanduser().exists() else [text.strip()])

    def add(self, inputs: Sequence[str]) -> None:
        """Queue these, beside the window."""

        def told(jobs: Sequence[object]) -> None:
            if len(jobs) > 1:
                self.told.emit(f"Adding {len(jobs)} papers.")

        def failed(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            self.failed.emit(str(error))

        self._background.run(lambda: self._carrel.importing.add(list(inputs)), told, failed=failed)

    def _entry(self, text: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: act())
        return action


class _AddressPopover(Popover):
    """Asks for an identifier in a small panel under the Add button."""

    def __init__(self, theme: Theme, host: QWidget, then: Callable[[str], object]) -> None:
        super().__init__(theme, host, "Add by identifier or address")
        self._then = then
        self.panel.setFixedWidth(theme.px(420))
        box = QVBoxLayout()
        box.setContentsMargins(16, 14, 16, 16)
        box.setSpacing(theme.px(8))
        box.addWidget(Label(theme, "Add from arXiv", "body", weight=600))
        box.addWidget(
            Paragraph(theme, "An identifier, a DOI, or the address of a paper’s page. Carrel then asks arXiv for it.")
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self._field = _Field()
        self._field.setPlaceholderText("2310.06825")
        self._field.setAccessibleName("arXiv identifier, address or DOI")
        self._field.setFixedHeight(theme.px(30))
        self._field.returnPressed.connect(self._take)
        row.addWidget(self._field, 1)
        row.addWidget(Button(theme, "Add", key="Enter", look="primary", clicked=self._take))
        box.addLayout(row)
        self.content.addLayout(box)

    def ask(self, text: str) -> None:
        """Open with `text` in the field."""
        self._field.setText(text)
        self._field.selectAll()
        self.open(self._field)

    def _take(self) -> None:
        text = self._field.text().strip()
        if text:
            self.close_popover()
            self._then(text)


class _Field(QLineEdit):
    """A field that leaves Esc to the panel around it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


def inputs_of(data: QMimeData) -> list[str]:
    """The files, folders, identifiers and addresses in what was dropped or copied; none where there is nothing usable."""
    if data.hasUrls():
        return [found for url in data.urls()[:_ADDRESSES] if (found := _from_url(url))]
    words = data.text().split()[:_ADDRESSES] if data.hasText() else []
    one = data.text().strip()
    if one and "\n" not in one and Path(one).expanduser().is_file():
        return [one]
    return [word for word in words if parse_arxiv_id(word) is not None or _is_pdf(word)]


def _from_url(url: QUrl) -> str:
    if url.isLocalFile():
        path = Path(url.toLocalFile())
        return str(path) if path.is_dir() or path.suffix.lower() == ".pdf" else ""
    address = url.toString()
    return address if parse_arxiv_id(address) is not None else ""


def _is_pdf(word: str) -> bool:
    return word.lower().endswith(".pdf") and Path(word).expanduser().is_file()
