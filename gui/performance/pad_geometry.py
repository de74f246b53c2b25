"""Lay the eight emotions around an octagon: a place on it is a blend of two neighbours.

The corners are the emotions at full strength, the middle is neutral. A place in the triangle of the
middle and two corners is their blend, with the weights that make it up: they add up to 1 on the
edge. Pleasant ones are on the right, lively ones at the top, so that neighbours blend well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from model.emotion import EmotionVector

Point = tuple[float, float]
"""Right and up from the middle, in the distance from the middle to a corner."""

WHEEL = ("happy", "surprised", "afraid", "angry", "disgusted", "sad", "melancholic", "calm")
"""Against the clock, from the right."""

_TURN = math.tau / len(WHEEL)

CORNERS: Mapping[str, Point] = {
    name: (math.cos(index * _TURN), math.sin(index * _TURN)) for index, name in enumerate(WHEEL)
}

_CLOSE = 0.011
"""How far weights may be from those of a place; a little more than tags round away."""


def emotion_at(point: Point) -> EmotionVector:
    """Give the blend at a place; beyond the edge it is that of the edge.

    >>> emotion_at((0.0, 0.5)).afraid
    0.5
    """
    x, y = point
    sector = int(math.atan2(y, x) % math.tau // _TURN) % len(WHEEL)
    first, second = WHEEL[sector], WHEEL[(sector + 1) % len(WHEEL)]
    (ax, ay), (bx, by) = CORNERS[first], CORNERS[second]
    area = math.sin(_TURN)
    weights = {first: (x * by - y * bx) / area, second: (ax * y - ay * x) / area}
    excess = max(sum(weights.values()), 1.0)
    clean = {name: round(max(weight / excess, 0.0), 6) for name, weight in weights.items()}
    return EmotionVector.from_mapping(clean)


def point_of(emotion: EmotionVector) -> Point:
    """Give the place of an emotion: exact for a blend of two neighbours, else the nearest in tone.

    >>> point_of(EmotionVector(happy=0.4))
    (0.4, 0.0)
    """
    weights = emotion.as_dict()
    x = math.fsum(weight * CORNERS[name][0] for name, weight in weights.items())
    y = math.fsum(weight * CORNERS[name][1] for name, weight in weights.items())
    return within((x, y))


def within(point: Point) -> Point:
    """Pull a place beyond the edge straight back to it."""
    x, y = point
    angle = math.atan2(y, x) % _TURN
    # The edge is nearest in the middle between two corners.
    edge = math.cos(_TURN / 2) / math.cos(angle - _TURN / 2)
    excess = max(math.hypot(x, y) / edge, 1.0)
    return x / excess, y / excess


def is_on_pad(emotion: EmotionVector) -> bool:
    """Tell whether a place says exactly this."""
    there = emotion_at(point_of(emotion)).values
    return all(abs(a - b) <= _CLOSE for a, b in zip(there, emotion.values, strict=True))


def shifted(point: Point, right: float, up: float) -> Point:
    """Move a place, along the edge where it gets there."""
    return within((point[0] + right, point[1] + up))


def strengthened(point: Point, step: float) -> Point:
    """Move a place outwards, or with a negative step towards the middle but not through it."""
    distance = math.hypot(*point)
    if not distance:
        return point
    factor = max(distance + step, 0.0) / distance
    return within((point[0] * factor, point[1] * factor))


def turned_to(point: Point, name: str, least: float) -> Point:
    """Move a place towards an emotion, as strong as it was but at least `least`."""
    strength = max(emotion_at(point).total, least)
    x, y = CORNERS[name]
    return x * strength, y * strength
