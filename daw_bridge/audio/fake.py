"""Stand in for a sound card: a script lets time pass, and reads what was heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.outlet import Outlet, Progress
from daw_bridge.audio.stream import OnStreamEvent, Source, Stream, StreamFound, StreamLost
from model.phrase import Waveform


class FakeStream(Stream):
    """Do as a device does, when told to.

    Args:
        columns: of `channels`, those that get the sound.
        at_once: samples that it takes at a time.
        label: that its device goes by.

    Attributes:
        now: the time, which passes only while samples are taken.
    """

    def __init__(
        self,
        sample_rate: int = 48_000,
        channels: int = 2,
        columns: Sequence[int] = (0, 1),
        at_once: int = 480,
        latency: float = 0.0,
        label: str = "Fake, no sound system",
    ) -> None:
        super().__init__(clock=lambda: self.now)
        self.now = 0.0
        self._label = label
        self._channels, self._columns = channels, columns
        self._at_once = at_once
        self._latency = latency
        self._on_event: OnStreamEvent | None = None
        self._there = True
        self._open(sample_rate)

    @property
    def device(self) -> str:
        """Give its label."""
        return self._label

    @property
    def latency(self) -> float:
        """Give what it was made with."""
        return self._latency

    def start(self, source: Source, on_event: OnStreamEvent) -> None:
        """Begin to play when pumped."""
        self._source, self._on_event = source, on_event
        source.tune(self._rate)

    def choose(self, device: str, channels: Sequence[int] = ()) -> None:
        """Go over to other channels; there is no other device.

        Raises:
            AudioError: another device was asked for.
        """
        if device not in ("", self.device):
            raise AudioError(f'there is no single output device "{device}"')
        self._columns = tuple(channel - 1 for channel in channels) or self._columns
        self._open(self._rate)

    def wake(self) -> None:
        """Do nothing: whoever pumps asks the source."""

    def close(self) -> None:
        """Let go of the source."""
        self._source = self._on_event = None

    def pump(self, n_samples: int) -> NDArray[np.float32]:
        """Let the device take samples, a handful at a time, and give them `(N, C)`.

        A device that is lost takes nothing, though time passes.
        """
        heard = np.ones((n_samples, self._channels), np.float32)
        for first in range(0, n_samples, self._at_once):
            out = heard[first : first + self._at_once]
            if self._there:
                self._feed()
                self._outlet.callback(out, len(out), None, None)
            self.now += len(out) / self._rate
        return heard if self._there else heard[:0]

    def starve(self, seconds: float) -> None:
        """Let the device take samples while nobody makes any."""
        for _ in range(0, round(seconds * self._rate), self._at_once):
            out = np.empty((self._at_once, self._channels), np.float32)
            self._outlet.callback(out, len(out), None, None)
            self.now += len(out) / self._rate

    def lose(self) -> None:
        """Pull the plug."""
        self._there = False
        self._tell(StreamLost(self.device))

    def find(self, sample_rate: int) -> None:
        """Put it in again, at a rate that may be another."""
        self._there = True
        self._open(sample_rate)
        self._tell(StreamFound(self.device))

    def _open(self, sample_rate: int) -> None:
        self._outlet = Outlet(sample_rate, self._columns, self._clock)
        self._tune(sample_rate)

    def _tell(self, event: StreamLost | StreamFound) -> None:
        if self._on_event is not None:
            self._on_event(event)

    def _progress(self) -> Progress:
        return self._outlet.progress

    def _resume(self, progress: Progress) -> None:
        self._outlet.progress = progress

    def _deliver(self, block: Waveform) -> None:
        self._outlet.write(block)
