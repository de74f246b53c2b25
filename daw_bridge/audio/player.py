"""Play takes: start, stop, seek, loop, compare; in time with a DAW, and without a click."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from daw_bridge.audio.loudness import matching_gains
from daw_bridge.audio.meter import Meter
from daw_bridge.audio.stream import Stream, StreamFound, StreamLost
from daw_bridge.audio.track import Playable, Samples
from daw_bridge.audio.voice import FADE, Voice
from model.phrase import Waveform

SLIP = 0.01
"""Seconds by which a take may be off the DAW before it is put right."""

_SHORTEST_LOOP = 0.02

_ENDLESS = 1 << 62
"""Samples; no take is so long."""

_LONGEST_MARK = 0.05
"""Seconds for which a place is believed to go on, should nothing be made any more."""

_MARKS = 256
"""Places that are remembered until they are heard: 10 ms each, and every jump."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Say that the take was played to its end; the last of it is heard in a moment."""


PlayerEvent = Ended | StreamLost | StreamFound
OnPlayerEvent = Callable[[PlayerEvent], None]


@dataclass(frozen=True, slots=True)
class _Start:
    """Ask for a position in seconds, to be heard at a moment or as soon as can be."""

    position: float
    at: float | None

    def late(self, heard_at: float) -> float:
        """Give the seconds by which a moment is after the one that is asked for."""
        return 0.0 if self.at is None else heard_at - self.at


@dataclass(frozen=True, slots=True)
class _Mark:
    """Remember what will be heard when, and whether it goes on from there."""

    at: float
    position: float
    moving: bool


