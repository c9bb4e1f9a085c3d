"""The topics papers can have: the person's own, which are written here, and those that come with Carrel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.domain.digest import Topic
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.group import SettingGroup
from carrel.ui.settings.row import SettingRow
from carrel.ui.settings.topic_editor import TopicEditor
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Paragraph

_ABOUT = (
    "A paper gets up to four with its digest, by its title, abstract and arXiv categories. When you add or change one, the "
    "papers that have digests are looked at anew on this computer; their digests stay as they are."
)
_SHIPPED = "These come with Carrel"
_NEW = 0


class TopicSettings(SettingGroup):
    """One topic at a time is edited, in its place; the list stays as it is meanwhile. `opened` carries the editor."""

    opened = Signal(QWidget)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__(theme, carrel, background, "Topics")
        self.column.addWidget(Paragraph(theme, _ABOUT))
        self.column.addSpacing(theme.px(4))
        self._own = QVBoxLayout()
        self._own.setSpacing(0)
        self.column.addLayout(self._own)
        self._rows: dict[int, SettingRow] = {}
        self._edits: dict[int, Button] = {}
        self.editor: TopicEditor | None = None
        self._edited = _NEW
        self.column.addSpacing(theme.px(10))
        self.add_button = Button(theme, "Add a topic", "plus", clicked=lambda: self.edit(Topic("", "")))
        self.column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(theme.px(16))
        self._show_shipped(carrel.topics.shipped)
        bridge.changes.connect(self._changed)
        self._read()

    def edit(self, topic: Topic) -> None:
        """Open the editor in the place of `topic`; what was being written about another is left."""
        self._close()
        self.editor = TopicEditor(self.theme, topic)
        self.editor.kept.connect(self._keep)
        self.editor.left.connect(self._leave)
        self._edited = topic.id
        self._place_editor()
        self.editor.show()
        self.editor.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit(self.editor)

    def _show_shipped(self, topics: tuple[Topic, ...]) -> None:
        theme = self.theme
        self.column.addWidget(Label(theme, _SHIPPED, "meta", "text-2", weight=500))
        self.column.addSpacing(theme.px(4))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(1, 1)
        for row, topic in enumerate(topics):
            grid.addWidget(Label(theme, topic.name, "meta", "text-2"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(theme, topic.description, "meta", "text-3"), row, 1)
        self.column.addLayout(grid)

    def _changed(self, changes: Changes) -> None:
        if changes.topics:
            self._read()

    def _read(self) -> None:
        self.background.latest("own", lambda: self.carrel.topics.own, self._show)

    def _show(self, topics: tuple[Topic, ...]) -> None:
        """Show rows for these topics. The focus stays with its topic, or goes on to the next where that is gone."""
        focus = QApplication.focusWidget()
        focused = next((one for one, row in self._rows.items() if focus is not None and row.isAncestorOf(focus)), _NEW)
        if self._edited not in {_NEW, *(topic.id for topic in topics)}:
            self._leave()
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows, self._edits = {}, {}
        for topic in topics:
            self._own.addWidget(self._row(topic))
        self._place_editor()
        if focused != _NEW:
            self._focus(next((one for one in self._edits if one >= focused), _NEW))

    def _row(self, topic: Topic) -> SettingRow:
        edit = Button(self.theme, "Edit", look="small", clicked=lambda: self.edit(topic))
        edit.setAccessibleName(f"Edit topic {topic.name}")
        remove = Button(self.theme, "Remove", look="small", clicked=lambda: self._remove(topic))
        remove.setAccessibleName(f"Remove topic {topic.name}")
        said = (topic.description, ", ".join(topic.phrases))
        row = SettingRow(self.theme, topic.name, "\n".join(one for one in said if one), (edit, remove))
        self._rows[topic.id], self._edits[topic.id] = row, edit
        return row

    def _place_editor(self) -> None:
        """Put the editor where its topic's row is, or at the end for a new one."""
        row = self._rows.get(self._edited)
        for one in self._rows.values():
            one.setVisible(one is not row or self.editor is None)
        self.add_button.setVisible(self.editor is None or row is not None)
        if self.editor is not None:
            self._own.insertWidget(self._own.indexOf(row) if row is not None else -1, self.editor)

    def _keep(self, topic: Topic) -> None:
        topics, editor = self.carrel.topics, self.editor

        def keep() -> Changes:
            return topics.change(topic) if topic.id else topics.add(topic.name, topic.description, topic.phrases)

        def kept(_changes: Changes) -> None:
            # Meanwhile another topic may have been opened.
            if self.editor is editor:
                self._leave()

        def refused(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            if self.editor is not None and self.editor is editor:
                self.editor.refuse(str(error))

        self.background.run(keep, kept, failed=refused)

    def _remove(self, topic: Topic) -> None:
        self.background.run(lambda: self.carrel.topics.remove(topic.id), lambda _changes: None)

    def _leave(self) -> None:
        """Close the editor; the focus goes back to where it was opened from."""
        focus, edited = QApplication.focusWidget(), self._edited
        inside = self.editor is not None and focus is not None and self.editor.isAncestorOf(focus)
        self._close()
        self._place_editor()
        if inside:
            self._focus(edited)

    def _close(self) -> None:
        if self.editor is not None:
            self.editor.hide()
            self._own.removeWidget(self.editor)
            self.editor.deleteLater()
        self.editor, self._edited = None, _NEW

    def _focus(self, topic_id: int) -> None:
        self._edits.get(topic_id, self.add_button).setFocus(Qt.FocusReason.TabFocusReason)
