"""Gather what a timeline shows: regions with their takes and phrases, and lanes track by track."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from daw_bridge.envelope import Envelope
from daw_bridge.mood import speaking_track
from daw_bridge.session.cue_row import CueRow
from daw_bridge.take_library import TakeRecord
from daw_bridge.timeline import EmotionLane
from gui.timeline.curve import Curve
from model.emotion import EMOTIONS

LaneKey = tuple[str, str]
"""Track and emotion."""

_FLAT = Envelope(())
"""Of every lane that nobody has automated."""

MOST_LAYERS = 4
"""Regions that lie over each other beyond this share the last layer."""


@dataclass(frozen=True, slots=True)
class RegionBox:
    """Show one region.

    Args:
        layer: counts from the top; regions that overlap in time are on different ones.
        take: the chosen one, whose waveform is shown.
        phrases: start and end of each.
    """

    row: CueRow
    layer: int
    take: TakeRecord | None
    phrases: tuple[tuple[float, float], ...]

    @property
    def id(self) -> str:
        """Give the id of the region."""
        return self.row.region_id

    @property
    def start(self) -> float:
        """Give where the region begins."""
        return self.row.line.region.start

    @property
    def end(self) -> float:
        """Give where the region ends."""
        return self.row.line.region.end


@dataclass(frozen=True, slots=True)
class Strip:
    """Show one emotion of one track.

    Args:
        drawn: whether it is ours, in the place of the DAW's.
    """

    lane: EmotionLane
    curve: Curve = field(compare=False)
    drawn: bool

    @property
    def key(self) -> LaneKey:
        """Name the lane."""
        return self.lane.track, self.lane.emotion

    def redrawn(self, envelope: Envelope) -> Strip:
        """Give the lane with another curve."""
        return Strip(replace(self.lane, envelope=envelope), Curve.of(envelope), True)


def region_box(row: CueRow, layer: int, take: TakeRecord | None) -> RegionBox:
    """Show a row of the cue list as a region."""
    phrases = tuple((phrase.start, phrase.end) for phrase in row.line.phrases)
    return RegionBox(row, layer, take, phrases)


def changed(boxes: Sequence[RegionBox], rows: Sequence[CueRow]) -> list[int] | None:
    """Tell which rows are no longer those that are shown; None where a region came, went or moved.

    Args:
        boxes: that are shown, in order.
        rows: that there are now, in order; those about which nothing is new are the same objects.
    """
    if len(boxes) != len(rows):
        return None
    places = []
    for place, (box, row) in enumerate(zip(boxes, rows, strict=True)):
        if row is not box.row:
            region = row.line.region
            if (region.id, region.start, region.end) != (box.id, box.start, box.end):
                return None
            places.append(place)
    return places


def layers(spans: Iterable[tuple[float, float]]) -> list[int]:
    """Give each span, in order of their starts, the first layer that is free by then."""
    free_from: list[float] = []
    chosen = []
    for start, end in spans:
        fitting = (layer for layer, time in enumerate(free_from) if time <= start + 1e-9)
        layer = next(fitting, min(len(free_from), MOST_LAYERS - 1))
        free_from[layer : layer + 1] = [end]
        chosen.append(layer)
    return chosen


def strips_of(
    tracks: Sequence[str],
    lanes: Sequence[EmotionLane],
    known: Callable[[EmotionLane], Curve | None],
    is_drawn: Callable[[EmotionLane], bool],
) -> list[Strip]:
    """Show all eight emotions of each track, those that nobody has automated as well.

    Args:
        tracks: to be shown, in this order.
        lanes: of all tracks.
        known: gives the curve of a lane that was made already.
        is_drawn: tells whether a lane is ours.
    """
    found: dict[LaneKey, EmotionLane] = {}
    for lane in lanes:
        key = lane.track, lane.emotion
        if key not in found or not found[key].envelope.points:
            found[key] = lane
    strips = []
    for track in tracks:
        for emotion in EMOTIONS:
            lane = found.get((track, emotion), EmotionLane(emotion, track, _FLAT))
            strips.append(Strip(lane, known(lane) or Curve.of(lane.envelope), is_drawn(lane)))
    return strips


def tracks_of(characters: Sequence[str], lanes: Sequence[EmotionLane]) -> list[str]:
    """List the tracks that speak for characters, or would if they had lanes, and all others."""
    speaking = [speaking_track(lanes, character, characters) for character in characters]
    return list(dict.fromkeys((*speaking, *(lane.track for lane in lanes))))
