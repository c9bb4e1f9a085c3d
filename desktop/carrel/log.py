"""The log: one rotating file a process kind, warnings also on stderr."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_log(folder: Path | None, name: str, *, told: int = logging.WARNING) -> None:
    """Log to ``folder/name.log`` (three files of 1 MB kept), and what is of level `told` to stderr; no folder: that alone."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    stderr = logging.StreamHandler()
    stderr.setLevel(told)
    handlers: list[logging.Handler] = [stderr]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                folder / f"{name}.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
            )
        )
    for handler in handlers:
        handler.setFormatter(logging.Formatter(_FORM))
        root.addHandler(handler)
