"""Follow song position: a pointer in sixteenths, and 24 clocks to the beat while it plays."""

from __future__ import annotations

from daw_bridge.beats import TempoMap
from daw_bridge.midi.messages import (
    CLOCK,
    CLOCKS_PER_BEAT,
    CLOCKS_PER_STEP,
    CONTINUE,
    SONG_POINTER,
    START,
    STOP,
)


class SongPosition:
    """Count where the song is; its tempo says when that is.

    Args:
        tempo: of the song; clocks alone do not tell what came before.
    """

    def __init__(self, tempo: TempoMap) -> None:
        self._tempo = tempo
        self._clocks = 0
        self._begins = False
        self.playing = False

    @property
    def beats(self) -> float:
        """Give the position in beats."""
        return self._clocks / CLOCKS_PER_BEAT

    @property
    def time(self) -> float:
        """Give the position in seconds."""
        return self._tempo.seconds(self.beats)

    def receive(self, message: bytes) -> bool:
        """Take a message; tell whether it says where the song is now.

        The first clock after a start does not move: it says that the song begins to.
        """
        match list(message):
            case [status] if status == START:
                self._start(0)
            case [status] if status == CONTINUE:
                self._start(self._clocks)
            case [status] if status == STOP:
                self.playing = False
            case [status] if status == CLOCK and self.playing:
                self._clocks += not self._begins
                self._begins = False
                return True
            case [status, low, high] if status == SONG_POINTER:
                self._clocks = (high << 7 | low) * CLOCKS_PER_STEP
                self._begins = self.playing
                return True
        return False

    def _start(self, clocks: int) -> None:
        self._clocks = clocks
        self._begins = True
        self.playing = True


def song_pointer(beats: float) -> bytes:
    """Make the message that sets the song to the sixteenth at or before a position.

    Raises:
        ValueError: it is beyond the 4,095 beats that the message can tell.
    """
    steps = int(beats * CLOCKS_PER_BEAT) // CLOCKS_PER_STEP
    if not 0 <= steps < 1 << 14:
        raise ValueError(f"song position cannot tell beat {beats:g}; it ends at beat 4096")
    return bytes([SONG_POINTER, steps & 0x7F, steps >> 7])
