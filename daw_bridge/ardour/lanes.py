"""Find the emotion lanes of an Ardour session: plug-in controls named like an emotion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.ardour.times import BEATS, Clock
from daw_bridge.beat_envelope import bounded, bounded_lanes, in_seconds
from daw_bridge.envelope import HIGHEST, HOLD, LINEAR, LOWEST, Envelope, EnvelopePoint
from daw_bridge.safe_xml import number
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS

PLUGIN = "Takelane Emotion"
"""Name of our plug-in, whose controls are known by their order where they have no names."""

_SHAPES = {"Linear": LINEAR, "Discrete": HOLD}
"""How a lane goes on from a point; any other style is followed in straight lines."""

_PARAMETER = "parameter-"
_UNPLAYED = "Off"
_OFF = ("0", "no", "false")


def emotion_lanes(
    session: Element, clock: Clock, source: Path
) -> tuple[tuple[EmotionLane, ...], tuple[str, ...]]:
    """Read the lanes of every plug-in that is on, and warn of what cannot be followed.

    A lane has the name of its track; on a track "Takelane Mara" it has Mara's.

    Raises:
        ProjectError: they have more points than any project has.
    """
    warnings: list[str] = []
    lanes = (
        lane
        for track in session.iterfind("Routes/Route")
        for plugin in track.iter("Processor")
        for lane in _plugin_lanes(plugin, track, clock, source, warnings)
    )
    return bounded_lanes(lanes, source), tuple(warnings)


def _plugin_lanes(
    plugin: Element, track: Element, clock: Clock, source: Path, warnings: list[str]
) -> Iterator[EmotionLane]:
    name = track.get("name", "")
    controls = dict(_controls(plugin))
    if controls and "active" in plugin.attrib and plugin.get("active") in _OFF:
        warnings.append(
            f'the emotion plug-in on track "{name}" is switched off, so its lanes are not used; '
            "switch it on in Ardour to use them"
        )
        return
    lists = {
        automation.get("automation-id", "").removeprefix(_PARAMETER): automation
        for automation in plugin.iterfind("Automation/AutomationList")
    }
    for emotion, (parameter, value) in controls.items():
        called = f'the lane {emotion.capitalize()} on track "{name}"'
        points = _played(lists.get(parameter), called, clock, warnings)
        envelope = Envelope(bounded(points, source), _weight(number(value) or 0.0))
        yield EmotionLane(emotion, take_lane_character(name) or name, envelope)


def _controls(plugin: Element) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Yield the emotions of a plug-in, each with its parameter and the value it is set to."""
    named = False
    for control in plugin.iter("Controllable"):
        emotion = control.get("name", "").strip().casefold()
        if emotion in EMOTIONS and "parameter" in control.attrib:
            named = True
            yield emotion, (control.get("parameter", ""), control.get("value"))
    if not named and plugin.get("name", "").strip() == PLUGIN:
        values = {port.get("id"): port.get("value") for port in plugin.iter("Port")}
        for index, emotion in enumerate(EMOTIONS):
            yield emotion, (str(index), values.get(str(index)))


def _played(
    automation: Element | None, called: str, clock: Clock, warnings: list[str]
) -> Iterator[EnvelopePoint]:
    """Yield the points of a lane in seconds if Ardour plays it, and warn if it does not."""
    events = automation.findtext("events", "") if automation is not None else ""
    if automation is None or not events.strip():
        return
    if automation.get("state", _UNPLAYED) == _UNPLAYED:
        warnings.append(f"{called} has points but is not played; set its mode to Play to use it")
        return
    style = automation.get("interpolation-style", "Linear")
    if style not in _SHAPES:
        warnings.append(f"{called} is curved; it is followed in straight lines between its points")
    rows = [line.split() for line in events.splitlines() if line.strip()]
    in_beats = rows[0][0].startswith(BEATS)
    points = [_point(row, _SHAPES.get(style, LINEAR), clock, in_beats=in_beats) for row in rows]
    found = sorted((point for point in points if point), key=lambda point: point.time)
    if len(found) < len(points):
        warnings.append(f"{called}: {len(points) - len(found)} damaged points were left out")
    yield from in_seconds(found, clock.tempo) if in_beats else found


def _point(row: list[str], shape: int, clock: Clock, *, in_beats: bool) -> EnvelopePoint | None:
    time = clock.beats(row[0]) if in_beats else clock.seconds(row[0])
    value = number(row[1]) if len(row) == 2 else None
    return None if time is None or value is None else EnvelopePoint(time, _weight(value), shape)


def _weight(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
