"""Cut mel frames into the chunks that a vocoder speaks one after the other.

A chunk is computed together with the frames around it that it depends on. So the first one is
short, for sound to start soon, and the others are long, for little to be computed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FIRST_FRAMES = 64
MOST_FRAMES = 512


@dataclass(frozen=True, slots=True)
class Chunk:
    """Hold the frames `first` to `last` of a chunk, and `left` to `right` that it is made of."""

    first: int
    last: int
    left: int
    right: int

    def samples(self, hop: int) -> slice:
        """Point at the chunk among the samples that its frames `left` to `right` become."""
        return slice((self.first - self.left) * hop, (self.last - self.left) * hop)


def chunks(
    n_frames: int, reach: int, first: int = FIRST_FRAMES, most: int = MOST_FRAMES
) -> Iterator[Chunk]:
    """Cut `n_frames` into one chunk of `first` and others of about equal length, up to `most`."""
    begin, end = 0, min(first, n_frames)
    while begin < n_frames:
        yield Chunk(begin, end, max(begin - reach, 0), min(end + reach, n_frames))
        left = n_frames - end
        begin, end = end, end + -(-left // max(-(-left // most), 1))
