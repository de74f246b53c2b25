"""Simplify curves: straighten what bends, thin out what was recorded, patch one into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from daw_bridge.envelope import HOLD, LINEAR, Envelope, EnvelopePoint

_CURVE_PIECES = 32
"""Straight lines for one bent one."""

_STRAIGHT = (LINEAR, HOLD)


def straightened(envelope: Envelope) -> Envelope:
    """Draw an envelope with straight and held lines only."""
    return Envelope(tuple(_straight_points(envelope)), envelope.static_value)


def thinned(points: Sequence[EnvelopePoint], precision: float) -> list[EnvelopePoint]:
    """Leave out points of a straight-lined curve that it hardly needs (Ramer, Douglas, Peucker).

    Those that are left out are no farther from the new line, in value, than the precision.
    """
    times = np.array([point.time for point in points])
    values = np.array([point.value for point in points])
    kept = {0, len(points) - 1} if points else set()
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inner, ends = slice(first + 1, last), [first, last]
        distances = np.abs(values[inner] - np.interp(times[inner], times[ends], values[ends]))
        farthest = first + 1 + int(distances.argmax())
        if distances.max() > precision:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(kept)]


def patched(envelope: Envelope, span: Sequence[EnvelopePoint], end: float) -> Envelope:
    """Replace an envelope from the first point of a span to an end; elsewhere it stays as it is.

    The last point of the span holds until the end.
    """
    start, old = span[0].time, straightened(envelope)
    before = [point for point in old.points if point.time < start]
    after = [point for point in old.points if point.time > end]
    held = EnvelopePoint(end, span[-1].value)
    return Envelope(
        (
            *before,
            EnvelopePoint(start, _value_before(old, before, start)),
            *span,
            held,
            EnvelopePoint(end, old.value_at(end), _shape_at(old, end)),
            *after,
        ),
        envelope.static_value,
    )


def _straight_points(envelope: Envelope) -> Iterator[EnvelopePoint]:
    for a, b in pairwise((*envelope.points, *envelope.points[-1:])):
        if a.shape in _STRAIGHT:
            yield a
            continue
        yield EnvelopePoint(a.time, a.value)
        n_pieces = _CURVE_PIECES if a.time < b.time else 1
        for piece in range(1, n_pieces):
            time = a.time + (b.time - a.time) * piece / n_pieces
            yield EnvelopePoint(time, envelope.value_at(time))


def _value_before(envelope: Envelope, before: Sequence[EnvelopePoint], time: float) -> float:
    """Give what an envelope comes to just before a time, where it may jump."""
    after = envelope.points[len(before) : len(before) + 1]
    if not before or not after or before[-1].shape == HOLD:
        held = before[-1:] or after
        return held[0].value if held else envelope.static_value
    return (
        Envelope((before[-1], after[0])).value_at(time) if after[0].time > time else after[0].value
    )


def _shape_at(envelope: Envelope, time: float) -> int:
    passed = [point for point in envelope.points if point.time <= time]
    return passed[-1].shape if passed else LINEAR
