"""Record moves of controllers into emotion lanes while the DAW plays.

A pass changes only lanes that were moved in it, from the first move to the end of the pass;
before and behind, and in all other lanes, what was there stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.midi.controllers import LARGEST
from daw_bridge.midi.curves import patched, thinned
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS

HALF_STEP = 0.5 / LARGEST
"""Half of the least that two controllers can tell apart."""

_SAME_MOMENT = 0.002
"""Seconds in which two messages are one move: a coarse value and the fine one behind it."""

_REST = 0.05
"""Seconds without a message after which a value was held; between nearer ones it moved on."""


@dataclass(slots=True)
class _Pass:
    """Gather the moves of one pass, by emotion, in order of time."""

    latest: float
    moves: dict[str, list[EnvelopePoint]] = field(default_factory=dict)


class LaneRecorder:
    """Record the lanes of one track against the position of whatever plays.

    Args:
        track: whose lanes are recorded.
        lanes: what is there already; those of other tracks stay as they are.
        precision: how far a lane may be from what was played, so that it has fewer points.
    """

    def __init__(
        self, track: str, lanes: Iterable[EmotionLane] = (), precision: float = HALF_STEP
    ) -> None:
        self._track = track
        self._precision = precision
        self._others: list[EmotionLane] = []
        self._own: dict[str, EmotionLane] = {}
        self._pass: _Pass | None = None
        for lane in lanes:
            if lane.track == track and lane.emotion not in self._own:
                self._own[lane.emotion] = lane
            else:
                self._others.append(lane)

    @property
    def lanes(self) -> tuple[EmotionLane, ...]:
        """Give all lanes, with every pass that has ended."""
        own = [self._own[emotion] for emotion in EMOTIONS if emotion in self._own]
        return (*own, *self._others)

    def play(self, position: float) -> None:
        """Begin a pass; one that is under way ends where it last was."""
        if self._pass:
            self.stop(self._pass.latest)
        self._pass = _Pass(position)

    def receive(self, emotion: str, value: float, position: float) -> None:
        """Take a move; while nothing plays it is forgotten.

        Where the position is before the last one, the DAW has looped, and a new pass begins.
        """
        if self._pass and position < self._pass.latest:
            self.play(position)
        if self._pass is None:
            return
        self._pass.latest = position
        moves = self._pass.moves.setdefault(emotion, [])
        if moves and position - moves[-1].time < _SAME_MOMENT:
            position = moves.pop().time
        moves.append(EnvelopePoint(position, value))

    def stop(self, position: float) -> None:
        """End the pass and bring it into the lanes."""
        if self._pass is None:
            return
        end = max(position, self._pass.latest)
        for emotion, moves in self._pass.moves.items():
            lane = self._own.get(emotion) or EmotionLane(emotion, self._track, Envelope(()))
            span = thinned(_with_rests(moves), self._precision)
            envelope = patched(lane.envelope, span, end)
            self._own[emotion] = EmotionLane(emotion, self._track, envelope)
        self._pass = None


def _with_rests(moves: list[EnvelopePoint]) -> list[EnvelopePoint]:
    """Hold a value until the next move where that was long in coming."""
    points = moves[:1]
    for before, move in pairwise(moves):
        if move.time - before.time > _REST:
            points.append(EnvelopePoint(move.time, before.value))
        points.append(move)
    return points
