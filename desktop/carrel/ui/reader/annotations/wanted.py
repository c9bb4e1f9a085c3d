"""The annotation that a paper is opened at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carrel.domain.annotation import Annotation
from carrel.ui.reader.annotations.kept import KeptAnnotations


class WantedAnnotation(QObject):
    """Goes to an annotation once it is known where it stands."""

    def __init__(self, kept: KeptAnnotations, go: Callable[[Annotation], object]) -> None:
        super().__init__(kept)
        self._kept = kept
        self._go = go
        self._wanted = 0
        kept.loaded.connect(self._look)

    def show(self, annotation_id: int) -> None:
        """Go to it, now or when it is there; 0 for none."""
        self._wanted = annotation_id
        self._look()

    def _look(self) -> None:
        found = self._kept.here.get(self._wanted)
        if found is not None:
            self._wanted = 0
            self._go(found)
