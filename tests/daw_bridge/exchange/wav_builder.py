"""Build small WAV files with regions and markers, chunk by chunk."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

RATE = 48_000
CODE_PAGE = 65001
SOUND = 96
"""Bytes."""


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def wav(*chunks: bytes, kind: bytes = b"RIFF", rate: int = RATE) -> bytes:
    """Write a file of a little silence; the chunks stand behind the sound."""
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16))
    content = b"WAVE" + form + chunk(b"data", bytes(SOUND)) + b"".join(chunks)
    return struct.pack("<4sI", kind, len(content)) + content


def points(positions: Sequence[int]) -> bytes:
    """Write cue points, numbered from 1, at positions in samples."""
    rows = (
        struct.pack("<II4sIII", number, position, b"data", 0, 0, position)
        for number, position in enumerate(positions, 1)
    )
    return chunk(b"cue ", struct.pack("<I", len(positions)) + b"".join(rows))


def text(name: bytes, number: int, words: bytes) -> bytes:
    return chunk(name, struct.pack("<I", number) + words + b"\0")


def length(number: int, samples: int, words: bytes = b"") -> bytes:
    head = struct.pack("<II4sHHHH", number, samples, b"rgn ", 0, 0, 0, CODE_PAGE)
    return chunk(b"ltxt", head + words)


def associated(*chunks: bytes) -> bytes:
    return chunk(b"LIST", b"adtl" + b"".join(chunks))


def broadcast(time_reference: int) -> bytes:
    return chunk(b"bext", bytes(338) + struct.pack("<Q", time_reference) + bytes(256))


def wav_with_lines(lines: Iterable[tuple[float, float, str]], *chunks: bytes) -> bytes:
    """Write a file with a region for each start, end and text."""
    rows = list(lines)
    details = [
        part
        for number, (start, end, words) in enumerate(rows, 1)
        for part in (
            text(b"labl", number, words.encode()),
            length(number, round(end * RATE) - round(start * RATE)),
        )
    ]
    starts = points([round(start * RATE) for start, _, _ in rows])
    return wav(starts, associated(*details), *chunks)
