"""Read the regions and markers of a WAV file, as editors and recorders write them.

A cue point with a length (`cue `, `ltxt`) is a line, its label (`labl`) the words; one without is
a cue. If the file says when it was recorded (`bext`), the times count from there, so that takes
are spotted over the original: what was said at 10:00:05 is spoken at 10:00:05. The frame rate of
its time code stands in `iXML`, as recorders write it (TIMECODE_RATE, TIMECODE_FLAG).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from daw_bridge.exchange.clock_text import LATEST
from daw_bridge.exchange.cue_list import Complaints, Entry, check_count, cue_timeline
from daw_bridge.file_bytes import reading
from daw_bridge.time_code import FrameRate, TimeBase
from daw_bridge.timeline import ProjectError, Timeline

_RIFF, _LONG = b"RIFF", (b"RF64", b"BW64")
_SIZES, _FORMAT, _BROADCAST, _POINTS, _LIST = b"ds64", b"fmt ", b"bext", b"cue ", b"LIST"
_RECORDING = b"iXML"
_ASSOCIATED = b"adtl"
_LABEL, _NOTE, _LENGTH = b"labl", b"note", b"ltxt"

_LARGEST_CHUNK = 16 * 2**20
_MOST_CHUNKS = 10_000
_SEE_SIZES = 0xFFFF_FFFF
"""The length of a chunk of over 4 GiB, whose true length `ds64` has."""

_LONGEST = 2**60
"""Bytes; no file has as many."""

_SLOWEST, _FASTEST = 4_000, 768_000
"""Sample rates in hertz between which a file's is believed."""

_CHUNK = struct.Struct("<4sI")
_LONG_SIZES = struct.Struct("<QQQ")
_POINT = struct.Struct("<II4sIII")
_LABELLED = struct.Struct("<II4sHHHH")
_ID, _REFERENCE = struct.Struct("<I"), struct.Struct("<Q")
_TEXTS = (_LABEL, _LENGTH, _NOTE)
"""Where the words are looked for, in this order."""

_TEXTS_AT = {_LABEL: _ID.size, _NOTE: _ID.size, _LENGTH: _LABELLED.size}
"""Bytes before the text of each."""

_RATE_AT, _TIME_REFERENCE_AT = 4, 338
"""Where the chunks of format and of broadcast have the sample rate and the time of recording."""


_TIME_CODE_RATE = re.compile(rb"<TIMECODE_RATE>\s*(\d{1,9}(?:\.\d{1,9})?)(?:/(\d{1,9}))?\s*<")
_DROP_FRAME = re.compile(rb"<TIMECODE_FLAG>\s*DF\s*<")
"""How recorders say the frame rate: `30000/1001` and DF or NDF."""

_MOST_FRAMES = 1000
"""In a second; a rate beyond it is damage."""


@dataclass(slots=True)
class _Marks:
    """Gather what the chunks say, by the number of a cue point; times in samples."""

    sample_rate: int = 0
    time_reference: int = 0
    frame_rate: FrameRate | None = None
    positions: dict[int, int] = field(default_factory=dict)
    lengths: dict[int, int] = field(default_factory=dict)
    texts: dict[int, dict[bytes, str]] = field(default_factory=dict)


def read_wav_regions(path: Path) -> Timeline:
    """Read the regions of a WAV file; its sound is not looked at.

    Raises:
        ProjectError: the file cannot be read or is no WAV file.
    """
    with reading(path), path.open("rb") as file:
        marks = _marks(file, path)
    if not _SLOWEST <= marks.sample_rate <= _FASTEST:
        raise ProjectError(f"{path.name} is damaged: it has no sample rate; export it again")
    check_count(path, len(marks.positions))
    complaints = Complaints(path)
    timeline = cue_timeline(path, _entries(marks, complaints), complaints, marks.sample_rate)
    return replace(timeline, time_base=TimeBase(marks.frame_rate))


def _marks(file: BinaryIO, path: Path) -> _Marks:
    head = file.read(12)
    if len(head) < 12 or head[:4] not in (_RIFF, *_LONG) or head[8:] != b"WAVE":
        raise ProjectError(f"{path.name} is no WAV file; export it again as WAV")
    marks = _Marks()
    for name, body in _chunks(file, path):
        try:
            _READ[name](marks, body)
        except struct.error as error:
            raise ProjectError(
                f"{path.name} is damaged: its chunk {name.decode().strip()!r} is too short; "
                "export it again"
            ) from error
    return marks


