"""Markdown is read back by Qt's parser, which needs an application but no screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
