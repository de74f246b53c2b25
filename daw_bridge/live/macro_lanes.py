"""Know the emotion lanes of a set by its macros: as they stand, and as they moved while it played.

Live lets nobody read the automation of its arrangement but from a saved set. So where there is
none, what plays is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from daw_bridge.envelope import HIGHEST, LOWEST, Envelope
from daw_bridge.live.als_lanes import FULL
from daw_bridge.midi.recorder import LaneRecorder
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS

Macro = tuple[int, int, int]
"""Numbers of a track, a device on it, and a parameter of that."""

HALF_STEP = 0.5 / FULL
"""Half of the least that two values of a macro differ by."""


def emotion_of(parameter: str) -> str | None:
    """Give the emotion that a macro is named after, in any case."""
    name = parameter.strip().casefold()
    return name if name in EMOTIONS else None


class MacroLanes:
    """Record the macros of a set; positions are seconds."""

    def __init__(self) -> None:
        self._macros: dict[Macro, tuple[str, str]] = {}
        self._values: dict[tuple[str, str], float] = {}
        self._recorders: dict[str, LaneRecorder] = {}
        self._playing = False

    def know(self, macros: Mapping[Macro, tuple[str, str]]) -> list[Macro]:
        """Learn which macro is which emotion on the track of which name; give those not known."""
        fresh = [macro for macro, lane in macros.items() if self._macros.get(macro) != lane]
        self._macros.update(macros)
        return fresh

    def forget_macros(self) -> None:
        """Forget which is which, since tracks or devices have moved; lanes stay."""
        self._macros.clear()

    def move(self, macro: Macro, value: float, position: float) -> bool:
        """Take a value of a macro, and tell whether it is one of ours."""
        known = self._macros.get(macro)
        if known is None:
            return False
        track, emotion = known
        weight = min(max(value / FULL, LOWEST), HIGHEST)
        self._values[known] = weight
        self._recorder(take_lane_character(track) or track, position).receive(
            emotion, weight, position
        )
        return True

    def play(self, position: float) -> None:
        """Begin a pass; what does not move in it is recorded as it stands."""
        self._playing = True
        for recorder in self._recorders.values():
            recorder.play(position)
        for (track, emotion), weight in self._values.items():
            self._recorders[take_lane_character(track) or track].receive(emotion, weight, position)

    def stop(self, position: float) -> None:
        """End the pass."""
        self._playing = False
        for recorder in self._recorders.values():
            recorder.stop(position)

    @property
    def lanes(self) -> tuple[EmotionLane, ...]:
        """Give the lanes: recorded ones, and those that have not played as their macros stand."""
        recorded = {
            (lane.track, lane.emotion): lane
            for recorder in self._recorders.values()
            for lane in recorder.lanes
        }
        for (track, emotion), weight in self._values.items():
            name = take_lane_character(track) or track
            lane = recorded.get((name, emotion)) or EmotionLane(emotion, name, Envelope(()))
            envelope = replace(lane.envelope, static_value=weight)
            recorded[name, emotion] = replace(lane, envelope=envelope)
        return tuple(recorded.values())

    def _recorder(self, track: str, position: float) -> LaneRecorder:
        if track not in self._recorders:
            self._recorders[track] = LaneRecorder(track, precision=HALF_STEP)
            if self._playing:
                self._recorders[track].play(position)
        return self._recorders[track]
