"""Write a timeline as a DAWproject, which Bitwig, Cubase, Studio One and others open.

Lines are clips of a track "Takelane", cues are markers, and lanes are automated parameters of a
device. Their times are in seconds, so that lines lie right whatever becomes of the tempo.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from daw_bridge.atomic_file import write_atomically
from daw_bridge.beats import FASTEST, SLOWEST, tempo_points
from daw_bridge.envelope import HIGHEST, HOLD, LINEAR, LOWEST, Envelope, EnvelopePoint
from daw_bridge.exchange.dawproject_parts import BEATS, HELD, METADATA, PROJECT, RAMPED, SECONDS
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.take_track import TRACK
from daw_bridge.timeline import EmotionLane, Region, TempoChange, Timeline

_FORMAT_VERSION = "1.0"
_APPLICATION = {"name": "Takelane", "version": "1"}
_DEVICE = {"deviceName": "Takelane Emotion", "deviceRole": "audioFX", "deviceVendor": "Takelane"}
_LINES, _TEMPO = "lines", "tempo"
"""Ids of the track of lines and of the tempo."""

_CURVE_PIECES = 32
"""Straight lines for one curve, which the format does not have."""

_NEVER_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "�"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same for every file, so that equal timelines give equal bytes."""

_Device = dict[str, tuple[str, EmotionLane]]
"""Lanes with the ids of their parameters, by emotion."""


def write_dawproject(timeline: Timeline, path: Path) -> None:
    """Write a timeline whole or not at all; curves become straight lines between many points.

    Raises:
        ProjectError: the file cannot be written.
    """
    packed = io.BytesIO()
    documents = {PROJECT: _project(timeline), METADATA: _metadata(timeline)}
    with zipfile.ZipFile(packed, "w") as archive:
        for name, document in documents.items():
            indent(document)
            content = tostring(document, encoding="utf-8", xml_declaration=True)
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    write_atomically(path, packed.getvalue())


def _metadata(timeline: Timeline) -> Element:
    metadata = Element("MetaData")
    SubElement(metadata, "Title").text = _clean(timeline.source.stem)
    return metadata


def _project(timeline: Timeline) -> Element:
    project = Element("Project", version=_FORMAT_VERSION)
    SubElement(project, "Application", _APPLICATION)
    tempo = [change for change in timeline.tempo if SLOWEST <= change.bpm <= FASTEST]
    if tempo:
        steady = {"id": _TEMPO, "unit": "bpm", "value": repr(tempo[0].bpm)}
        SubElement(SubElement(project, "Transport"), "Tempo", steady)
    structure = SubElement(project, "Structure")
    _add_track(structure, _LINES, TRACK, "notes")
    arrangement = SubElement(project, "Arrangement")
    lanes = SubElement(arrangement, "Lanes", timeUnit=SECONDS)
    _add_clips(SubElement(lanes, "Lanes", track=_LINES), timeline.regions)
    for number, (track, devices) in enumerate(_devices(timeline.lanes).items(), 1):
        track_id = f"track{number}"
        _add_devices(_add_track(structure, track_id, track, "audio"), devices)
        _add_automation(SubElement(lanes, "Lanes", track=track_id), devices)
    if timeline.cues:
        markers = SubElement(arrangement, "Markers", timeUnit=SECONDS)
        for cue in timeline.cues:
            SubElement(markers, "Marker", time=repr(cue.time), name=_clean(cue.name))
    if tempo:
        _add_tempo(arrangement, tempo)
    return project


def _add_track(structure: Element, track_id: str, name: str, content: str) -> Element:
    """Add a track and give its channel."""
    track = SubElement(structure, "Track", id=track_id, name=_clean(name), contentType=content)
    return SubElement(track, "Channel", role="regular", audioChannels="2")


def _add_clips(lanes: Element, regions: Sequence[Region]) -> None:
    clips = SubElement(lanes, "Clips")
    for region in regions:
        attributes = {"name": region.name}
        # A comment would be the line, so it is only written where it is.
        if not is_speakable(parse_region_text(region.name).line):
            attributes["comment"] = region.notes
        words = {key: _clean(text) for key, text in attributes.items() if text}
        place = {"time": repr(region.start), "duration": repr(region.duration)}
        SubElement(SubElement(clips, "Clip", place | words), "Notes")


def _devices(lanes: Sequence[EmotionLane]) -> dict[str, list[_Device]]:
    """Sort lanes to devices by track; an emotion that comes again needs another device."""
    tracks: dict[str, list[_Device]] = {}
    for number, lane in enumerate(lanes, 1):
        devices = tracks.setdefault(lane.track, [{}])
        if lane.emotion in devices[-1]:
            devices.append({})
        devices[-1][lane.emotion] = (f"lane{number}", lane)
    return tracks


def _add_devices(channel: Element, devices: Sequence[_Device]) -> None:
    chain = SubElement(channel, "Devices")
    scale = {"unit": "linear", "min": repr(LOWEST), "max": repr(HIGHEST)}
    for device in devices:
        parameters = SubElement(SubElement(chain, "BuiltinDevice", _DEVICE), "Parameters")
        for emotion, (lane_id, lane) in device.items():
            value = repr(lane.envelope.static_value)
            named = {"id": lane_id, "name": emotion.capitalize(), "value": value}
            SubElement(parameters, "RealParameter", named | scale)


def _add_automation(lanes: Element, devices: Sequence[_Device]) -> None:
    for lane_id, lane in (entry for device in devices for entry in device.values()):
        if lane.envelope.points:
            points = SubElement(lanes, "Points", unit="linear")
            SubElement(points, "Target", parameter=lane_id)
            for point in _straightened(lane.envelope):
                _add_point(points, point.time, point.value, ramps=point.shape != HOLD)


def _add_tempo(arrangement: Element, tempo: Sequence[TempoChange]) -> None:
    points = SubElement(arrangement, "TempoAutomation", timeUnit=BEATS, unit="bpm")
    SubElement(points, "Target", parameter=_TEMPO)
    for point in tempo_points(tempo):
        _add_point(points, point.beats, point.bpm, ramps=point.ramps)


def _add_point(points: Element, time: float, value: float, *, ramps: bool) -> None:
    shape = RAMPED if ramps else HELD
    SubElement(points, "RealPoint", time=repr(time), value=repr(value), interpolation=shape)


def _straightened(envelope: Envelope) -> Iterator[EnvelopePoint]:
    """Yield the points of an envelope with more of them along its curves."""
    for a, b in pairwise(envelope.points):
        yield a
        if a.shape not in (HOLD, LINEAR) and a.time < b.time:
            for piece in range(1, _CURVE_PIECES):
                time = a.time + (b.time - a.time) * piece / _CURVE_PIECES
                yield EnvelopePoint(time, envelope.value_at(time))
    yield from envelope.points[-1:]


def _clean(text: str) -> str:
    return _NEVER_IN_XML.sub(_REPLACEMENT, text)
