"""Errors raised in methods that Qt calls are told, and do not end the process.

Where such a method is called while Python waits for Qt (`hideEvent` within a call of `hide`), PySide keeps its error until Qt
comes back, and writes into it which method it was. Before 3.12 Python leaves an error that its own C code raised (an index out
of range, a wrong argument, an object that Qt deleted already) as a bare string until somebody handles it; PySide 6.11 takes
that string for the error, and the process ends. So each method that Qt may call handles its errors and raises them again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from types import FunctionType

from PySide6.QtCore import QObject


def make_errors_whole() -> None:
    """Have every class that is derived from one of Qt's from now on raise whole errors from the methods it overrides."""
    QObject.__init_subclass__ = classmethod(_derived)  # type: ignore[assignment]  # no class of Qt asks for it


def _derived(kind: type[QObject], /, **named: object) -> None:
    super(QObject, kind).__init_subclass__(**named)
    for name, method in list(vars(kind).items()):
        if isinstance(method, FunctionType) and not name.startswith("__") and hasattr(super(kind, kind), name):
            setattr(kind, name, _whole(method))


def _whole(method: FunctionType) -> Callable[..., object]:
    code = method.__code__
    # PySide gives a slot as many arguments as it can take: this one could take any number.
    most = None if code.co_flags & inspect.CO_VARARGS else code.co_argcount

    @wraps(method)
    def call(*arguments: object, **named: object) -> object:
        try:
            return method(*arguments[:most], **named)
        except BaseException:  # noqa: TRY203 - Python makes an error whole before a handler sees it
            raise

    return call
