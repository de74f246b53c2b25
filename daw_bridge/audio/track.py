"""Hold a take's sound as it comes: whole, or piece by piece while it is rendered."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import soundfile
import soxr

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.loudness import Loudness, measure
from model.phrase import Waveform

QUALITY = "VHQ"


class Samples(Protocol):
    """Be what a voice speaks: samples at one rate, more of which may come."""

    @property
    def sample_rate(self) -> int:
        """Give the rate in hertz."""

    @property
    def filled(self) -> int:
        """Count the samples there are."""

    @property
    def finished(self) -> bool:
        """Tell whether none are to come."""

    def read(self, first: int, last: int) -> Waveform:
        """Give the samples `[first, last)`, all of which are there."""


class Playable(Protocol):
    """Be what a player plays, at the rate of its device."""

    @property
    def sound(self) -> Samples:
        """Give the samples at that rate."""

    @property
    def finished(self) -> bool:
        """Tell whether all of it is there."""

    @property
    def duration(self) -> float:
        """Give the seconds that are there."""

    @property
    def loudness(self) -> Loudness | None:
        """Give how loud it is, if that is known."""

    def tune(self, sample_rate: int) -> None:
        """Give samples at this rate from now on."""


class Sound:
    """Gather samples at one rate; one thread adds, another reads what is there.

    Attributes:
        sample_rate: in hertz.
        filled: samples there are; those before it never change.
        finished: whether none are to come.
    """

    def __init__(self, source_rate: int, sample_rate: int) -> None:
        same = source_rate == sample_rate
        self._resampler = None if same else soxr.ResampleStream(
            source_rate, sample_rate, 1, dtype="float32", quality=QUALITY
        )  # fmt: skip
        self._data: Waveform = np.zeros(0, np.float32)
        self.sample_rate = sample_rate
        self.filled = 0
        self.finished = False

    def append(self, waveform: Waveform, *, last: bool = False) -> None:
        """Add samples `(N,)` of the source's rate."""
        if self._resampler is not None:
            waveform = self._resampler.resample_chunk(waveform, last=last)
        needed = self.filled + len(waveform)
        if needed > len(self._data):
            data = np.zeros(max(needed, 2 * len(self._data)), np.float32)
            data[: self.filled] = self._data[: self.filled]
            self._data = data
        self._data[self.filled : needed] = waveform
        self.filled = needed  # last, since it lets them be read
        self.finished = last
        if last:
            self._resampler = None

    def read(self, first: int, last: int) -> Waveform:
        """Give the samples `[first, last)`, all of which are there."""
        return self._data[first:last]


class Track:
    """Be a take that can be heard, from the moment its first chunk is there.

    Args:
        sample_rate: of the waveforms it is given, in hertz.
    """

    def __init__(self, sample_rate: int) -> None:
        self._source_rate = sample_rate
        self._pieces: list[Waveform] = []
        self._lock = threading.Lock()
        self._finished = False
        self._loudness: Loudness | None = None
        self.sound = Sound(sample_rate, sample_rate)

    @classmethod
    def of(cls, waveform: Waveform, sample_rate: int) -> Self:
        """Hold a whole waveform `(N,)`."""
        track = cls(sample_rate)
        track.append(waveform)
        track.finish()
        return track

    @classmethod
    def read(cls, path: Path) -> Self:
        """Hold an audio file, mixed to mono.

        Raises:
            AudioError: the file cannot be read.
        """
        try:
            data, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, OSError, TypeError) as error:
            raise AudioError(f"{path} cannot be played: {error}; render the take again") from error
        return cls.of(np.ascontiguousarray(data.mean(axis=1)), sample_rate)

    @property
    def finished(self) -> bool:
        """Tell whether all of it is there."""
        return self._finished

    @property
    def duration(self) -> float:
        """Give the seconds that are there."""
        return sum(map(len, self._pieces)) / self._source_rate

    @property
    def loudness(self) -> Loudness | None:
        """Measure it, once; None while it is being rendered."""
        if self._loudness is None and self._finished:
            self._loudness = measure(self._whole(), self._source_rate)
        return self._loudness

    def append(self, waveform: Waveform) -> None:
        """Add what was rendered next, `(N,)`."""
        with self._lock:
            self._pieces.append(np.array(waveform, np.float32))
            self.sound.append(self._pieces[-1])

    def pad(self, until: float) -> None:
        """Add silence up to a moment in seconds, such as the start of the next phrase."""
        missing = round((until - self.duration) * self._source_rate)
        if missing > 0:
            self.append(np.zeros(missing, np.float32))

    def finish(self) -> None:
        """Say that all of it is there."""
        with self._lock:
            if not self._finished:
                self._finished = True
                self.sound.append(np.zeros(0, np.float32), last=True)

    def tune(self, sample_rate: int) -> None:
        """Resample to the rate of a device, what is to come included."""
        with self._lock:
            if sample_rate == self.sound.sample_rate:
                return
            sound = Sound(self._source_rate, sample_rate)
            sound.append(self._whole(), last=self._finished)
            self.sound = sound

    def _whole(self) -> Waveform:
        return np.concatenate([np.zeros(0, np.float32), *self._pieces])
