"""Let takes be heard; the sound device is opened with the first one. No Qt, and any thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.player import OnPlayerEvent, Player
from daw_bridge.audio.sound_stream import SoundStream
from daw_bridge.audio.stream import Stream
from daw_bridge.audio.track import Track

OpenStream = Callable[[str, Sequence[int]], Stream]
"""Makes the stream of a device, by its label or empty for the system's own, and its channels."""


def open_sound(device: str, channels: Sequence[int]) -> Stream:
    """Make the stream of a device of this computer."""
    return SoundStream(device, channels)


class Audition:
    """Hold the device, and the player on it once it is open.

    Args:
        open_stream: makes the stream.
        on_event: is told of the end of takes and of devices, on a thread of the stream.
        clock: gives the time of `time.monotonic`.
    """

    def __init__(
        self,
        open_stream: OpenStream = open_sound,
        on_event: OnPlayerEvent = lambda event: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_stream = open_stream
        self._on_event = on_event
        self._clock = clock
        self._lock = threading.Lock()
        self._wish: tuple[str, Sequence[int]] = ("", ())
        self._stream: Stream | None = None
        self._player: Player | None = None
        self._closed = False

    @property
    def player(self) -> Player | None:
        """Give the player; None before the device is open."""
        return self._player

    @property
    def device(self) -> str:
        """Give the label of the device that is open; empty before."""
        return "" if self._stream is None or self._player is None else self._stream.device

    def open(self) -> Player:
        """Open the device, if it is not open yet; this takes half a second.

        Raises:
            AudioError: there is no such device.
        """
        with self._lock:
            if self._player is None and not self._closed:
                self._stream = self._open_stream(*self._wish)
                self._player = Player(self._stream, self._on_event, self._clock)
            if self._player is None:
                raise ValueError("Takelane is being closed")
            return self._player

    def prefer(self, device: str, channels: Sequence[int] = ()) -> None:
        """Take this device once one is needed."""
        with self._lock:
            self._wish = (device, channels)

    def choose(self, device: str, channels: Sequence[int] = ()) -> None:
        """Go over to another device, or other channels; what plays goes on there.

        Raises:
            AudioError: there is no such device; the one before plays on.
        """
        with self._lock:
            before, self._wish = self._wish, (device, channels)
            if self._stream is not None and self._player is not None:
                try:
                    self._stream.choose(device, channels)
                except AudioError:
                    self._wish = before
                    raise
                return
        self.open()

    def play(self, file: Path) -> None:
        """Play a take from its start, in the place of what plays.

        Raises:
            AudioError: there is no sound device, or the file cannot be read.
        """
        player = self.open()
        player.load([Track.read(file)])
        player.play(0.0)

    def close(self) -> None:
        """Let go of the device."""
        with self._lock:
            self._closed = True
            if self._player is not None:
                self._player.close()
                self._player = None
