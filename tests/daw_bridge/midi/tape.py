"""Play time code as a DAW does: piece after piece, each a quarter frame after the one before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from daw_bridge.midi.quarter_frames import quarter_frames
from daw_bridge.time_code import FrameRate, TimeCode


def quarters(
    start_frame: int, rate: FrameRate, forward: bool = True
) -> Iterator[tuple[int, bytes]]:
    """Yield the quarter frames since midnight and the piece that is sent there, for ever."""
    at = start_frame * 4 if forward else start_frame * 4 - 1
    while True:
        base = start_frame + (at // 4 - start_frame) // 2 * 2
        piece = at - base * 4
        yield at, quarter_frames(TimeCode.from_frame_count(base, rate))[piece]
        at += 1 if forward else -1


def tape(
    start_frame: int, n: int, rate: FrameRate, forward: bool = True, speed: float = 1.0
) -> list[tuple[float, float, bytes]]:
    """List, for `n` pieces, the seconds since the first, the position in seconds, the message."""
    seconds = 1 / (4 * float(rate.per_second))
    pieces = islice(quarters(start_frame, rate, forward), n)
    return [(i * seconds / speed, at * seconds, piece) for i, (at, piece) in enumerate(pieces)]
