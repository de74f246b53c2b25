"""Take Standard MIDI files apart into events, and put them together.

What comes as a chunk of no known kind, or as a message that nobody knows, is let by with its time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from daw_bridge.midi.messages import SYSEX, SYSEX_END

LARGEST = 16 * 2**20
"""Bytes of a file; larger ones hold no song."""

MOST_EVENTS = 1_000_000

META = 0x100
"""Is added to the kind of what is about the music, to tell it from the status of a message."""

TEXT, TRACK_NAME, LYRIC, MARKER, CUE_POINT = (META + n for n in (0x01, 0x03, 0x05, 0x06, 0x07))
TRACK_END, SET_TEMPO, SMPTE_OFFSET = (META + n for n in (0x2F, 0x51, 0x54))

_HEADER, _TRACK = b"MThd", b"MTrk"

_FARTHEST_HEADER = 256
"""Bytes of a wrapping, such as RIFF, that may come before the header."""

_META_STATUS = 0xFF

_DATA_BYTES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
"""Of messages of a channel, by the upper half of their status."""

_LARGEST_NUMBER = 0x0FFF_FFFF


class SmfError(ValueError):
    """Tell what is wrong with the bytes of a file."""


class Event(NamedTuple):
    """Hold a message, its status as kind, or a meta event; and the data behind it."""

    tick: int
    kind: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Smf:
    """Hold a file's tracks, not taken apart yet.

    Args:
        division: ticks of a beat; with the highest bit set, frames of a second and ticks of those.
    """

    format: int
    division: int
    tracks: tuple[bytes, ...]


def read_smf(data: bytes) -> Smf:
    """Find the header and the tracks.

    Raises:
        SmfError: there is no whole header.
    """
    start = data.find(_HEADER, 0, _FARTHEST_HEADER)
    if start < 0:
        raise SmfError("it has no MIDI header")
    chunks = _chunks(data, start)
    _, header = next(chunks, (_HEADER, b""))
    if len(header) < 6:
        raise SmfError("it ends in its header")
    kind, _, division = struct.unpack(">HHH", header[:6])
    return Smf(kind, division, tuple(content for name, content in chunks if name == _TRACK))


def events(track: bytes) -> Iterator[Event]:
    """Yield the events of a track until its end.

    Raises:
        SmfError: it breaks off, or what comes is no message.
    """
    at, tick, running = 0, 0, 0
    try:
        while at < len(track):
            delta, at = _number(track, at)
            tick += delta
            status = track[at]
            if status >= 0x80:
                at += 1
            else:
                status = running
            if status == _META_STATUS:
                kind = META + track[at]
                size, at = _number(track, at + 1)
            elif status in (SYSEX, SYSEX_END):
                kind = status
                size, at = _number(track, at)
            elif status >> 4 in _DATA_BYTES:
                kind = running = status
                size = _DATA_BYTES[status >> 4]
            else:
                raise SmfError("it has a message that no file may have")
            content = track[at : at + size]
            at += size
            if at > len(track) or (kind < SYSEX and max(content) >= 0x80):
                raise SmfError("it has a message that is not whole")
            yield Event(tick, kind, content)
            if kind == TRACK_END:
                return
    except IndexError:
        raise SmfError("it breaks off") from None


def write_smf(tracks: Sequence[Iterable[Event]], division: int) -> bytes:
    """Put a file together of tracks that run side by side; each is ended where its events end.

    Raises:
        SmfError: two events are too far apart.
    """
    header = struct.pack(">HHH", 1, len(tracks), division)
    chunks = [(_HEADER, header), *((_TRACK, _packed(track)) for track in tracks)]
    return b"".join(name + struct.pack(">I", len(data)) + data for name, data in chunks)


def _chunks(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(data):
        name, size = struct.unpack_from(">4sI", data, at)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of up to four bytes, seven bits in each; give it and where it ends."""
    number = 0
    for end in range(at + 1, at + 5):
        byte = data[end - 1]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, end
    raise SmfError("it has a number that does not end")


def _packed(track: Iterable[Event]) -> bytes:
    packed, now = bytearray(), 0
    for event in track:
        packed += _packed_number(event.tick - now)
        now = event.tick
        if event.kind >= META:
            packed += bytes([_META_STATUS, event.kind - META]) + _packed_number(len(event.data))
        else:
            packed.append(event.kind)
        packed += event.data
    return bytes(packed) + bytes([0, _META_STATUS, TRACK_END - META, 0])


def _packed_number(number: int) -> bytes:
    if number > _LARGEST_NUMBER:
        raise SmfError("it is too long")
    packed = [number & 0x7F]
    while number := number >> 7:
        packed.append(number & 0x7F | 0x80)
    return bytes(reversed(packed))
