"""Lay takes along the timeline as one sound without an end, of which only what is near is kept."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.track import Samples, Track
from daw_bridge.audio.voice import FADE
from model.phrase import Waveform

NEAR = 10.0
"""Seconds: takes that begin sooner than that, or ended later ago, are kept."""

_ENDLESS = 1 << 62
"""Samples; no project is so long."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Put a take at its place.

    Args:
        start, end: in seconds on the timeline.
        gain: a factor.
    """

    file: Path
    start: float
    end: float
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class _Part:
    """Hold a take that was read, from a sample of the timeline on."""

    first: int
    samples: Samples
    gain: float

    def add_to(self, out: Waveform, first: int) -> None:
        """Add what of it lies in a block `(N,)` that begins at a sample of the timeline."""
        start = max(self.first, first)
        end = min(self.first + self.samples.filled, first + len(out))
        if start < end:
            piece = self.samples.read(start - self.first, end - self.first)
            out[start - first : end - first] += piece * np.float32(self.gain)


class _Mix:
    """Add up what lies where; one thread lays, another reads."""

    filled = _ENDLESS
    finished = True

    def __init__(self, sample_rate: int, parts: tuple[_Part, ...] = ()) -> None:
        self.sample_rate = sample_rate
        self._parts = self._heard = parts
        self._end = -1

    def lay(self, parts: tuple[_Part, ...]) -> None:
        """Let these lie there instead; what plays goes over to them."""
        self._parts = parts

    def read(self, first: int, last: int) -> Waveform:
        """Give the samples `[first, last)`."""
        before, self._heard = self._heard, self._parts
        goes_on, self._end = first == self._end, last
        out = _added(self._heard, first, last)
        if goes_on and before is not self._heard:
            # What stays the same stays so to the bit.
            n_fade = min(round(FADE * self.sample_rate), len(out))
            falling = np.linspace(1.0, 0.0, n_fade, endpoint=False, dtype=np.float32)
            out[:n_fade] += (_added(before, first, first + n_fade) - out[:n_fade]) * falling
        return out


class Reel:
    """Be for a player what takes are together; its positions are those of the timeline.

    A take that was not read in time is silent until it is.

    Args:
        read: gives a take; it may be slow.
    """

    finished = True
    duration = math.inf
    loudness = None

    def __init__(self, read: Callable[[Path], Track]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._spots: tuple[Spot, ...] = ()
        self._tracks: dict[Path, Track] = {}
        self._unreadable: set[Path] = set()
        self._mix = _Mix(48_000)

    @property
    def sound(self) -> Samples:
        """Give the sum, at the rate of the device."""
        return self._mix

    def lay(self, spots: Iterable[Spot]) -> None:
        """Let these takes lie on it from now on, and no others."""
        with self._lock:
            self._spots = tuple(sorted(spots, key=lambda spot: spot.start))
            self._mix.lay(self._parts(self._mix.sample_rate))

    def missing(self, position: float) -> Path | None:
        """Name the take that has to be read next where we are, if there is one."""
        with self._lock:
            known = self._tracks.keys() | self._unreadable
            return next((file for file in self._near(position) if file not in known), None)

    def fetch(self, position: float) -> None:
        """Read the take that is missing next, and let go of those that are far away.

        Raises:
            AudioError: it cannot be read; it is not asked for again.
        """
        if (file := self.missing(position)) is None:
            return
        try:
            track = self._read(file)
        except AudioError:
            self._unreadable.add(file)
            raise
        track.tune(self._mix.sample_rate)
        with self._lock:
            near = self._near(position)
            kept = {path: track for path, track in self._tracks.items() if path in near}
            self._tracks = {**kept, file: track}
            self._mix.lay(self._parts(self._mix.sample_rate))

    def tune(self, sample_rate: int) -> None:
        """Be heard at the rate of a device."""
        with self._lock:
            if sample_rate != self._mix.sample_rate:
                self._mix = _Mix(sample_rate, self._parts(sample_rate))

    def _near(self, position: float) -> list[Path]:
        """List the takes to be kept: first what plays now, then what comes, then what is over."""
        near = [spot for spot in self._spots
                if spot.start < position + NEAR and spot.end > position - NEAR]  # fmt: skip
        near.sort(key=lambda spot: (spot.end < position, spot.start))
        return [spot.file for spot in near]

    def _parts(self, sample_rate: int) -> tuple[_Part, ...]:
        parts = []
        for spot in self._spots:
            if track := self._tracks.get(spot.file):
                track.tune(sample_rate)
                parts.append(_Part(round(spot.start * sample_rate), track.sound, spot.gain))
        return tuple(parts)


def _added(parts: Iterable[_Part], first: int, last: int) -> Waveform:
    out = np.zeros(last - first, np.float32)
    for part in parts:
        part.add_to(out, first)
    return out
