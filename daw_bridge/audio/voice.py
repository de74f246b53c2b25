"""Play one take from a position on, and let no edge of it click."""

from __future__ import annotations

import numpy as np

from daw_bridge.audio.track import Samples
from model.phrase import Waveform

FADE = 0.005
"""Seconds in which one take gives way to another, or to silence."""

_REFILL = 0.1
"""Seconds of sound that have to be there before a take that ran out of it goes on."""

_MARGIN = 0.02


class Voice:
    """Add a sound to blocks, one after another.

    It fades in where it does not begin at the sound's own beginning, fades out when it is released
    or the sound is rendered too slowly, and goes on when there is enough of it again. Two voices of
    which one rises while the other falls keep their power together.

    Args:
        position: of the first sample to play; before 0, silence comes first.
        gain: a factor.
        delay: samples of silence before the voice begins at its position.
        ahead: seconds of sound that are asked for at once, and more of which have to be there.

    Attributes:
        position: of the sample that comes next.
    """

    def __init__(
        self,
        sound: Samples,
        sample_rate: int,
        position: int,
        gain: float = 1.0,
        delay: int = 0,
        ahead: float = 0.0,
    ) -> None:
        self.position = max(position, 0)
        self._sound = sound
        self._gain = gain
        self._delay = delay - min(position, 0)
        self._fade = round(FADE * sample_rate)
        self._refill = round(max(_REFILL, ahead + _MARGIN) * sample_rate)
        self._level = 0 if self.position else self._fade  # of `_fade` steps
        self._released = False
        self._waiting = True
        self._starved()

    @property
    def due(self) -> int:
        """Give its position, less the silence that comes first."""
        return self.position - self._delay

    @property
    def delayed(self) -> bool:
        """Tell whether the silence that comes first is not over."""
        return self._delay > 0

    @property
    def moving(self) -> bool:
        """Tell whether it goes on, rather than waits for sound to be rendered."""
        return not self._waiting

    @property
    def done(self) -> bool:
        """Tell whether nothing will come any more."""
        ended = self._sound.finished and self.position >= self._sound.filled
        silent = self._level == 0 or self._waiting or self._delay > 0
        return ended or (self._released and silent)

    def release(self) -> None:
        """Let it fade out."""
        self._released = True

    def mix(self, out: Waveform) -> None:
        """Add what comes next to a block `(N,)`."""
        silence = min(self._delay, len(out))
        self._delay -= silence
        out = out[silence:]
        if not len(out) or self._starved() or self.done:
            return
        finished = self._sound.finished  # first, since what is there may grow until it is
        ready = max(self._sound.filled - self.position, 0)
        steady = self._steady(ready, finished=finished)
        count = min(len(out), ready)
        out[:count] += self._next(count, min(steady, count))

    def _starved(self) -> bool:
        if self._waiting:
            ready = self._sound.filled - self.position
            self._waiting = not self._sound.finished and ready < self._refill
        return self._waiting

    def _steady(self, ready: int, *, finished: bool) -> int:
        """Count the samples before it has to fall: when released, or where the sound runs out."""
        if self._released:
            return 0
        return ready if finished else max(ready - self._fade, 0)

    def _next(self, count: int, steady: int) -> Waveform:
        piece = self._sound.read(self.position, self.position + count)
        self.position += count
        if steady < count or self._level < self._fade:
            piece = piece * self._curve(steady, count - steady)
        return piece if self._gain == 1.0 else piece * np.float32(self._gain)

    def _curve(self, rising: int, falling: int) -> Waveform:
        """Give the factors of samples in which it rises, or holds, and then falls."""
        up = np.minimum(self._level + np.arange(rising), self._fade)
        top = min(self._level + rising, self._fade)
        down = np.maximum(top - np.arange(falling), 0)
        self._level = max(top - falling, 0)
        if falling and not self._level and not self._released:
            self._waiting = True
        steps = np.concatenate([up, down]) / self._fade
        return np.sin(np.pi / 2 * steps).astype(np.float32)
