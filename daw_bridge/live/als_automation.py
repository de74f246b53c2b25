"""Read the automation of a Live set: breakpoints over beats, and the curves between them.

Live writes two control points for a curve that the user has bent. They are read as those of a
cubic Bezier curve in the box between two breakpoints, (0, 0) to (1, 1): with them at (0.5, 0.5),
where Live has them by default, that is the straight line, and other programs read them so, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from daw_bridge.beats import LATEST_BEATS
from daw_bridge.safe_xml import number

_BEFORE_BEATS = 1e8
"""The first event of an envelope lies at -63072000 beats, far before the song."""

_CURVE = ("CurveControl1X", "CurveControl1Y", "CurveControl2X", "CurveControl2Y")
_CURVE_PIECES = 32
"""Straight lines for one curve; none is off by more than a fifth of a macro's step."""


class Breakpoint(NamedTuple):
    """Set a value at a position; `curve` holds the control points of the way to the next."""

    beats: float
    value: float
    curve: tuple[float, float, float, float] | None = None


def envelopes(live_set: Element) -> dict[str, Element]:
    """File the events of all envelopes of a set under the id of what they automate."""
    found = {}
    for envelope in live_set.iter("AutomationEnvelope"):
        pointee, events = envelope.find("EnvelopeTarget/PointeeId"), envelope.find("Automation")
        if pointee is not None and events is not None:
            found[pointee.get("Value", "")] = events
    return found


def automation(
    parameter: Element, envelopes: Mapping[str, Element]
) -> tuple[list[Breakpoint], int]:
    """Give the breakpoints of a parameter, bent curves as straight pieces, and count damaged ones.

    Before the first breakpoint, its value holds.
    """
    target = parameter.find("AutomationTarget")
    events = envelopes.get(target.get("Id", "")) if target is not None else None
    # Up to Live 8, automation stands inside of what it moves.
    events = events if events is not None else parameter.find("ArrangerAutomation")
    if events is None:
        return [], 0
    read = [_breakpoint(event) for event in events.iter("FloatEvent")]
    found = sorted((point for point in read if point), key=lambda point: point.beats)
    return list(_straightened(_in_song(found))), len(read) - len(found)


def _breakpoint(event: Element) -> Breakpoint | None:
    beats, value = number(event.get("Time"), _BEFORE_BEATS), number(event.get("Value"))
    if beats is None or value is None or beats > LATEST_BEATS:
        return None
    return Breakpoint(beats, value, _curve(event) if _CURVE[0] in event.attrib else None)


def _curve(event: Element) -> tuple[float, float, float, float] | None:
    """Give the control points of a bent curve; a straight one has none."""
    controls = [number(event.get(name)) for name in _CURVE]
    x1, y1, x2, y2 = (min(max(control or 0.0, 0.0), 1.0) for control in controls)
    return (x1, y1, x2, y2) if None not in controls and (x1, x2) != (y1, y2) else None


def _in_song(points: list[Breakpoint]) -> list[Breakpoint]:
    """Leave out what lies before the song; the last of it holds if there is nothing else."""
    inside = [point for point in points if point.beats >= 0]
    return inside or [point._replace(beats=0.0) for point in points[-1:]]


def _straightened(points: list[Breakpoint]) -> Iterator[Breakpoint]:
    for a, b in pairwise(points):
        yield a
        if a.curve and a.value != b.value and a.beats < b.beats:
            x1, y1, x2, y2 = a.curve
            for piece in range(1, _CURVE_PIECES):
                along, up = (_cubic(piece / _CURVE_PIECES, *c) for c in ((x1, x2), (y1, y2)))
                beats = a.beats + along * (b.beats - a.beats)
                yield Breakpoint(beats, a.value + up * (b.value - a.value))
    yield from points[-1:]


def _cubic(u: float, first: float, second: float) -> float:
    """Go from 0 to 1 on a Bezier curve with two control points."""
    return 3 * (1 - u) * u * ((1 - u) * first + u * second) + u**3
