"""Find the emotion lanes of a Live set: rack macros named like an emotion, and their automation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.beat_envelope import bounded, bounded_lanes, in_seconds
from daw_bridge.beats import TempoMap
from daw_bridge.envelope import HIGHEST, LOWEST, Envelope, EnvelopePoint
from daw_bridge.live.als_automation import automation
from daw_bridge.live.als_tree import flag, track_name, value
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS

_RACK = "GroupDevice"
"""Ends the tags of all racks: audio effect, instrument, MIDI effect, drum."""

_NAME, _CONTROL = "MacroDisplayNames.", "MacroControls."

FULL = 127.0
"""The value of a macro that stands for the weight 1."""


@dataclass(frozen=True, slots=True)
class Automated:
    """Gather what the lanes of a set need beside their racks."""

    envelopes: Mapping[str, Element]
    tempo: TempoMap
    source: Path


def emotion_lanes(
    tracks: Iterable[Element], automated: Automated
) -> tuple[tuple[EmotionLane, ...], tuple[str, ...]]:
    """Read the lanes of every rack that is on, and warn of what cannot be followed.

    A lane has the name of its track; on a track "Takelane Mara" it has Mara's.

    Raises:
        ProjectError: they have more points than any project has.
    """
    warnings: list[str] = []
    lanes = (
        lane
        for track in tracks
        for rack in track.iter()
        if rack.tag.endswith(_RACK)
        for lane in _rack_lanes(rack, track_name(track), automated, warnings)
    )
    return bounded_lanes(lanes, automated.source), tuple(warnings)


def _rack_lanes(
    rack: Element, track: str, automated: Automated, warnings: list[str]
) -> Iterator[EmotionLane]:
    macros = dict(_emotion_macros(rack))
    if macros and flag(rack, "On/Manual") is False:
        warnings.append(
            f'the emotion rack on track "{track}" is switched off, so its lanes are not used; '
            "switch it on in Live to use them"
        )
        return
    for emotion, macro in macros.items():
        points, n_damaged = automation(macro, automated.envelopes)
        if n_damaged:
            warnings.append(
                f'the lane {emotion.capitalize()} on track "{track}": '
                f"{n_damaged} damaged points were left out"
            )
        drawn = (EnvelopePoint(point.beats, _weight(point.value)) for point in points)
        envelope = Envelope(
            bounded(in_seconds(drawn, automated.tempo), automated.source),
            _weight(value(macro, "Manual") or 0.0),
        )
        yield EmotionLane(emotion, take_lane_character(track) or track, envelope)


def _emotion_macros(rack: Element) -> Iterator[tuple[str, Element]]:
    parts = {part.tag: part for part in rack}
    for tag, part in parts.items():
        emotion = part.get("Value", "").strip().casefold() if tag.startswith(_NAME) else ""
        macro = parts.get(_CONTROL + tag.removeprefix(_NAME))
        if emotion in EMOTIONS and macro is not None:
            yield emotion, macro


def _weight(macro: float) -> float:
    return min(max(macro / FULL, LOWEST), HIGHEST)
