"""Papers on their way from a list to a collection: what a drag carries."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

MIME_TYPE = "application/x-carrel-papers"


def papers_mime(ids: Sequence[int]) -> QMimeData:
    """What a drag of these papers carries."""
    data = QMimeData()
    data.setData(MIME_TYPE, json.dumps(list(ids)).encode("ascii"))
    return data


def dragged_papers(data: QMimeData) -> list[int]:
    """The ids of papers that `data` carries; none where it carries something else."""
    if not data.hasFormat(MIME_TYPE):
        return []
    try:
        ids = json.loads(data.data(MIME_TYPE).toStdString())
    except ValueError:
        return []
    return [one for one in ids if isinstance(one, int)] if isinstance(ids, list) else []
