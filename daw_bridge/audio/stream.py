"""Take sound from a source to a device, a little ahead of the ear."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from daw_bridge.audio.outlet import Progress
from model.phrase import Waveform

BLOCK = 0.01
"""Seconds that a source is asked for at a time."""

LEAD = 0.08
_HANDFULS = 4
"""How far we are ahead of the device: that many seconds, or handfuls of it if that is more."""

_LONGEST_LEAD = 0.3
_LONGER = 1.5
"""Where it ran dry nevertheless, we go that much farther ahead, up to so many seconds."""

_MOST_UNHEARD = 0.25
"""Seconds for which a device is believed to go on though it tells nothing."""


@dataclass(frozen=True, slots=True)
class StreamLost:
    """Say that a device is gone, by its label; it is looked for."""

    device: str


@dataclass(frozen=True, slots=True)
class StreamFound:
    """Say that a device is there again, or another one instead, by its label."""

    device: str


StreamEvent = StreamLost | StreamFound
OnStreamEvent = Callable[[StreamEvent], None]


class Source(Protocol):
    """Make the sound; a stream asks for it on a thread of its own."""

    def tune(self, sample_rate: int) -> None:
        """Know the sample rate at which sound is wanted from now on."""

    def render(self, out: Waveform, heard_at: float) -> bool:
        """Add sound to a silent block `(N,)`; tell whether there is anything to play.

        Its first sample will be heard at `heard_at` by `time.monotonic`.
        """


class Stream(ABC):
    """Play what a source makes; whoever holds it never waits.

    Args:
        clock: gives the time of `time.monotonic`.
        handover: seconds that a block takes from being made to being where the device takes it.
        lead: seconds that are made in advance while something plays, at least.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        handover: float = 0.0,
        lead: float = LEAD,
    ) -> None:
        self._clock = clock
        self._handover = handover
        self._lead = lead
        self._playing = False
        self._source: Source | None = None
        self._there = False
        self._written = 0
        self._rate = 0

    @property
    def sample_rate(self) -> int:
        """Give the rate of the device in hertz."""
        return self._rate

    @property
    @abstractmethod
    def device(self) -> str:
        """Give the label of the device."""

    @property
    @abstractmethod
    def latency(self) -> float:
        """Give the seconds from handing sound to the device until it is heard."""

    @property
    def lead(self) -> float:
        """Give how many seconds are made in advance while something plays."""
        return max(self._lead, _HANDFULS * self._progress().at_once / max(self._rate, 1))

    @abstractmethod
    def start(self, source: Source, on_event: OnStreamEvent) -> None:
        """Begin to play.

        Raises:
            AudioError: there is no such device.
        """

    @abstractmethod
    def choose(self, device: str, channels: Sequence[int] = ()) -> None:
        """Go over to another device, or other channels, counted from 1; the first two if empty.

        Raises:
            AudioError: there is no such device; the old one plays on.
        """

    @abstractmethod
    def wake(self) -> None:
        """Ask the source, which had nothing to play, again."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the device; no event comes after this."""

    @abstractmethod
    def _progress(self) -> Progress:
        """Give how far the device has come, as far as is known."""

    @abstractmethod
    def _resume(self, progress: Progress) -> None:
        """Believe a better guess until the device itself is heard of."""

    @abstractmethod
    def _deliver(self, block: Waveform) -> None:
        """Pass a block `(N,)` on to the ring."""

    def _tune(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._written = 0
        self._playing = False
        if self._source is not None:
            self._source.tune(sample_rate)

    def _feed(self) -> bool:
        """Make what is missing; tell whether there was anything to play."""
        self._playing = self._fill()
        return self._playing

    def _fill(self) -> bool:
        if self._source is None or not self._there:
            return False
        now = self._clock()
        progress = self._progress()
        if progress.taken >= self._written:
            if self._playing:
                self._lead = max(self._lead, min(self._lead * _LONGER, _LONGEST_LEAD))
            progress = progress.resumed(now + self._handover, self._rate)
            self._resume(progress)
        passed = min(max(progress.taken_by(now, self._rate) - progress.taken, 0.0),
                     _MOST_UNHEARD * self._rate)  # fmt: skip
        wanted = progress.taken + passed + self.lead * self._rate
        blocks: list[Waveform] = []
        active = True
        while active and self._written < wanted:
            block = np.zeros(round(BLOCK * self._rate), np.float32)
            heard_at = progress.time_of(self._written, self._rate) + self.latency
            active = self._source.render(block, heard_at)
            if active:
                blocks.append(block)
                self._written += len(block)
        if blocks:  # at once, lest a device that begins finds the first of them alone
            self._deliver(np.concatenate(blocks))
        return active
