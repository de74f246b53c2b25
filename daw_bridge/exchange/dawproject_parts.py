"""Know the words of the DAWproject format, and take its arrangements apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from daw_bridge.beats import LATEST_BEATS, TempoMap
from daw_bridge.envelope import HOLD, LINEAR, EnvelopePoint
from daw_bridge.safe_xml import number

PROJECT, METADATA = "project.xml", "metadata.xml"
"""Members of the zip file."""

BEATS, SECONDS = "beats", "seconds"
"""Units of time; a part without one has that of the part around it, in the end beats."""

HELD, RAMPED = "hold", "linear"
_SHAPES = {HELD: HOLD, RAMPED: LINEAR}
"""How automation goes on from a point, which is held where nothing is said."""

LATEST = LATEST_BEATS
"""In either unit; a time beyond it is damage."""

_NESTS = ("Arrangement", "Lanes")


@dataclass(frozen=True, slots=True)
class Part:
    """Place a list of clips, markers or points: the unit of its times and the id of its track."""

    element: Element
    unit: str
    track: str

    def seconds(self, time: float, tempo: TempoMap) -> float:
        """Bring a time of this part to seconds."""
        return time if self.unit == SECONDS else tempo.seconds(time)


def parts(element: Element | None, unit: str = BEATS, track: str = "") -> Iterator[Part]:
    """Yield the lists of an arrangement, however they are nested; nothing of none."""
    if element is None:
        return
    unit, track = element.get("timeUnit", unit), element.get("track", track)
    if element.tag not in _NESTS:
        yield Part(element, unit, track)
        return
    for inner in element:
        yield from parts(inner, unit, track)


def points(automation: Element) -> tuple[list[EnvelopePoint], int]:
    """Give the points of an automation in order, in their own unit, and count damaged ones."""
    elements = automation.findall("RealPoint")
    found = sorted(filter(None, map(_point, elements)), key=lambda point: point.time)
    return found, len(elements) - len(found)


def position(element: Element, name: str) -> float | None:
    """Give a time or length that is not negative, in its own unit."""
    time = number(element.get(name), LATEST)
    return None if time is None or time < 0 else time


def attribute(element: Element, path: str, name: str) -> str | None:
    """Give an attribute of an element below another."""
    found = element.find(path)
    return None if found is None else found.get(name)


def is_off(text: str | None) -> bool:
    """Tell whether a switch says no; one that is not there says nothing."""
    return text in ("false", "0")


def _point(element: Element) -> EnvelopePoint | None:
    time, value = position(element, "time"), number(element.get("value"))
    if time is None or value is None:
        return None
    return EnvelopePoint(time, value, _SHAPES.get(element.get("interpolation", HELD), HOLD))
