"""Hold the sound device for the window: opened, chosen, lost and found away from its thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.audio import devices
from daw_bridge.audio.devices import OutputDevice
from daw_bridge.audio.player import Ended, Player, PlayerEvent
from daw_bridge.audio.stream import StreamFound, StreamLost
from gui.background import Background
from gui.sound.audition import Audition, OpenStream, open_sound


class SoundDevice(QObject):
    """Open the device, and say how it stands.

    Args:
        open_stream: makes the stream of a device.
        scan: lists the devices there are.
        clock: gives the time of `time.monotonic`.
    """

    changed = pyqtSignal()
    """It was opened, chosen, lost or found, or cannot be opened."""

    found = pyqtSignal(object)
    """The `OutputDevice`s there are now, as they were asked for."""

    ended = pyqtSignal()
    """What was played has come to its end; the last of it is heard in a moment."""

    chosen = pyqtSignal(str, object)
    """The user has gone over to this device, by its label, and these channels of it."""

    news = pyqtSignal(str)
    """Something the user should know; a sentence."""

    _told = pyqtSignal(object)

    def __init__(
        self,
        open_stream: OpenStream = open_sound,
        scan: Callable[[], list[OutputDevice]] = devices.scan,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.clock = clock
        self._scan = scan
        self._told.connect(self._hear)
        self._audition = Audition(open_stream, self._told.emit, clock)
        self._opening, self._scanning = Background(self), Background(self)
        self._lost = False
        self._reason = ""
        self.channels: tuple[int, ...] = ()
        """That get the sound, counted from 1; empty for the first pair."""

    @property
    def player(self) -> Player | None:
        """Give the player; None before the device is open."""
        return self._audition.player

    @property
    def label(self) -> str:
        """Name the device; empty where there is none."""
        return "" if self._lost else self._audition.device

    @property
    def reason(self) -> str:
        """Say why there is no device; empty where there is one, or nobody has asked yet."""
        return self._reason

    @property
    def latency(self) -> str:
        """Say how late a change is heard."""
        if (player := self.player) is None:
            return ""
        whole, own = (round(1000 * seconds) for seconds in (player.latency, player.output_latency))
        return f"A change is heard after {whole} ms, of which {own} ms are the device's own."

    def warm_up(self) -> None:
        """Open it before it is needed, so that the first take is heard at once."""
        if self.player is None:
            self._opening.run(self.open, lambda _: self.settle(), self._miss)

    def open(self) -> Player:
        """Give the player, on any thread but the window's, as this may take half a second.

        Raises:
            AudioError: there is no device.
        """
        return self._audition.open()

    def prefer(self, device: str, channels: Sequence[int] = ()) -> None:
        """Take this device, by its label, once one is needed."""
        self.channels = tuple(channels)
        self._audition.prefer(device, channels)

    def choose(self, device: str, channels: Sequence[int] = ()) -> None:
        """Go over to another device by its label, or other channels of it, counted from 1."""
        choose = partial(self._audition.choose, device, channels)
        self._opening.run(choose, lambda _: self._chosen(device, tuple(channels)), self.fail)

    def look(self) -> None:
        """Find out which devices there are."""
        self._scanning.run(self._scan, self.found.emit, self.fail)

    def settle(self) -> None:
        """Take it that the device is open."""
        self._reason = ""
        self.changed.emit()

    def fail(self, reason: str) -> None:
        """Say why nothing can be heard."""
        self.news.emit(f"No sound: {reason}.")
        self._miss(reason)

    def close(self) -> None:
        """Let go of the device."""
        self._told.disconnect(self._hear)
        self._opening.close()
        self._scanning.close()
        self._audition.close()

    def _miss(self, reason: str) -> None:
        """Remember why there is no device, without a word as long as nobody wants to hear."""
        if self.player is None:
            self._reason = reason
        self.changed.emit()

    def _chosen(self, device: str, channels: tuple[int, ...]) -> None:
        self._lost = False
        self.channels = channels
        self.chosen.emit(device, channels)
        self.settle()

    def _hear(self, event: PlayerEvent) -> None:
        match event:
            case Ended():
                self.ended.emit()
                return
            case StreamLost(device):
                self._lost = True
                self.news.emit(f"{device} is gone; takes are heard again as soon as it is back.")
            case StreamFound(device):
                self._lost = False
                self.news.emit(f"Takes are heard on {device} again.")
        self.changed.emit()
