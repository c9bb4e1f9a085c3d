"""The topics papers can have: the person's own, which are written here, and those that come with Carrel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from carrel.domain.changes import Changes
from carrel.domain.digest import Topic
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.settings.edited_list import EditedList, Entry, Kind
from carrel.ui.settings.group import SettingGroup
from carrel.ui.theme import Theme
from carrel.ui.widgets import Label, Paragraph

_ABOUT = (
    "A paper gets up to four with its digest, by its title, abstract and arXiv categories. When you add or change one, the "
    "papers that have digests are looked at anew on this computer; their digests stay as they are."
)
_SHIPPED = "These come with Carrel"
_FIELDS = (
    ("Name", "Such as Causal inference"),
    ("What it is about", "Effects of causes from data: confounders, interventions, natural experiments"),
    ("Words and phrases papers of it use", "causal effect, confounder, instrumental variable"),
)


class TopicSettings(SettingGroup):
    """The person's own topics in a list that is written in; those of Carrel under it."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__(theme, carrel, background, "Topics")
        self.column.addWidget(Paragraph(theme, _ABOUT))
        self.column.addSpacing(theme.px(4))
        self.own = EditedList(theme, background, Kind("topic", _FIELDS, self._keep, carrel.topics.remove))
        self.column.addWidget(self.own)
        self.column.addSpacing(theme.px(16))
        self._show_shipped(carrel.topics.shipped)
        bridge.changes.connect(self._changed)
        self._read()

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
        self.own.show_entries(tuple(_entry(topic) for topic in topics))

    def _keep(self, number: int, texts: tuple[str, ...]) -> Changes:
        name, about, typed = texts
        phrases = tuple(phrase.strip() for phrase in typed.split(",") if phrase.strip())
        topics = self.carrel.topics
        return topics.change(Topic(name, about, phrases, number)) if number else topics.add(name, about, phrases)


def _entry(topic: Topic) -> Entry:
    phrases = ", ".join(topic.phrases)
    said = "\n".join(one for one in (topic.description, phrases) if one)
    return Entry(topic.id, topic.name, said, (topic.name, topic.description, phrases))
