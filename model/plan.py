"""Plan how a text fills its time: which segment speaks when, how fast, and where it is silent.

Pace is asked of text-to-semantic first. Only where that would leave the easy range does the length
regulator take a few percent. The waveform is never stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from model.text.front_end import Segment

EASY = (0.75, 1.35)
"""Asked length over natural length that text-to-semantic takes in its stride."""

MOST_STRETCH = 0.05
"""Most that the length regulator adds or takes, as a share."""

POSSIBLE = (0.5, 1.8)
"""Beyond these a line cannot fit: faster loses words; slower is not done, silence follows."""

SEGMENT_PAUSE = 0.2
"""Natural pause in seconds between segments that no mark asked for."""

SHORTEST = 0.05
"""Seconds that speech must be left beside the pauses that a line asks for."""


@dataclass(frozen=True, slots=True)
class Part:
    """Speak a segment, or be silent where there is none.

    Args:
        n_samples: exact length; None: as long as the segment happens to take.
        n_tokens: to ask of text-to-semantic; None leaves it free.
    """

    segment: Segment | None
    n_samples: int | None
    n_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the parts in order.

    Args:
        pace: asked length over natural length of what is spoken; 1 where no length was asked.
        stretch: what the regulator does, as frames over the frames that the tokens would make.
    """

    parts: tuple[Part, ...]
    pace: float
    stretch: float

    @property
    def fits(self) -> bool:
        """Tell whether the words can be spoken in the time."""
        return self.pace >= POSSIBLE[0]


@dataclass(frozen=True, slots=True)
class Planner:
    """Plan for one engine.

    Args:
        sample_rate: in hertz.
        token_rate: semantic tokens per second.
        max_tokens: that a segment may ask for.
    """

    sample_rate: int
    token_rate: float
    max_tokens: int

    @property
    def longest(self) -> float:
        """Give the natural seconds of a segment that can still be slowed as far as is possible."""
        return self.max_tokens / self.token_rate / POSSIBLE[1]

    def plan(self, pieces: Sequence[Segment | float], n_samples: int | None) -> Plan:
        """Lay out segments and the pauses in seconds that stand between them.

        Raises:
            ValueError: the pauses leave no time for the words.
        """
        steps = list(_with_breaths(pieces))
        if n_samples is None:
            parts = tuple(self._free(step) for step in steps)
            return Plan(parts, pace=1.0, stretch=1.0)
        return self._timed(steps, n_samples)

    def natural_seconds(self, pieces: Sequence[Segment | float]) -> float:
        """Add up segments, pauses and breaths."""
        return sum(step.seconds for step in _with_breaths(pieces))

    def _free(self, step: Segment | _Pause) -> Part:
        if isinstance(step, _Pause):
            return Part(None, round(step.seconds * self.sample_rate))
        return Part(step, None)

    def _timed(self, steps: Sequence[Segment | _Pause], n_samples: int) -> Plan:
        """Fill the time: asked pauses are kept, speech and breaths share what is left."""
        fixed = sum(step.seconds for step in steps if isinstance(step, _Pause) and step.asked)
        natural = sum(step.seconds for step in steps) - fixed
        left = n_samples / self.sample_rate - fixed
        if left < SHORTEST:
            raise ValueError(
                f"the pauses of this line take {fixed:g} s, which leaves no time for its words"
            )
        pace = left / natural
        slowed = min(pace, POSSIBLE[1], self._slowest(steps))
        lengths = [_length(step, slowed) for step in steps]
        ends = _rounded_sums(lengths, self.sample_rate, n_samples)
        parts = [
            self._part(s, b - a, slowed) for s, (a, b) in zip(steps, pairwise(ends), strict=True)
        ]
        if ends[-1] < n_samples:
            parts.append(Part(None, n_samples - ends[-1]))
        spoken = [part for part in parts if part.n_tokens is not None]
        asked = sum(part.n_tokens or 0 for part in spoken) / self.token_rate
        heard = sum(part.n_samples or 0 for part in spoken) / self.sample_rate
        return Plan(tuple(parts), pace, heard / asked)

    def _slowest(self, steps: Sequence[Segment | _Pause]) -> float:
        """Give the pace at which the longest segment takes all tokens there are."""
        longest = max(step.seconds for step in steps if isinstance(step, Segment))
        return self.max_tokens / self.token_rate / longest

    def _part(self, step: Segment | _Pause, n_samples: int, pace: float) -> Part:
        if isinstance(step, _Pause):
            return Part(None, n_samples)
        plain = n_samples / self.sample_rate * self.token_rate
        natural = plain / pace
        easy = min(max(plain, natural * EASY[0]), natural * EASY[1])
        return Part(step, n_samples, min(_asked(easy, plain), self.max_tokens))


@dataclass(frozen=True, slots=True)
class _Pause:
    seconds: float
    asked: bool


def _with_breaths(pieces: Sequence[Segment | float]) -> list[Segment | _Pause]:
    """Put a breath between segments that follow each other."""
    steps: list[Segment | _Pause] = []
    for piece in pieces:
        if isinstance(piece, Segment):
            if steps and isinstance(steps[-1], Segment):
                steps.append(_Pause(SEGMENT_PAUSE, asked=False))
            steps.append(piece)
        else:
            steps.append(_Pause(piece, asked=True))
    return steps


def _length(step: Segment | _Pause, pace: float) -> float:
    return step.seconds if isinstance(step, _Pause) and step.asked else step.seconds * pace


def _asked(easy: float, plain: float) -> int:
    """Round `easy` tokens to a count whose frames `MOST_STRETCH` brings to those of `plain` ones.

    So few tokens that no count comes so near are as many as there is time for.
    """
    least = math.ceil(plain / (1 + MOST_STRETCH))
    most = math.floor(plain / (1 - MOST_STRETCH))
    return max(round(plain) if least > most else min(max(round(easy), least), most), 1)


def _rounded_sums(lengths: Sequence[float], rate: int, total: int) -> list[int]:
    """Give where each length begins and ends in samples; roundings do not add up."""
    ends, time = [0], 0.0
    for length in lengths:
        time += length
        ends.append(min(round(time * rate), total))
    return ends
