"""Read takes for the ear and the eye, once each; no Qt, and any thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.loudness import Loudness
from daw_bridge.audio.track import Track
from model.phrase import Waveform

COLUMNS = 400
"""Of an overview; a panel shows about one for each pixel."""

_KEPT = 64
"""Takes that are kept: a few lines with all of theirs, 1 MB for every five seconds."""


@dataclass(frozen=True, slots=True)
class TakeSound:
    """Hold a take that was read and measured.

    Args:
        overview: lowest and highest sample of each column, `(COLUMNS, 2)` or fewer.
    """

    track: Track
    loudness: Loudness
    overview: NDArray[np.float32]


class TakeReader:
    """Read take files, and keep the latest of them."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._sounds: OrderedDict[Path, TakeSound] = OrderedDict()

    def known(self, path: Path) -> TakeSound | None:
        """Give a take that was read already."""
        with self._lock:
            sound = self._sounds.get(path)
            if sound is not None:
                self._sounds.move_to_end(path)
            return sound

    def read(self, path: Path) -> TakeSound:
        """Read and measure a take; a file of takes never changes its sound.

        Raises:
            AudioError: the file cannot be read.
        """
        if (sound := self.known(path)) is not None:
            return sound
        track = Track.read(path)
        if (loudness := track.loudness) is None:
            raise AudioError(f"{path} cannot be measured; render the take again")
        sound = TakeSound(track, loudness, overview(track.sound.read(0, track.sound.filled)))
        with self._lock:
            self._sounds[path] = sound
            while len(self._sounds) > self._kept:
                self._sounds.popitem(last=False)
        return sound


def overview(waveform: Waveform, columns: int = COLUMNS) -> NDArray[np.float32]:
    """Give the lowest and the highest sample of every column of a waveform `(N,)`.

    >>> overview(np.array([0.0, 1.0, -1.0, 0.5], np.float32), 2).tolist()
    [[0.0, 1.0], [-1.0, 0.5]]
    """
    columns = min(columns, len(waveform))
    if not columns:
        return np.zeros((0, 2), np.float32)
    starts = np.linspace(0, len(waveform), columns, endpoint=False).astype(np.intp)
    lowest, highest = (ufunc.reduceat(waveform, starts) for ufunc in (np.minimum, np.maximum))
    return np.stack([lowest, highest], 1)
