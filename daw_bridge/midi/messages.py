"""Name the bytes of MIDI that Takelane understands; a message is `bytes`, whole as on the wire."""

from __future__ import annotations

NOTE_OFF, NOTE_ON, CONTROL_CHANGE = 0x80, 0x90, 0xB0
"""Of channel 0; the channel is in the lower four bits."""

SYSEX, QUARTER_FRAME, SONG_POINTER, SYSEX_END = 0xF0, 0xF1, 0xF2, 0xF7
CLOCK, START, CONTINUE, STOP = 0xF8, 0xFA, 0xFB, 0xFC

REAL_TIME = 0x7F
"""Says, as the id of a maker, that a sysex is for everyone and for now."""

EVERY_DEVICE = 0x7F

N_CHANNELS = 16

CLOCKS_PER_BEAT = 24
CLOCKS_PER_STEP = 6
"""In a sixteenth, by which song position counts."""


def real_time(message: bytes) -> bytes | None:
    """Give what a real-time sysex says, behind its device; None of any other message.

    >>> real_time(bytes.fromhex("f0 7f 7f 06 02 f7")).hex()
    '0602'
    """
    ends = message[:1] == bytes([SYSEX]) and message[-1:] == bytes([SYSEX_END])
    if not ends or len(message) < 5 or message[1] != REAL_TIME:
        return None
    return message[3:-1]


def real_time_sysex(content: bytes, device: int = EVERY_DEVICE) -> bytes:
    """Make a real-time sysex for a device: undo `real_time`."""
    return bytes([SYSEX, REAL_TIME, device, *content, SYSEX_END])
