"""Count how often text-to-emotion names the emotion that the label names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.emotion import EMOTIONS, EmotionVector
from model.text_to_emotion import TextToEmotion
from model.train.emotion.corpus import Entry

AUDIBLE = 0.35
"""A text whose weights add up to less counts as neutral."""

Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """Count successes, and say how sure the rate is."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """Give the share of successes."""
        return self.right / self.total

    @property
    def interval(self) -> tuple[float, float]:
        """Give the 95 % Wilson score interval of the share."""
        spread = Z_95**2 / self.total
        middle = (self.value + spread / 2) / (1 + spread)
        variance = self.value * (1 - self.value) / self.total + spread / (4 * self.total)
        half = Z_95 * math.sqrt(variance) / (1 + spread)
        return middle - half, middle + half


def top(emotion: EmotionVector) -> str:
    """Name the strongest emotion, or "neutral" where the weights are too small to be heard."""
    if emotion.total < AUDIBLE:
        return "neutral"
    return EMOTIONS[int(np.argmax(emotion.values))]


def top_1(text_to_emotion: TextToEmotion, entries: Sequence[Entry]) -> Rate:
    """Count the entries whose strongest emotion is the one of the label, of nine classes."""
    right = [top(text_to_emotion.emotion(entry.text)) == top(entry.emotion) for entry in entries]
    return Rate(sum(right), len(right))


def table(text_to_emotion: TextToEmotion, entries: Sequence[Entry]) -> dict[str, Rate]:
    """Measure all entries, then each kind of them."""
    kinds = sorted({entry.kind for entry in entries})
    groups = {f"{kind}s": [entry for entry in entries if entry.kind == kind] for kind in kinds}
    return {
        name: top_1(text_to_emotion, group) for name, group in ({"all": entries} | groups).items()
    }
