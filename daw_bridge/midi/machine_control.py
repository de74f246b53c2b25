"""Read and make MIDI machine control: what one transport asks of another.

>>> parse_command(command(Command.PLAY))
<Command.PLAY: 2>
>>> str(parse_command(locate(TimeCode(1, 2, 3, 4, MIDI_RATES[1]))).code)
'01:02:03:04'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from daw_bridge.midi.full_frames import MIDI_RATES, from_bytes, to_bytes
from daw_bridge.midi.messages import EVERY_DEVICE, real_time, real_time_sysex
from daw_bridge.time_code import FrameRate, TimeCode

_MACHINE_CONTROL = 0x06

_LOCATE = bytes([_MACHINE_CONTROL, 0x44, 0x06, 0x01])
"""Go to a target of six bytes: the time code that follows."""

_SIXTY, _FRAMES = 0x3F, 0x1F
"""Bits of minutes and seconds, and of frames; those above them are flags."""

_NEGATIVE, _HAS_STATUS = 0x40, 0x20
"""Flags of the byte of frames: before midnight; the byte after it counts no subframes."""


class Command(Enum):
    """Name the commands that need no more said."""

    STOP = 0x01
    PLAY = 0x02
    DEFERRED_PLAY = 0x03
    FAST_FORWARD = 0x04
    REWIND = 0x05
    RECORD = 0x06
    RECORD_EXIT = 0x07
    PAUSE = 0x09


@dataclass(frozen=True, slots=True)
class Locate:
    """Ask to go to a place."""

    code: TimeCode


_COMMANDS = {command.value: command for command in Command}


def parse_command(
    message: bytes, rates: Sequence[FrameRate] = MIDI_RATES
) -> Command | Locate | None:
    """Read a message of machine control; None of any other, or if Takelane does not know it."""
    content = real_time(message)
    if content is None or content[0] != _MACHINE_CONTROL:
        return None
    if len(content) == 2:
        return _COMMANDS.get(content[1])
    return _parse_locate(content, rates)


def command(name: Command, device: int = EVERY_DEVICE) -> bytes:
    """Make the message of a command."""
    return real_time_sysex(bytes([_MACHINE_CONTROL, name.value]), device)


def locate(
    code: TimeCode, device: int = EVERY_DEVICE, rates: Sequence[FrameRate] = MIDI_RATES
) -> bytes:
    """Make the message that asks to go to a place."""
    return real_time_sysex(_LOCATE + to_bytes(code, rates) + bytes([code.subframes]), device)


def _parse_locate(content: bytes, rates: Sequence[FrameRate]) -> Locate | None:
    target = content[len(_LOCATE) :]
    if not content.startswith(_LOCATE) or len(target) != 5 or target[3] & _NEGATIVE:
        return None
    hours, minutes, seconds, frames, subframes = target
    if frames & _HAS_STATUS:
        subframes = 0
    numbers = (hours, minutes & _SIXTY, seconds & _SIXTY, frames & _FRAMES)
    try:
        return Locate(from_bytes(numbers, rates, subframes))
    except ValueError:
        return None
