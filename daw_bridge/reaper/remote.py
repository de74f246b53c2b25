"""Play and stop REAPER, by OSC where REAPER answers, else by letter; and follow its transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from daw_bridge.daw import DawError
from daw_bridge.osc_codec import OscMessage
from daw_bridge.reaper.letters import PLAY, STOP
from daw_bridge.reaper.surface import ADDRESSES, Feedback, Surface
from daw_bridge.spool import Spool
from daw_bridge.transport import Playing, Stopped, TransportEvent

_ANSWER = 0.5
"""Seconds in which a command by OSC shows its effect."""


@dataclass(frozen=True, slots=True)
class _Command:
    """Hold a command that went out by OSC, until REAPER does it."""

    kind: str
    data: Mapping[str, Any]
    sent_at: float


class Remote:
    """Hold both ways to REAPER's transport.

    Feedback comes on change only, and a device may send without listening. So a command counts as
    heard when REAPER does it; one that shows no effect goes out again, as a letter.

    Args:
        clock: gives seconds that only grow.

    Attributes:
        surface: the link to REAPER's OSC device; None without one.
    """

    def __init__(self, spool: Spool, clock: Callable[[], float]) -> None:
        self.surface: Surface | None = None
        self._spool = spool
        self._clock = clock
        self._feedback = Feedback(clock)
        self._heard = False
        self._command: _Command | None = None

    def order(self, kind: str, data: Mapping[str, Any], script_runs: bool) -> None:
        """Let REAPER play or stop.

        Args:
            kind: `PLAY`, with a position in `data`, or `STOP`.
            data: as in a letter.
            script_runs: whether somebody reads letters now.

        Raises:
            DawError: neither way is open, or the message cannot be sent.
            ProjectError: the letter cannot be written.
        """
        if self.surface and self._heard:
            _BY_OSC[kind](self.surface, data)
            self._command = _Command(kind, data, self._clock())
        elif script_runs:
            self._write(kind, data)
        else:
            raise DawError("REAPER is not connected; start it, and Takelane's action in it")

    def tick(self, script_runs: bool) -> list[TransportEvent]:
        """Write as a letter what OSC has not brought across, and notice that feedback has ceased.

        Raises:
            ProjectError: the letter cannot be written.
        """
        command = self._command
        if command and self._clock() - command.sent_at > _ANSWER:
            self._heard, self._command = False, None
            if script_runs:
                self._write(command.kind, command.data)
        return self._feedback.tick()

    def forget(self) -> None:
        """Take back what was written for a REAPER that is gone; later it would be absurd."""
        for kind in _BY_OSC:
            self._spool.recall(kind)

    def poll(self) -> None:
        """Let a script that does not run now read its letters, where OSC can start it.

        Raises:
            DawError: the message cannot be sent.
        """
        if self.surface and self._heard:
            self.surface.poll()

    def hear(self, message: OscMessage) -> list[TransportEvent]:
        """Take a message of REAPER's OSC device, and tell what it changes."""
        self._heard |= message.address in ADDRESSES
        events = self._feedback.receive(message)
        command = self._command
        if command and any(isinstance(event, _SHOWN_BY[command.kind]) for event in events):
            self._command = None
        return events

    def _write(self, kind: str, data: Mapping[str, Any]) -> None:
        """Write a letter in the place of those that still wait: only the last wish counts."""
        self.forget()
        self._spool.send(kind, data, kind)


_BY_OSC: dict[str, Callable[[Surface, Mapping[str, Any]], None]] = {
    PLAY: lambda surface, data: surface.play(data["position"]),
    STOP: lambda surface, data: surface.stop(),
}

_SHOWN_BY: dict[str, type[TransportEvent]] = {PLAY: Playing, STOP: Stopped}
"""What tells that a command was heard."""
