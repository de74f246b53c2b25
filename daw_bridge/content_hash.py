"""Digest all that is performed: words, times, emotions, voice, seed, engine.

How a take is finished is not part of it, as a performance can be finished anew. Times count from
the region's start, so that a region may move and keep its takes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Self

from daw_bridge.phrasing import Line

EMOTION_DIGITS = 4
TIME_DIGITS = 4
"""Decimals that count: a region that merely moves keeps its takes."""


@dataclass(frozen=True, slots=True)
class Performance:
    """Hold what a line says and how, as JSON, whatever the take."""

    phrases: str
    voice: str

    @classmethod
    def of(cls, line: Line) -> Self:
        """Read a line; the same of its takes need not be read again."""
        phrases = [
            (
                phrase.text,
                round(phrase.start - line.region.start, TIME_DIGITS),
                round(phrase.end - line.region.start, TIME_DIGITS),
                [round(weight, EMOTION_DIGITS) for weight in phrase.emotion.values],
            )
            for phrase in line.phrases
        ]
        # A recording stays the same whatever it is called.
        voice = line.own.sign if line.own else line.voice
        return cls(json.dumps(phrases), json.dumps(voice))

    def digest(self, seed: int, sample_rate: int, samples: int, version: str) -> str:
        """Give the content hash of a take.

        Args:
            seed: of the take.
            sample_rate: of its file.
            samples: of its file.
            version: of the engine.
        """
        engine = json.dumps(version)
        content = f"[{self.phrases}, {self.voice}, {seed}, {sample_rate}, {samples}, {engine}]"
        return hashlib.sha256(content.encode()).hexdigest()


def content_hash(line: Line, seed: int, sample_rate: int, samples: int, version: str) -> str:
    """Digest one take of a line, as `Performance.digest` does."""
    return Performance.of(line).digest(seed, sample_rate, samples, version)
