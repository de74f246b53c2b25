"""Name the eight emotions, once, in the order the weights know them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Self

RELEASE_BIAS = (0.9375, 0.875, 1.0, 1.0, 0.9375, 0.9375, 0.6875, 0.5625)
RELEASE_CAP = 0.8


@dataclass(frozen=True, slots=True)
class EmotionVector:
    """Weigh the eight emotions of a phrase, each in [0, 1]; all zero is neutral.

    The order of the fields is part of the weights (paper, section 3.2; the release's `emo_num`).

    Raises:
        ValueError: a weight is not a finite number in [0, 1].
    """

    happy: float = 0.0
    angry: float = 0.0
    sad: float = 0.0
    afraid: float = 0.0
    disgusted: float = 0.0
    melancholic: float = 0.0
    surprised: float = 0.0
    calm: float = 0.0

    def __post_init__(self) -> None:
        for name, weight in zip(EMOTIONS, self.values, strict=True):
            if not 0.0 <= weight <= 1.0:  # which no number that is none is
                raise ValueError(f"emotion {name!r} must be between 0 and 1, not {weight}")

    @classmethod
    def from_values(cls, values: Iterable[float]) -> Self:
        """Take eight weights in the order of `EMOTIONS`, clamped to [0, 1]."""
        weights = [min(max(float(value), 0.0), 1.0) for value in values]
        if len(weights) != len(EMOTIONS):
            raise ValueError(f"an emotion vector has {len(EMOTIONS)} weights, not {len(weights)}")
        return cls(*weights)

    @classmethod
    def from_mapping(cls, weights: Mapping[str, float]) -> Self:
        """Take weights by name; names that are left out are zero.

        Raises:
            ValueError: a name is not one of `EMOTIONS`, or a weight is out of range.
        """
        for name in weights:
            if name not in EMOTIONS:
                raise ValueError(f"unknown emotion {name!r}; the eight are {', '.join(EMOTIONS)}")
        return cls(**{name: float(weight) for name, weight in weights.items()})

    @property
    def values(self) -> tuple[float, ...]:
        """Give the eight weights in the order of `EMOTIONS`."""
        # A long project has thousands of these; `astuple` would copy every number.
        weights: tuple[float, ...] = _WEIGHTS(self)
        return weights

    @property
    def total(self) -> float:
        """Sum the eight weights."""
        return math.fsum(self.values)

    def as_dict(self) -> dict[str, float]:
        """Give the weights by name, in the order of `EMOTIONS`."""
        return dict(zip(EMOTIONS, self.values, strict=True))

    def blend(self, other: EmotionVector, weight: float) -> EmotionVector:
        """Mix with another vector: `weight` 0 is this one, 1 the other."""
        pairs = zip(self.values, other.values, strict=True)
        return EmotionVector.from_values((1.0 - weight) * a + weight * b for a, b in pairs)

    def as_released(self, biased: bool = True) -> EmotionVector:
        """Damp the weights as the release's own window does before it performs them.

        Some emotions are held back (`RELEASE_BIAS`), and the sum is at most `RELEASE_CAP`.
        """
        bias = RELEASE_BIAS if biased else (1.0,) * len(RELEASE_BIAS)
        weights = [a * b for a, b in zip(self.values, bias, strict=True)]
        excess = max(math.fsum(weights) / RELEASE_CAP, 1.0)
        return EmotionVector.from_values(weight / excess for weight in weights)

    def scaled(self, intensity: float) -> EmotionVector:
        """Multiply every weight by `intensity`, clamped to [0, 1]."""
        return EmotionVector.from_values(value * intensity for value in self.values)


EMOTIONS: tuple[str, ...] = tuple(field.name for field in fields(EmotionVector))
_WEIGHTS = attrgetter(*EMOTIONS)
NEUTRAL = EmotionVector()
