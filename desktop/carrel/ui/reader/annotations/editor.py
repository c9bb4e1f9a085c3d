"""The panel beside a chosen annotation: colour, what was written on it, tags, and taking it away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carrel.domain.annotation import Annotation, AnnotationKind, Colour
from carrel.ui.notes.note_field import NoteField
from carrel.ui.reader.annotations.colour_buttons import ColourButtons
from carrel.ui.reader.annotations.floating import place_beside
from carrel.ui.reader.annotations.words import KIND_NAMES
from carrel.ui.reader.page_view import PageView
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton, Label

_WIDE, _HIGH = 320, 84


class AnnotationEditor(QFrame):
    """Shows one annotation. Text is told as it is typed, tags with each comma, Enter, and when the field is left."""

    colour_chosen = Signal(Colour)
    kind_chosen = Signal(AnnotationKind)
    text_edited = Signal(int, str)
    tags_edited = Signal(int, object)
    quote_asked = Signal()
    copy_asked = Signal()
    remove_asked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.annotation_id = 0
        self._kind = AnnotationKind.HIGHLIGHT
        self._tags: tuple[str, ...] = ()
        self.setProperty("look", "panel")
        self.colours = ColourButtons(theme)
        self.underline = IconButton(theme, "underline", "Underline instead", clicked=self._turn)
        self.underline.setCheckable(True)
        self.quote = IconButton(theme, "quote", "Add to notes with its quote (q)", clicked=self.quote_asked.emit)
        self.copy = IconButton(theme, "copy", "Copy the quote", clicked=self.copy_asked.emit)
        self.remove = IconButton(theme, "trash-2", "Move to Trash (Del)", clicked=self.remove_asked.emit)
        self.text = NoteField(theme)
        self.tags = QLineEdit()
        self.tags.setPlaceholderText("Tags, with commas between")
        self.tags.setAccessibleName("Tags")
        self._state = Label(theme, "", "meta", "text-2")
        self._arrange()
        self.colours.chosen.connect(self.colour_chosen)
        self.text.edited.connect(lambda text: self.text_edited.emit(self.annotation_id, text))
        self.tags.textEdited.connect(self._tag_typed)
        self.tags.editingFinished.connect(self._tell_tags)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def sizeHint(self) -> QSize:
        """As wide as is comfortable to write in."""
        return QSize(self._theme.px(_WIDE), super().sizeHint().height())

    def show_annotation(self, annotation: Annotation, state: str) -> None:
        """Show an annotation as it is; what is being typed stays. `state` says where it stands where that is worth a word."""
        if annotation.id != self.annotation_id:
            self.tell()
            self.text.clear_note()
            self.annotation_id = annotation.id
            self._tags = ()
            self.tags.clear()
        self._kind = annotation.kind
        self.setAccessibleName(KIND_NAMES[annotation.kind])
        self.colours.show_colour(annotation.colour)
        lines = annotation.kind in {AnnotationKind.HIGHLIGHT, AnnotationKind.UNDERLINE}
        self.underline.setVisible(lines)
        self.underline.setChecked(annotation.kind is AnnotationKind.UNDERLINE)
        self.copy.setVisible(bool(annotation.anchor.quote))
        self.text.show_note(annotation.text)
        if not self.tags.hasFocus() or _parts(self.tags.text()) == self._tags:
            self._tags = annotation.tags
            if not self.tags.hasFocus():
                self.tags.setText(", ".join(annotation.tags))
        self._state.setText(state)
        self._state.setVisible(bool(state))

    def offer_tags(self, tags: list[str]) -> None:
        """Complete these while tags are typed."""
        completer = _TagCompleter(tags, self.tags)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tags.setCompleter(completer)

    def show_at(self, view: PageView, area: QRectF) -> None:
        """Show it beside the annotation; out of view it hides, unless one writes in it."""
        if place_beside(self, view, area):
            self.show()
            self.raise_()
        elif not (self.text.hasFocus() or self.tags.hasFocus()):
            self.hide()

    def write(self) -> None:
        """Move the focus into the text."""
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tell(self) -> None:
        """Tell what was typed and not told yet."""
        self.text.tell()
        self._tell_tags()

    def forget(self) -> None:
        """Show no annotation any more."""
        self.tell()
        self.annotation_id = 0
        self.text.clear_note()
        self.tags.clear()
        self._tags = ()
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell what was typed, also when the window closes over it."""
        super().hideEvent(event)
        self.tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, and Ctrl Enter, go back to the page."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        entered = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape or (entered and (control or self.tags.hasFocus())):
            self.tell()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _turn(self) -> None:
        under = self._kind is AnnotationKind.UNDERLINE
        self.kind_chosen.emit(AnnotationKind.HIGHLIGHT if under else AnnotationKind.UNDERLINE)

    def _tag_typed(self, text: str) -> None:
        if text.endswith(","):
            self._tell_tags()

    def _tell_tags(self) -> None:
        tags = _parts(self.tags.text())
        if self.annotation_id and tags != self._tags:
            self._tags = tags
            self.tags_edited.emit(self.annotation_id, tags)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.colours)
        row.addWidget(self.underline)
        row.addStretch(1)
        row.addWidget(self.quote)
        row.addWidget(self.copy)
        row.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._state)
        layout.addWidget(self.text)
        layout.addWidget(self.tags)

    def _restyle(self) -> None:
        self.text.setFixedHeight(self._theme.px(_HIGH))
        self.tags.setFixedHeight(self._theme.px(30))
        self.tags.setFont(self._theme.font("body"))


class _TagCompleter(QCompleter):
    """Completes the tag after the last comma."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: object) -> str:
        field = self.widget()
        before = field.text().rpartition(",")[0] if isinstance(field, QLineEdit) else ""
        tag = super().pathFromIndex(index)  # type: ignore[arg-type]  # Qt's own index
        return f"{before}, {tag}" if before else tag


def _parts(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := " ".join(part.split())))
