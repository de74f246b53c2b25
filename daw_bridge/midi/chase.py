"""Turn time code, machine control and song position into what a transport does."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum

from daw_bridge.beats import TempoMap, TempoPoint
from daw_bridge.midi.full_frames import MIDI_RATES, PULLED_RATES, parse_full_frame
from daw_bridge.midi.machine_control import Command, Locate, parse_command
from daw_bridge.midi.messages import STOP
from daw_bridge.midi.playhead import Playhead
from daw_bridge.midi.quarter_frames import QuarterFrames
from daw_bridge.midi.song_position import SongPosition
from daw_bridge.time_code import UNSAID, TimeBase
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

DROPOUT = 0.3
"""Seconds without time code, or a clock, after which the DAW has stopped."""

_JUMP = 0.1
"""Seconds; a position that is farther from where it should be is another place."""

_NEW_RATE = 0.05
"""A change of speed that is worth telling."""

_TRUST = 10.0
"""Seconds after time code in which song position, which is coarser, is not asked."""

_DEFAULT_BPM = 120.0


class _Source(IntEnum):
    """Order what can lead: the higher is the more exact."""

    NOBODY = 0
    COMMAND = 1
    CLOCK = 2
    TIME_CODE = 3


_STOPS = (Command.STOP, Command.PAUSE)
_PLAYS = (Command.PLAY, Command.DEFERRED_PLAY)


class Chase:
    """Follow a DAW's transport; time code leads, then song position, then commands alone.

    Args:
        clock: gives seconds that only grow.
        tempo: of the song, for song position.
        base: of the project; its time code begins there, and its rate tells 24 from 23.976.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        tempo: TempoMap | None = None,
        base: TimeBase = UNSAID,
    ) -> None:
        self._clock = clock
        self.count_by(base)
        self._song = SongPosition(tempo or TempoMap.exact([TempoPoint(0.0, _DEFAULT_BPM)]))
        self._playhead = Playhead()
        self._source = _Source.NOBODY
        self._heard = self._time_code_heard = -math.inf
        self._told_rate = 0.0

    def count_by(self, base: TimeBase) -> None:
        """Read time code as that of a project, from the next whole frame on."""
        self._zero = base.start
        pulled = base.rate is not None and base.rate.per_second.denominator > 1
        self._rates = PULLED_RATES if pulled else MIDI_RATES
        self._pieces = QuarterFrames(self._rates)

    @property
    def playing(self) -> bool:
        """Tell whether the DAW plays."""
        return self._source > _Source.NOBODY

    def position(self) -> float:
        """Give where the DAW is now, in seconds, without the jitter of messages."""
        return self._playhead.at(self._clock())

    def receive(self, message: bytes, at: float | None = None) -> list[TransportEvent]:
        """Take a message, which came now or at the time given; tell what it changes."""
        now = self._clock() if at is None else at
        if position := self._pieces.receive(message, now):
            self._time_code_heard = now
            place = self._place(position.time)
            return self._observe(now, place, _Source.TIME_CODE, position.forward)
        if code := parse_full_frame(message, self._rates):
            self._time_code_heard = now
            # Running time code is never sent in full: it was stopped, or is being wound.
            stopped = self._stop(now) if self._source is _Source.TIME_CODE else []
            return [*stopped, *self._locate(now, self._place(code.time))]
        if command := parse_command(message, self._rates):
            return self._obey(command, now)
        return self._follow_song(message, now)

    def tick(self) -> list[TransportEvent]:
        """Notice that messages have ceased; ask a few times a second."""
        silent = self._clock() - self._heard > DROPOUT
        return self._stop(self._heard) if silent and self._source >= _Source.CLOCK else []

    def _place(self, time: float) -> float:
        """Give where on the timeline a time of day is; before its start, it counts from zero."""
        return time - self._zero if time >= self._zero else time

    def _obey(self, command: Command | Locate, now: float) -> list[TransportEvent]:
        if isinstance(command, Locate):
            return self._locate(now, self._place(command.code.time))
        if command in _STOPS:
            return self._stop(now)
        if command in _PLAYS and not self.playing:
            return self._start(now, self._playhead.at(now), _Source.COMMAND)
        return []

    def _follow_song(self, message: bytes, now: float) -> list[TransportEvent]:
        tells = self._song.receive(message)
        if message == bytes([STOP]):
            return self._stop(now)
        if not tells or now - self._time_code_heard < _TRUST:
            return []
        if not self._song.playing:
            return self._locate(now, self._song.time)
        return self._observe(now, self._song.time, _Source.CLOCK)

    def _observe(
        self, now: float, position: float, source: _Source, forward: bool = True
    ) -> list[TransportEvent]:
        """Take a position while the DAW plays."""
        if source < self._source:
            return []
        self._heard = now
        if not self.playing or abs(position - self._playhead.expected(now)) > _JUMP:
            jumped = [Located(position)] if self.playing else []
            rate = 1.0 if forward else -1.0
            return [*jumped, *self._start(now, position, source, rate)]
        self._source = source
        self._playhead.observe(now, position, forward)
        if abs(self._playhead.rate - self._told_rate) < _NEW_RATE:
            return []
        return self._tell(now)

    def _start(
        self, now: float, position: float, source: _Source, rate: float = 1.0
    ) -> list[TransportEvent]:
        self._source, self._heard = source, now
        self._playhead.start(now, position, rate)
        return self._tell(now)

    def _tell(self, now: float) -> list[TransportEvent]:
        self._told_rate = self._playhead.rate
        return [Playing(self._playhead.at(now), self._told_rate)]

    def _stop(self, now: float) -> list[TransportEvent]:
        if not self.playing:
            return []
        position = self._playhead.at(now)
        self._source = _Source.NOBODY
        self._pieces.reset()
        self._playhead.reset(position)
        return [Stopped(position)]

    def _locate(self, now: float, position: float) -> list[TransportEvent]:
        self._pieces.reset()
        if self.playing:
            return [Located(position), *self._start(now, position, self._source, self._told_rate)]
        self._playhead.reset(position)
        return [Located(position)]
