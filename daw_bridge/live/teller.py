"""Hand events on, one at a time and in order, whoever has them and however long it takes."""

from __future__ import annotations

import threading
from queue import SimpleQueue

from daw_bridge.daw import DawEvent, OnDawEvent


class Teller:
    """Call `on_event` on a thread of its own, so that nobody who has an event ever waits."""

    def __init__(self, on_event: OnDawEvent) -> None:
        self._on_event = on_event
        self._events: SimpleQueue[DawEvent | None] = SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="takelane-live-events", daemon=True)
        self._thread.start()

    def tell(self, event: DawEvent) -> None:
        """Have an event handed on."""
        self._events.put(event)

    def close(self) -> None:
        """Hand on nothing more once this returns."""
        self._closed.set()
        self._events.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while (event := self._events.get()) is not None:
            if not self._closed.is_set():
                self._on_event(event)
