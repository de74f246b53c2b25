"""Follow MIDI time code: eight pieces tell one frame, while the tape runs on by two.

Piece `k` comes `k` quarter frames after the frame that the eight spell, whichever way the tape
runs. So the position is known to a quarter frame from the first whole eight on: forward it is
1.75 frames past their frame with the last piece and two with the next, backward it is on it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from daw_bridge.midi.full_frames import MIDI_RATES, from_bytes, to_bytes
from daw_bridge.midi.messages import QUARTER_FRAME
from daw_bridge.time_code import FrameRate, TimeCode

_PIECES = 8
_PER_FRAME = 4

_SILENCE = 0.125
"""Seconds after which what comes may be from anywhere; an eighth of the speed still follows."""

_REACH = 2
"""Quarter frames to the next piece: one may be lost, or come before its neighbour."""

_BRIEF = 0.045
"""Seconds; after longer ones, several pieces lost ahead look like a few steps back."""

_MEMORY = 3
"""Steps that tell, together, which way the tape runs."""


@dataclass(frozen=True, slots=True)
class Position:
    """Say where the tape was when a piece came.

    Args:
        quarters: of a frame, since midnight.
    """

    quarters: int
    rate: FrameRate
    forward: bool

    @property
    def time(self) -> float:
        """Give the seconds since midnight."""
        return float(Fraction(self.quarters, _PER_FRAME) / self.rate.per_second)

    @property
    def code(self) -> TimeCode:
        """Name the frame."""
        return TimeCode.from_frame_count(self.quarters // _PER_FRAME, self.rate)


class QuarterFrames:
    """Put the pieces together, and go on where one is lost, doubled or out of order.

    A piece that does not say what is expected of it ends the trust; the next eight earn it again.

    Args:
        rates: what the two bits of rate mean: `MIDI_RATES`, or `PULLED_RATES`.
    """

    def __init__(self, rates: Sequence[FrameRate] = MIDI_RATES) -> None:
        self._rates = rates
        self.reset()

    def reset(self) -> None:
        """Forget all pieces; eight in a row have to come before the next position."""
        self._heard = -math.inf
        self._latest: deque[tuple[int, int]] = deque(maxlen=_PIECES)
        self._steps: deque[int] = deque(maxlen=_MEMORY)
        self._position: Position | None = None

    def receive(self, message: bytes, now: float) -> Position | None:
        """Take a message; give the position where it is a piece and the place is known."""
        if len(message) != 2 or message[0] != QUARTER_FRAME or message[1] > 0x7F:
            return None
        if now - self._heard > _SILENCE:
            self.reset()
        brief = now - self._heard < _BRIEF
        self._heard = now
        piece, nibble = divmod(message[1], 16)
        position = self._followed(piece, nibble, brief)
        self._latest.append((piece, nibble))
        self._position = position or self._gathered()
        return self._position

    def _followed(self, piece: int, nibble: int, brief: bool) -> Position | None:
        """Go on to a piece that is near the one before it and says what it should."""
        if self._position is None:
            return None
        rate = self._position.rate
        half = _PIECES // 2
        step = (piece - self._latest[-1][0] + half) % _PIECES - half
        quarters = (self._position.quarters + step) % (rate.per_day * _PER_FRAME)
        code = TimeCode.from_frame_count((quarters - piece) // _PER_FRAME, rate)
        near = abs(step) <= _REACH if brief else step == (1 if self._position.forward else -1)
        if not near or _nibbles(code, self._rates)[piece] != nibble:
            return None
        self._steps.append(step)
        return Position(quarters, rate, sum(self._steps) >= 0)

    def _gathered(self) -> Position | None:
        """Read the latest eight pieces, if they came in order up or down."""
        pieces = [piece for piece, _ in self._latest]
        last, step = pieces[-1], 1 if pieces[-1] else -1
        if pieces != list(range(_PIECES))[::step]:
            return None
        try:
            code = _code([nibble for _, nibble in self._latest][::step], self._rates)
        except ValueError:
            return None
        self._steps.extend([step] * _MEMORY)
        return Position(code.frame_count * _PER_FRAME + last, code.rate, forward=step > 0)


def quarter_frames(code: TimeCode, rates: Sequence[FrameRate] = MIDI_RATES) -> list[bytes]:
    """Make the eight messages that spell a frame, in the order of a tape that runs forward."""
    nibbles = enumerate(_nibbles(code, rates))
    return [bytes([QUARTER_FRAME, piece << 4 | nibble]) for piece, nibble in nibbles]


def _nibbles(code: TimeCode, rates: Sequence[FrameRate]) -> list[int]:
    """Split a code, frames first, into low and high halves of its bytes."""
    return [half for byte in reversed(to_bytes(code, rates)) for half in (byte & 15, byte >> 4)]


def _code(nibbles: Sequence[int], rates: Sequence[FrameRate]) -> TimeCode:
    pairs = zip(nibbles[::2], nibbles[1::2], strict=True)
    return from_bytes([high << 4 | low for low, high in pairs][::-1], rates)
