"""Let a take be heard; the sound device is opened with the first one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from daw_bridge.audio.player import Player
from daw_bridge.audio.sound_stream import SoundStream
from daw_bridge.audio.stream import Stream
from daw_bridge.audio.track import Track


class Audition:
    """Play one take at a time.

    Args:
        open_stream: opens the sound device.
    """

    def __init__(self, open_stream: Callable[[], Stream] = SoundStream) -> None:
        self._open_stream = open_stream
        self._player: Player | None = None

    def play(self, file: Path) -> None:
        """Play a take from its start, in the place of what plays.

        Raises:
            AudioError: there is no sound device, or the file cannot be read.
        """
        if self._player is None:
            self._player = Player(self._open_stream())
        self._player.load([Track.read(file)])
        self._player.play(0.0)

    def close(self) -> None:
        """Let go of the device."""
        if self._player is not None:
            self._player.close()
            self._player = None
