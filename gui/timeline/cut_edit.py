"""Find the bounds of phrases under the pointer, and move them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from daw_bridge.phrase_time import least_duration
from daw_bridge.phrasing import Line


class Side(Enum):
    """Name what of the pause between two phrases is held, by what moves of its two ends."""

    END = (True, False)
    START = (False, True)
    BOTH = (True, True)


@dataclass(frozen=True, slots=True)
class MoveCut:
    """Carry the pause behind a phrase, or one end of it.

    Args:
        index: of the phrase.
        held_at: the time it is held at.
    """

    line: Line
    index: int
    side: Side
    held_at: float

    def to(self, time: float) -> tuple[tuple[float, float], ...]:
        """Give start and end of every phrase with the pointer here; none gets too short."""
        spans = [(phrase.start, phrase.end) for phrase in self.line.phrases]
        (start, end), (after_start, after_end) = spans[self.index : self.index + 2]
        moves_end, moves_start = self.side.value
        least, least_after = (
            least_duration(phrase.text) for phrase in self.line.phrases[self.index : self.index + 2]
        )
        earliest = start + least - end if moves_end else end - after_start
        latest = after_end - least_after - after_start if moves_start else after_start - end
        shift = max(min(time - self.held_at, latest), earliest)
        spans[self.index] = (start, end + shift * moves_end)
        spans[self.index + 1] = (after_start + shift * moves_start, after_end)
        return tuple(spans)


def hit_cut(line: Line, time: float, reach: float) -> MoveCut | None:
    """Find the bound that is within reach; none where a phrase is shorter than a hand may make it.

    A pause too narrow for its ends to be told apart is held as a whole.
    """
    phrases = line.phrases
    if any(phrase.end - phrase.start < least_duration(phrase.text) - 1e-6 for phrase in phrases):
        return None
    for index, (phrase, after) in enumerate(pairwise(phrases)):
        if phrase.end - reach <= time <= after.start + reach:
            if after.start - phrase.end <= 2 * reach:
                return MoveCut(line, index, Side.BOTH, time)
            if time <= phrase.end + reach:
                return MoveCut(line, index, Side.END, time)
            if time >= after.start - reach:
                return MoveCut(line, index, Side.START, time)
    return None


def cuts(line: Line, spans: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Turn starts and ends of phrases into the cuts of a region."""
    start, duration = line.region.start, line.region.duration
    times = [time for span in spans for time in span][1:-1]
    return tuple((time - start) / duration for time in times)