def _chunks(file: BinaryIO, path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks that say something, and skip over the others."""
    long_data = 0
    for _ in range(_MOST_CHUNKS):
        head = file.read(_CHUNK.size)
        if len(head) < _CHUNK.size:
            return
        name, size = _CHUNK.unpack(head)
        if name != _SIZES and name not in _READ:
            size = long_data if size == _SEE_SIZES and name == b"data" else size
            file.seek(min(size + size % 2, _LONGEST), 1)
            continue
        if size > _LARGEST_CHUNK:
            raise ProjectError(f"{path.name} is damaged: one of its lists is far too long")
        body = file.read(size + size % 2)[:size]
        if name == _SIZES:
            long_data = _LONG_SIZES.unpack_from(body)[1] if len(body) >= _LONG_SIZES.size else 0
        else:
            yield name, body
    raise ProjectError(f"{path.name} is damaged: it has over {_MOST_CHUNKS:,} chunks")


def _read_format(marks: _Marks, body: bytes) -> None:
    (marks.sample_rate,) = _ID.unpack_from(body, _RATE_AT)


def _read_broadcast(marks: _Marks, body: bytes) -> None:
    (marks.time_reference,) = _REFERENCE.unpack_from(body, _TIME_REFERENCE_AT)


def _read_recording(marks: _Marks, body: bytes) -> None:
    """Read the frame rate; the rest of what a recorder notes says nothing here."""
    if found := _TIME_CODE_RATE.search(body):
        per_second = float(found[1]) / max(int(found[2] or 1), 1)
        if 1 <= per_second <= _MOST_FRAMES:
            drops = _DROP_FRAME.search(body) is not None
            marks.frame_rate = FrameRate.near(per_second, drops=drops)


def _read_points(marks: _Marks, body: bytes) -> None:
    (count,) = _ID.unpack_from(body)
    for n in range(min(count, (len(body) - _ID.size) // _POINT.size)):
        number, *_, position = _POINT.unpack_from(body, _ID.size + n * _POINT.size)
        marks.positions.setdefault(number, position)


def _read_list(marks: _Marks, body: bytes) -> None:
    """Read the texts and lengths of cue points; other lists, as of authors, say nothing here."""
    if body[:4] != _ASSOCIATED:
        return
    at = 4
    while at + _CHUNK.size + _ID.size <= len(body):
        name, size = _CHUNK.unpack_from(body, at)
        content = body[at + _CHUNK.size : at + _CHUNK.size + size]
        at += _CHUNK.size + size + size % 2
        if name in _TEXTS_AT and len(content) >= _TEXTS_AT[name]:
            (number,) = _ID.unpack_from(content)
            text = _text(content[_TEXTS_AT[name] :])
            marks.texts.setdefault(number, {}).setdefault(name, text)
            if name == _LENGTH:
                marks.lengths[number] = _LABELLED.unpack_from(content)[1]


_READ: dict[bytes, Callable[[_Marks, bytes], None]] = {
    _FORMAT: _read_format,
    _BROADCAST: _read_broadcast,
    _RECORDING: _read_recording,
    _POINTS: _read_points,
    _LIST: _read_list,
}
"""What each chunk tells, by its name."""


def _entries(marks: _Marks, complaints: Complaints) -> Iterator[Entry]:
    for number, position in marks.positions.items():
        texts = marks.texts.get(number, {})
        name = next(filter(None, (texts.get(kind) for kind in _TEXTS)), "")
        start = (marks.time_reference + position) / marks.sample_rate
        length = marks.lengths.get(number, 0) / marks.sample_rate
        if start > LATEST:
            complaints.add("the marker is too late and was left out", f"marker {number}")
        else:
            yield Entry(start, start + length if length else None, name, place=f"marker {number}")


def _text(content: bytes) -> str:
    """Read a text that ends with a zero byte."""
    written = content.partition(b"\0")[0]
    try:
        return written.decode("utf-8").strip()
    except UnicodeDecodeError:
        return written.decode("cp1252", errors="replace").strip()
