"""Whether work that nobody waits for has to wait for mains power."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psutil

from carrel.domain.changes import Changes
from carrel.services.events import Event, Events
from carrel.services.settings import SettingsService

_LOOK_SECONDS = 60.0
_JOIN_SECONDS = 1.0


def on_battery() -> bool:
    """Whether this computer runs on its battery; never where it has none, or where that cannot be told."""
    look = getattr(psutil, "sensors_battery", None)
    try:
        battery = look() if look is not None else None
    except (OSError, RuntimeError, ValueError, psutil.Error):
        # Drivers of batteries tell odd things; then the computer is as good as plugged in.
        return False
    return battery is not None and battery.power_plugged is False


class Power:
    """Looks once a minute, and whenever a setting changed, whether the computer runs on its battery."""

    def __init__(self, settings: SettingsService, events: Events, battery: Callable[[], bool] = on_battery) -> None:
        """`battery` says whether the computer runs on its battery."""
        self._settings = settings
        self._events = events
        self._battery = battery
        self._looking = threading.Lock()
        self._waits: bool | None = None
        self._wanted = threading.Event()
        self._ending = False
        self._thread: threading.Thread | None = None
        self._unsubscribe = events.subscribe(self._note)

    @property
    def waits(self) -> bool:
        """Whether such work waits for mains power, as it was when looked at last."""
        return self._look()[1] if self._waits is None else self._waits

    def start(self) -> None:
        """Look from now on."""
        self._thread = threading.Thread(target=self._run, name="power", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._unsubscribe()
        self._ending = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def look(self) -> None:
        """See how it is now; what changed is told as a change of the settings, upon which the lanes look again."""
        before, waits = self._look()
        if before is not None and before is not waits:
            self._events.publish(Changes(settings=True))

    def _look(self) -> tuple[bool | None, bool]:
        """How it was before, and how it is now."""
        with self._looking:
            before = self._waits
            self._waits = waits = self._settings.current.on_battery == "pause" and self._battery()
            return before, waits

    def _note(self, event: Event) -> None:
        if isinstance(event, Changes) and event.settings:
            self._wanted.set()

    def _run(self) -> None:
        while not self._ending:
            self.look()
            self._wanted.wait(_LOOK_SECONDS)
            self._wanted.clear()
