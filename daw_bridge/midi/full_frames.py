"""Write time code as MIDI has it, in four bytes, and in the message that sets it."""

from __future__ import annotations

from collections.abc import Sequence

from daw_bridge.midi.messages import real_time, real_time_sysex
from daw_bridge.time_code import (
    DROP_29_97,
    FILM_24,
    FULL_30,
    PAL_25,
    PULLED_23_976,
    PULLED_29_97,
    FrameRate,
    TimeCode,
)

MIDI_RATES: tuple[FrameRate, ...] = (FILM_24, PAL_25, DROP_29_97, FULL_30)
"""By the two bits that MIDI has for them."""

PULLED_RATES: tuple[FrameRate, ...] = (PULLED_23_976, PAL_25, DROP_29_97, PULLED_29_97)
"""The same bits in a project that runs at 23.976 or 29.97 frames: the code does not tell."""

_FULL_FRAME = bytes([0x01, 0x01])
"""Time code, in full."""

_RATE_SHIFT, _HOURS = 5, 0x1F
"""Where the byte of hours has the rate, and which bits are hours."""


def from_bytes(
    data: Sequence[int], rates: Sequence[FrameRate] = MIDI_RATES, subframes: int = 0
) -> TimeCode:
    """Read the four bytes of hours with rate, minutes, seconds and frames.

    Raises:
        ValueError: they name no frame.
    """
    hours, minutes, seconds, frames = data
    rate = rates[hours >> _RATE_SHIFT & 0b11]
    return TimeCode(hours & _HOURS, minutes, seconds, frames, rate, subframes)


def to_bytes(code: TimeCode, rates: Sequence[FrameRate] = MIDI_RATES) -> bytes:
    """Give four bytes: undo `from_bytes`."""
    hours = rates.index(code.rate) << _RATE_SHIFT | code.hours
    return bytes([hours, code.minutes, code.seconds, code.frames])


def parse_full_frame(message: bytes, rates: Sequence[FrameRate] = MIDI_RATES) -> TimeCode | None:
    """Read a message that tells where time code was set to; None of any other message."""
    content = real_time(message)
    if content is None or content[:2] != _FULL_FRAME or len(content) != 6:
        return None
    try:
        return from_bytes(content[2:], rates)
    except ValueError:
        return None


def full_frame(code: TimeCode, rates: Sequence[FrameRate] = MIDI_RATES) -> bytes:
    """Make the message that sets time code: undo `parse_full_frame`."""
    return real_time_sysex(_FULL_FRAME + to_bytes(code, rates))
