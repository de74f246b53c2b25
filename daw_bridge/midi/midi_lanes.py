"""Read the controllers of MIDI tracks as emotion lanes, and write lanes as controllers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from daw_bridge.envelope import BEZIER, HOLD, Envelope, EnvelopePoint
from daw_bridge.midi.controllers import (
    LARGEST,
    LaneValues,
    lane_controller,
    lane_messages,
    quantized,
)
from daw_bridge.midi.midi_timing import Timing
from daw_bridge.midi.midi_tracks import MidiTrack
from daw_bridge.midi.smf import Event
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane

STEP = 0.01
"""Seconds for which a curve, which controllers do not have, is held at its middle value."""


def emotion_lanes(tracks: Iterable[MidiTrack], timing: Timing) -> tuple[EmotionLane, ...]:
    """Read the lanes of tracks, those of each channel by themselves.

    A lane has the name of its track; on a track "Takelane Mara" it has Mara's.
    """
    return tuple(
        EmotionLane(emotion, take_lane_character(track.name) or track.name, Envelope(points))
        for track in tracks
        for emotion, points in _curves(track, timing)
    )


def lane_events(lane: EmotionLane, channel: int, tick: Callable[[float], int]) -> Iterator[Event]:
    """Yield the controllers that follow a lane in steps, each where its value changes."""
    values = {tick(point.time): quantized(point.value) for point in _steps(lane.envelope)}
    before = None
    for place, value in values.items():
        if value != before:
            for message in lane_messages(lane.emotion, value / LARGEST, channel):
                yield Event(place, message[0], message[1:])
        before = value


def _curves(track: MidiTrack, timing: Timing) -> Iterator[tuple[str, tuple[EnvelopePoint, ...]]]:
    moves = []
    for event in track.controls:
        message = bytes([event.kind]) + event.data
        if controller := lane_controller(message):
            moves.append((event.tick, message, controller))
    values = LaneValues((channel, emotion) for _, _, (channel, emotion, fine) in moves if fine)
    curves: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for tick, message, (channel, emotion, _) in moves:
        if moved := values.receive(message):
            curves[channel, emotion][tick] = moved.value
    for (_, emotion), curve in sorted(curves.items()):
        yield emotion, tuple(_held(curve, timing))


def _held(curve: dict[int, float], timing: Timing) -> Iterator[EnvelopePoint]:
    latest = -math.inf
    for tick, value in curve.items():
        # Rounding must not swap two points that are all but at one time.
        latest = max(latest, timing.time(tick))
        yield EnvelopePoint(latest, value, HOLD)


def _steps(envelope: Envelope) -> Iterator[EnvelopePoint]:
    """Yield points that hold: those of the envelope, and more along its lines and curves.

    The first is at the start of the song, as nothing else says what holds until then.
    """
    yield EnvelopePoint(0.0, envelope.value_at(0.0))
    for a, b in pairwise(envelope.points):
        length = (b.time - a.time) / (n_steps := _n_steps(a, b))
        if n_steps == 1:
            yield a
            continue
        for step in range(n_steps):
            time = a.time + step * length
            yield EnvelopePoint(time, envelope.value_at(time + length / 2))
    yield from envelope.points[-1:]


def _n_steps(a: EnvelopePoint, b: EnvelopePoint) -> int:
    """Count the steps to the next point: no more than time, and the values between, allow."""
    if a.shape == HOLD:
        return 1
    most = LARGEST if a.shape == BEZIER else math.ceil(abs(b.value - a.value) * LARGEST)
    return max(min(math.ceil((b.time - a.time) / STEP), most), 1)
