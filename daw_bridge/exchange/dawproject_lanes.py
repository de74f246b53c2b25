"""Find the emotion lanes of a DAWproject: parameters named like an emotion, and what moves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.beat_envelope import bounded, bounded_lanes, in_seconds
from daw_bridge.beats import TempoMap
from daw_bridge.envelope import HIGHEST, LOWEST, Envelope, EnvelopePoint
from daw_bridge.exchange.dawproject_parts import SECONDS, Part, attribute, is_off, points
from daw_bridge.safe_xml import number
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS

_NORMALIZED = "normalized"
"""The unit of points that go from 0 to 1 whatever the range of their parameter."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """Hold a parameter named like an emotion, with the name of its track."""

    element: Element
    emotion: str
    track: str

    def weight(self, value: float, unit: str = "") -> float:
        """Bring a value from the parameter's range to that of weights."""
        low, high = (number(self.element.get(end)) for end in ("min", "max"))
        low, high = (LOWEST if low is None else low), (HIGHEST if high is None else high)
        if unit != _NORMALIZED and high > low:
            value = (value - low) / (high - low)
        return min(max(value, LOWEST), HIGHEST)


def emotion_lanes(
    root: Element, arrangement: Sequence[Part], tempo: TempoMap, source: Path
) -> tuple[tuple[EmotionLane, ...], tuple[str, ...]]:
    """Read the lanes of every device that is on, and warn of what cannot be followed.

    A lane has the name of its track; on a track "Takelane Mara" it has Mara's.

    Raises:
        ProjectError: they have more points than any project has.
    """
    warnings: list[str] = []
    movers = {
        target.get("parameter", ""): part
        for part in arrangement
        if part.element.tag == "Points" and (target := part.element.find("Target")) is not None
    }
    lanes = (
        _lane(parameter, movers, tempo, source, warnings)
        for parameter in _parameters(root, warnings)
    )
    return bounded_lanes(lanes, source), tuple(warnings)


def _parameters(root: Element, warnings: list[str]) -> Iterator[_Parameter]:
    for track in root.iterfind("Structure//Track"):
        name = track.get("name", "")
        for device in track.iterfind("Channel/Devices/*"):
            found = [
                _Parameter(element, emotion, name)
                for element in device.iterfind("Parameters/RealParameter")
                if (emotion := element.get("name", "").strip().casefold()) in EMOTIONS
            ]
            if found and is_off(attribute(device, "Enabled", "value")):
                warnings.append(
                    f'the emotion device on track "{name}" is switched off, so its lanes are not '
                    "used; switch it on to use them"
                )
            else:
                yield from found


def _lane(
    parameter: _Parameter,
    movers: Mapping[str, Part],
    tempo: TempoMap,
    source: Path,
    warnings: list[str],
) -> EmotionLane:
    static = parameter.weight(number(parameter.element.get("value")) or 0.0)
    drawn: tuple[EnvelopePoint, ...] = ()
    part = movers.get(parameter.element.get("id", ""))
    if part:
        found, n_damaged = points(part.element)
        unit = part.element.get("unit", "")
        weighed = [EnvelopePoint(p.time, parameter.weight(p.value, unit), p.shape) for p in found]
        drawn = bounded(weighed if part.unit == SECONDS else in_seconds(weighed, tempo), source)
        if n_damaged:
            warnings.append(
                f'the lane {parameter.emotion.capitalize()} on track "{parameter.track}": '
                f"{n_damaged} damaged points were left out"
            )
    track = take_lane_character(parameter.track) or parameter.track
    return EmotionLane(parameter.emotion, track, Envelope(drawn, static))
