"""Speak REAPER's OSC: follow its transport, and play and stop it.

REAPER need not have an OSC device for Takelane; letters do the same a little later. Where it has
one, REAPER listens on 8000 and sends to 9000, and its rules hold: a message has at most 1024 bytes
and no arguments but whole numbers, floats of 32 bits and text; feedback comes on change only, 15 to
30 times a second while it plays.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from daw_bridge.fields import is_number
from daw_bridge.osc import OscLink
from daw_bridge.osc_codec import OscArg, OscError, OscMessage, encode
from daw_bridge.reaper.lanes import LATEST
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

TIME, PLAY, STOP = "/time", "/play", "/stop"
"""Both ways: where the playhead is, and whether it moves."""

ADDRESSES = (TIME, PLAY, STOP)
"""What is understood of REAPER's feedback."""

POLL = "/action/_TAKELANE_POLL"
"""To REAPER: run the script, so that it reads its letters now."""

SEND_PORT, LISTEN_PORT = 8000, 9000
"""Ports that REAPER's own dialog proposes, seen from Takelane."""

LARGEST_MESSAGE = 1024
"""Bytes; REAPER drops a longer message and everything queued behind it."""

_JUMP = 0.5
"""Seconds; a playhead that is farther from where it should be went to another place."""

_DRIFT = 0.1
"""Seconds that told position and playhead may part before it is told again."""

_SILENCE = 1.0
"""Seconds without a position after which REAPER does not play any more."""

_STEADY = 0.3
"""Seconds of steady movement after which REAPER plays, though the word of it was never heard."""

_SAME_PACE = 0.06
"""Seconds by which a steady step may differ from the time that passed."""


class Surface:
    """Send REAPER commands; nobody may be there to hear them."""

    def __init__(self, link: OscLink) -> None:
        self._link = link

    def play(self, position: float) -> None:
        """Let REAPER play from a position on.

        Raises:
            DawError: the message cannot be sent.
        """
        self._send(TIME, position)
        self._send(PLAY, 1.0)

    def stop(self) -> None:
        """Let REAPER stop.

        Raises:
            DawError: the message cannot be sent.
        """
        self._send(STOP, 1.0)

    def poll(self) -> None:
        """Let the script read its letters now.

        Raises:
            DawError: the message cannot be sent.
        """
        self._send(POLL, 1.0)

    def close(self) -> None:
        """Let go of the port."""
        self._link.close()

    def _send(self, address: str, *args: OscArg) -> None:
        check_message(OscMessage(address, args))
        self._link.send(address, *args)


def check_message(message: OscMessage) -> None:
    """Hold the limits of REAPER's own decoder.

    Raises:
        OscError: REAPER would not understand the message, or lose others with it.
    """
    for arg in message.args:
        if type(arg) not in (int, float, str):
            raise OscError(f"{message.address}: REAPER takes no {type(arg).__name__}")
        if isinstance(arg, int) and not -(2**31) <= arg < 2**31:
            raise OscError(f"{message.address}: REAPER takes no number of more than 32 bits")
    if len(encode(message)) > LARGEST_MESSAGE:
        raise OscError(f"{message.address}: REAPER takes {LARGEST_MESSAGE} bytes at most")


class Feedback:
    """Turn what REAPER's OSC device sends into what the transport does.

    Args:
        clock: gives seconds that only grow.

    Attributes:
        playing: whether REAPER plays, as far as it is known.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.playing = False
        self._position = 0.0
        self._at = -math.inf
        self._told = (0.0, 0.0)
        self._steady_since = math.inf

    def receive(self, message: OscMessage) -> list[TransportEvent]:
        """Take a message; one of other things, or without the number it needs, says nothing."""
        understand = _MEANINGS.get(message.address)
        value = message.args[0] if message.args else None
        if understand is None or not is_number(value, -LATEST, LATEST):
            return []
        return understand(self, float(value), self._clock())

    def tick(self) -> list[TransportEvent]:
        """Notice that positions have ceased; ask a few times a second."""
        silent = self._clock() - self._at > _SILENCE
        return self._stop() if self.playing and silent else []

    def _hear_time(self, position: float, now: float) -> list[TransportEvent]:
        step, passed = position - self._position, now - self._at
        if abs(step - passed) > _SAME_PACE:
            self._steady_since = now
        self._position, self._at = position, now
        if self.playing:
            return self._follow(position, now, jumped=abs(step - passed) > _JUMP)
        if now - self._steady_since > _STEADY:
            return self._start(now)
        return [Located(position)] if step else []

    def _follow(self, position: float, now: float, jumped: bool) -> list[TransportEvent]:
        """Tell of a jump, and of a position that has parted from what was told."""
        told, at = self._told
        if not jumped and abs(position - (told + now - at)) < _DRIFT:
            return []
        return [*([Located(position)] if jumped else []), *self._start(now)]

    def _hear_play(self, value: float, now: float) -> list[TransportEvent]:
        if (value > 0) == self.playing:
            return []
        if value <= 0:
            return self._stop()
        # Positions follow; until then there is no silence.
        self._at = now
        return self._start(now)

    def _hear_stop(self, value: float, now: float) -> list[TransportEvent]:
        return self._stop() if value > 0 and self.playing else []

    def _start(self, now: float) -> list[TransportEvent]:
        self.playing = True
        self._told = (self._position, now)
        return [Playing(self._position)]

    def _stop(self) -> list[TransportEvent]:
        self.playing = False
        self._steady_since = math.inf
        return [Stopped(self._position)]


_MEANINGS: dict[str, Callable[[Feedback, float, float], list[TransportEvent]]] = {
    TIME: Feedback._hear_time,
    PLAY: Feedback._hear_play,
    STOP: Feedback._hear_stop,
}
