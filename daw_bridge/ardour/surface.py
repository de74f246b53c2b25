"""Speak Ardour's OSC as a control surface does: the only place that knows its addresses.

>>> from daw_bridge.osc_codec import OscMessage
>>> transport = Transport()
>>> [*transport.take(OscMessage("/transport_play", (1.0,)), 48_000)]
[]
>>> [*transport.take(OscMessage("/position/samples", ("72000",)), 48_000)]
[Playing(position=1.5, rate=1.0)]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from daw_bridge.osc_codec import OscMessage
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

PORTS = range(3819, 3823)
"""On which Ardour listens: the first of them that is free when it starts."""

_HEARTBEAT, _MASTER_AND_TRANSPORT, _SAMPLES = 8, 16, 1024
_FEEDBACK = _HEARTBEAT + _MASTER_AND_TRANSPORT + _SAMPLES

_SIGNS = frozenset(
    "/heartbeat /session_name /transport_play /transport_stop /position/samples".split()
)
"""What Ardour says again and again."""

_LATEST = 2**31 - 1
"""The last sample that a message can name, half a day into the session."""

_JUMP = 0.5
"""Seconds by which the position is elsewhere than it would be, had it gone on, when it has jumped;
it is told ten times a second."""


def hello(port: int) -> OscMessage:
    """Ask for feedback, and for answers to a port of ours; Ardour's own default is another's."""
    return OscMessage("/set_surface", (0, 0, _FEEDBACK, 0, 0, 0, port))


def goodbye(port: int) -> OscMessage:
    """Ask for no more feedback."""
    return OscMessage("/set_surface", (0, 0, 0, 0, 0, 0, port))


def play(position: float, rate: int) -> OscMessage:
    """Let Ardour play from a position on; `rate` is the session's, in hertz."""
    return OscMessage("/locate", (min(max(round(position * rate), 0), _LATEST), 1))


def stop() -> OscMessage:
    """Let Ardour stop."""
    return OscMessage("/transport_stop")


def run(action: str) -> OscMessage:
    """Let Ardour run one of its actions, or of the user's."""
    return OscMessage("/access_action", (action,))


def is_known(message: OscMessage) -> bool:
    """Tell a sign of Ardour's life from what another program may send."""
    return message.address in _SIGNS


def session_name(message: OscMessage) -> str | None:
    """Give the name of a session: the open one's after a greeting, else of what was just saved."""
    match message.address, message.args:
        case "/session_name", (str(name),) if name:
            return name
    return None


class Transport:
    """Follow what Ardour does, message by message.

    Args:
        clock: in seconds; only differences count.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._position: float | None = None
        self._at = 0.0
        self._rolls = self._told = False

    def take(self, message: OscMessage, rate: int) -> Iterator[TransportEvent]:
        """Yield what a message says is new; `rate` is the session's, in hertz."""
        match message.address, message.args:
            case "/transport_play", (1.0,) if not self._rolls:
                # Where it plays, the next position tells.
                self._rolls, self._told = True, False
            case "/transport_stop", (1.0,) if self._rolls:
                self._rolls = False
                if self._position is not None:
                    yield Stopped(self._position)
            case "/position/samples", (str(samples),) if _is_count(samples):
                yield from self._move(int(samples) / rate)

    def _move(self, position: float) -> Iterator[TransportEvent]:
        before, passed = self._position, self._clock() - self._at
        self._position, self._at = position, self._clock()
        if not self._rolls:
            if position != before:
                yield Located(position)
        elif before is None or not self._told or abs(position - before - passed) > _JUMP:
            self._told = True
            yield Playing(position)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(2**63))
