"""Stand in for a MIDI port: a script pushes what comes, and reads what was sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from daw_bridge.midi.ports import NAME, MidiPort, MidiReceived, OnEvent, PortFound, PortLost


class FakePort(MidiPort):
    """Do as a port does, when told to.

    Args:
        sent: is filled with every message that found the port there.
    """

    def __init__(
        self, on_event: OnEvent, name: str = NAME, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.sent: list[bytes] = []
        self._on_event = on_event
        self._name = name
        self._clock = clock
        self._there = True
        self._closed = False

    def send(self, message: bytes) -> bool:
        """Remember a message, if the port is there."""
        reached = self._there and not self._closed
        if reached:
            self.sent.append(message)
        return reached

    def close(self) -> None:
        """Let go of the port."""
        self._closed = True

    def push(self, *messages: Iterable[int]) -> None:
        """Let messages come in, now."""
        for message in messages:
            if self._there and not self._closed:
                self._on_event(MidiReceived(bytes(message), self._clock()))

    def lose(self) -> None:
        """Pull the plug."""
        self._change(there=False)

    def find(self) -> None:
        """Put it in again."""
        self._change(there=True)

    def _change(self, *, there: bool) -> None:
        if there != self._there and not self._closed:
            self._there = there
            self._on_event(PortFound(self._name) if there else PortLost(self._name))