class Player:
    """Play one of some takes through a stream; every method may be called from any thread.

    Times are seconds from the start of the take. Levels and positions count when they are heard,
    which is up to `latency` later.

    Args:
        on_event: is told of the end of takes and of devices, on a thread of the stream.
        clock: gives the time of `time.monotonic`.

    Raises:
        AudioError: the stream has no device.
    """

    def __init__(
        self,
        stream: Stream,
        on_event: OnPlayerEvent = lambda event: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._on_event = on_event
        self._clock = clock
        self._lock = threading.Lock()
        self._rate = stream.sample_rate or 48_000
        self._tracks: tuple[Playable, ...] = ()
        self._gains: tuple[float, ...] = ()
        self._chosen = 0
        self._voice: Voice | None = None
        self._fading: list[Voice] = []
        self._start: _Start | None = None
        self._timed: _Start | None = None
        self._loop: tuple[float, float] | None = None
        self._gain = self._heard_gain = 1.0
        self._marks: deque[_Mark] = deque([_Mark(-math.inf, 0.0, moving=False)], _MARKS)
        self.meter = Meter(self._rate)
        stream.start(self, self._hear)

    @property
    def latency(self) -> float:
        """Give the seconds from a change while something plays to its being heard."""
        return self._stream.lead + self._stream.latency

    @property
    def output_latency(self) -> float:
        """Give the part of it that is the device's own."""
        return self._stream.latency

    @property
    def sample_rate(self) -> int:
        """Give the rate of the device in hertz."""
        return self._rate

    @property
    def playing(self) -> bool:
        """Tell whether a take is being played, or about to."""
        return self._start is not None or self._voice is not None

    @property
    def chosen(self) -> int:
        """Give the index of the take that is played."""
        return self._chosen

    @property
    def gain(self) -> float:
        """Give the factor by which everything is louder."""
        return self._gain

    @gain.setter
    def gain(self, gain: float) -> None:
        self._gain = gain

    def load(self, tracks: Sequence[Playable], *, match: bool = True) -> None:
        """Stop, and take these from here on; the first is chosen.

        To match them is to make those that are finished equally loud, as loud as the quietest.
        """
        for track in tracks:
            track.tune(self._rate)
        gains = _matched(tracks) if match and len(tracks) > 1 else (1.0,) * len(tracks)
        with self._lock:
            self._halt()
            self._tracks, self._gains, self._chosen = tuple(tracks), gains, 0
            self._loop = None
            self._locate(0.0)

    def exchange(self, tracks: Sequence[Playable], chosen: int, *, match: bool = True) -> None:
        """Take these instead, and go on at the same position with the one with an index.

        Raises:
            IndexError: there is no such take.
        """
        for track in tracks:
            track.tune(self._rate)
        gains = _matched(tracks) if match and len(tracks) > 1 else (1.0,) * len(tracks)
        with self._lock:
            before = self._tracks[self._chosen], self._gains[self._chosen]
            after = tracks[chosen], gains[chosen]
            self._tracks, self._gains, self._chosen = tuple(tracks), gains, chosen
            if before != after:
                self._go_over()

    def play(self, position: float | None = None, at: float | None = None) -> None:
        """Play from a position, or from where it stopped; the meter begins anew if it had.

        Args:
            position: before 0, as many seconds of silence come first.
            at: when the position is to be heard, by the clock; it is kept to until the next call,
                so what is late is left out. As soon as can be where it is not given.
        """
        with self._lock:
            if self._tracks:
                start = self._place() if position is None else position
                if not self.playing:
                    self._locate(start)
                    self.meter.reset()
                self._start = _Start(start, at)
        self._stream.wake()

    def stop(self) -> None:
        """Stop, and stay where the take is heard to be."""
        with self._lock:
            position = self._now()
            self._halt()
            self._locate(position)

    def seek(self, position: float) -> None:
        """Go to another position, and play on from there if something plays."""
        with self._lock:
            if self.playing:
                self._start = _Start(position, None)
            else:
                self._locate(position)

    def loop(self, start: float | None, end: float = math.inf) -> None:
        """Go back to the start of a span whenever its end is reached; None to play on."""
        with self._lock:
            span = None if start is None else (start, max(end, start + _SHORTEST_LOOP))
            self._loop = span

    def switch(self, index: int) -> None:
        """Go over to another take at the same position.

        Raises:
            IndexError: there is no such take.
        """
        with self._lock:
            if not 0 <= index < len(self._tracks):
                raise IndexError(f"there are {len(self._tracks)} takes, none with index {index}")
            self._chosen = index
            self._go_over()

    def position(self) -> float:
        """Give where in the take we are, as it is heard."""
        with self._lock:
            return self._now()

    def close(self) -> None:
        """Let go of the device."""
        self._stream.close()

    def tune(self, sample_rate: int) -> None:
        """Go on at another sample rate."""
        if sample_rate == self._rate:
            return
        with self._lock:
            if self._voice is not None and self._start is None:
                self._start = self._timed or _Start(self._voice.due / self._rate, None)
            self._voice, self._fading = None, []
            self._rate = sample_rate
            self.meter = Meter(sample_rate)

    def render(self, out: Waveform, heard_at: float) -> bool:
        """Add the next samples to a silent block `(N,)`; tell whether there was anything to play.

        The first will be heard at `heard_at` by the clock.
        """
        with self._lock:
            if not self.playing and not self._fading:
                return False
            played = self._voice
            done = 0
            while done < len(out):
                done += self._piece(out[done:], heard_at + done / self._rate)
            ended = played is not None and not self.playing
            self._amplify(out)
        self.meter.feed(out)
        if ended:
            self._on_event(Ended())
        return True

    def _hear(self, event: StreamLost | StreamFound) -> None:
        if isinstance(event, StreamLost):
            with self._lock:
                self._locate(self._now())  # where it waits, and goes on
        self._on_event(event)

    def _piece(self, out: Waveform, heard_at: float) -> int:
        """Add up to the end of the loop, or of the block; count the samples."""
        self._begin(heard_at)
        left = self._left_in_loop()
        count = min(len(out), left or len(out))
        for voice in self._fading:
            voice.mix(out[:count])
        self._fading = [voice for voice in self._fading if not voice.done]
        if self._voice is not None:
            before = self._voice.due
            self._marks.append(_Mark(heard_at, before / self._rate, self._voice.moving))
            self._voice.mix(out[:count])
            after = self._voice.due
            comes_round = left > 0 and after - before == left
            if self._voice.done and not comes_round:
                end = heard_at + (after - before) / self._rate
                self._marks.append(_Mark(end, after / self._rate, moving=False))
                self._voice = None
        return count

    def _begin(self, heard_at: float) -> None:
        """Make the voice that is asked for, or one that is where the DAW is."""
        start, self._start = self._start or (self._timed if self._voice else None), None
        if start is None:
            return
        self._timed = None if start.at is None else start
        late = start.late(heard_at)
        if self._timed is not None and self._voice is not None:
            slip = self._voice.due / self._rate - start.position - late
            if abs(slip) <= SLIP:
                return
        self._release()
        position, delay = start.position + max(late, 0.0), max(-late, 0.0)
        self._voice = self._speak(round(position * self._rate), round(delay * self._rate))

    def _speak(self, position: int, delay: int = 0) -> Voice:
        gain = self._gains[self._chosen]
        return Voice(self._sound(), self._rate, position, gain, delay, self._stream.lead)

    def _go_over(self) -> None:
        """Let the chosen take go on where another one is."""
        if self._voice is None:
            return
        if self._timed is not None and self._voice.delayed:
            self._start = self._start or self._timed
            self._release()
            return
        due = self._voice.due
        self._release()
        self._voice = self._speak(due)

    def _sound(self) -> Samples:
        track = self._tracks[self._chosen]
        track.tune(self._rate)  # nothing to do, unless the device is another now
        return track.sound

    def _left_in_loop(self) -> int:
        """Count the samples up to the end of the loop; 0 where there is none, or it is behind us.

        At the end itself, go back to the start first.
        """
        if self._loop is None or self._voice is None:
            return 0
        sound = self._sound()
        end = sound.filled if sound.finished else _ENDLESS
        end = min(end, round(min(self._loop[1] * self._rate, _ENDLESS)))
        start = round(self._loop[0] * self._rate)
        if self._voice.due == end and start < end:
            self._release()
            self._voice = self._speak(start)
            if self._timed is not None and self._timed.at is not None:
                at = self._timed.at + (end - start) / self._rate
                self._timed = replace(self._timed, at=at)
        return max(end - self._voice.due, 0)

    def _halt(self) -> None:
        self._release()
        self._start = self._timed = None

    def _release(self) -> None:
        if self._voice is not None:
            self._voice.release()
            self._fading.append(self._voice)
            self._voice = None

    def _locate(self, position: float) -> None:
        self._marks.clear()
        self._marks.append(_Mark(-math.inf, position, moving=False))

    def _now(self) -> float:
        """Find what is heard now among the marks, and drop those that are history."""
        now = self._clock()
        while len(self._marks) > 1 and self._marks[1].at <= now:
            self._marks.popleft()
        mark = self._marks[0]
        passed = min(max(now - mark.at, 0.0), _LONGEST_MARK) if mark.moving else 0.0
        return mark.position + passed

    def _place(self) -> float:
        """Give where to go on: where we are, or the beginning if that is the end."""
        position, track = self._now(), self._tracks[self._chosen]
        return 0.0 if track.finished and position >= track.duration else position

    def _amplify(self, out: Waveform) -> None:
        """Go to a new gain within the length of a fade."""
        old, new = self._heard_gain, self._gain
        if old != new:
            ramp = np.minimum(np.arange(len(out)) / (FADE * self._rate), 1.0)
            out *= (old + (new - old) * ramp).astype(np.float32)
            self._heard_gain = new
        elif new != 1.0:
            out *= np.float32(new)


def _matched(tracks: Sequence[Playable]) -> tuple[float, ...]:
    """Give the gains of takes; one that is still being rendered is left as it is."""
    measured = [track.loudness for track in tracks]
    known = iter(matching_gains([loudness for loudness in measured if loudness is not None]))
    return tuple(1.0 if loudness is None else next(known) for loudness in measured)
