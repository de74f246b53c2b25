"""Go along with the DAW: know what it does, and have the takes at hand that sound next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.audio.follow import follow
from daw_bridge.audio.player import Player
from daw_bridge.audio.reel import Reel, Spot
from daw_bridge.transport import Playing, TransportEvent, going_on
from gui.background import Background
from gui.sound.take_sound import TakeReader

_STEP = 1.0
"""Seconds that we move before it is looked again what is near."""


class Along(QObject):
    """Hold the reel, and read what is near on it away from the window's thread.

    Args:
        clock: of the player that plays it.

    Attributes:
        sync: whether the DAW is to be followed.
    """

    news = pyqtSignal(str)
    """Something the user should know; a sentence."""

    def __init__(
        self, reader: TakeReader, clock: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sync = False
        self.reel = Reel(lambda file: reader.read(file).track)
        self._clock = clock
        self._daw: tuple[TransportEvent, float] | None = None
        self._reading = Background(self)
        self._position = 0.0

    @property
    def leads(self) -> bool:
        """Tell whether the DAW is to be followed, and plays."""
        return self.sync and self._daw is not None and isinstance(self._daw[0], Playing)

    def hear(self, event: TransportEvent) -> None:
        """Take what the DAW does now."""
        before = self._daw[0] if self._daw else None
        self._daw = going_on(before, event), self._clock()
        self.stay_at(event.position)

    def follow(self, player: Player) -> None:
        """Let a player of the reel be where the DAW is."""
        if self._daw is not None:
            follow(player, *self._daw)

    def lay(self, spots: Iterable[Spot]) -> None:
        """Let these takes lie on the reel."""
        self.reel.lay(spots)
        self._read_on()

    def stay_at(self, position: float) -> None:
        """Have at hand what is near a place of the timeline, in seconds."""
        if abs(position - self._position) >= _STEP:
            self._position = position
            self._read_on()

    def close(self) -> None:
        """Read nothing more."""
        self._reading.close()

    def _read_on(self) -> None:
        """Read one take, then look again: the DAW may be elsewhere by then."""
        if not self._reading.busy and self.reel.missing(self._position) is not None:
            fetch = partial(self.reel.fetch, self._position)
            self._reading.run(fetch, lambda _: self._read_on(), self._fail)

    def _fail(self, reason: str) -> None:
        self.news.emit(reason)
        self._read_on()
