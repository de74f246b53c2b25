"""Play the takes of one line, or those of every line in time with the DAW."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from daw_bridge.audio.loudness import matching_gains
from daw_bridge.audio.player import Player
from daw_bridge.audio.reel import Spot
from daw_bridge.audio.track import Track
from daw_bridge.render_events import RenderEvent, TakeFinished
from daw_bridge.transport import TransportEvent
from gui.background import Background
from gui.sound.along import Along
from gui.sound.heard import Heard
from gui.sound.making import Making
from gui.sound.sound_device import SoundDevice
from gui.sound.take_sound import TakeReader

_TICK_MS = 33
"""Milliseconds between two places of the playhead."""

_AFTERGLOW = 0.5
"""Seconds for which the meter is shown after the last sound."""


_Then = Callable[[Player], None]


class Transport(QObject):
    """Play, stop, seek, loop, compare; what takes time is done away from the window's thread."""

    changed = pyqtSignal()
    """It plays, waits or has stopped, or something else can be heard."""

    moved = pyqtSignal(float)
    """The playhead is there, in seconds on the timeline."""

    metered = pyqtSignal(object)
    """A `Reading` of what is heard."""

    news = pyqtSignal(str)
    """Something the user should know; a sentence."""

    def __init__(
        self, device: SoundDevice, reader: TakeReader, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._device = device
        self._reader = reader
        self._loading = Background(self)
        self._making = Making()
        self._along = Along(reader, device.clock, self)
        self._along.news.connect(self.news)
        self._goes_along = False
        self._heard: Heard | None = None
        self._unfinished: Track | None = None
        self._whole = False
        self._pending: _Then | None = None
        self._awaited: str | None = None
        self._loop, self._match = False, True
        self._gain = 1.0
        self._glows_until = 0.0
        self._ticker = QTimer(self)
        self._ticker.setInterval(_TICK_MS)
        self._ticker.timeout.connect(self._tick)
        device.ended.connect(self._settle)

    @property
    def heard(self) -> Heard | None:
        """Say what is heard, or was last."""
        return self._heard

    @property
    def awaited(self) -> str | None:
        """Give the region whose take is to be heard as soon as it is spoken."""
        return self._awaited

    @property
    def playing(self) -> bool:
        """Tell whether something plays."""
        player = self._device.player
        return player is not None and player.playing

    @property
    def position(self) -> float:
        """Give where in the take we are, as it is heard."""
        return self._time() - (self._heard.start if self._heard else 0.0)

    @property
    def sync(self) -> bool:
        """Tell whether the DAW's transport is followed."""
        return self._along.sync

    @property
    def matching_gain(self) -> float:
        """Give the factor by which the take is as loud as those it is compared with."""
        files = self._heard.files if self._heard and self._match else ()
        sounds = [sound for file in files if (sound := self._reader.known(file)) is not None]
        if self._heard is None or not sounds or len(sounds) < len(files):
            return 1.0
        return matching_gains([sound.loudness for sound in sounds])[self._heard.chosen]

    def hear(self, heard: Heard, position: float = 0.0) -> None:
        """Play a take of a line; its others can be switched to from then on.

        If the DAW that is followed plays, the take is heard when its place comes.
        """
        self._awaited = None
        if self._along.leads:
            self._heard = heard
            self._go_along()
        else:
            self._load(heard, partial(_play, position))

    def cue(self, heard: Heard) -> None:
        """Have the takes of a line ready."""
        if self._along.leads:
            self._heard = heard
            self.changed.emit()
        else:
            self._load(heard, lambda _: None)

    def lay(self, spots: Iterable[Spot]) -> None:
        """Let these takes be heard along with the DAW."""
        self._along.lay(spots)

    def forget(self) -> None:
        """Stop, and hear nothing of what there was: another project is here."""
        self.stop()
        self._along.lay(())
        self._heard = None
        self.changed.emit()

    def wait_for(self, region_id: str) -> None:
        """Play the take of a region that is being spoken, or will be."""
        self._awaited = region_id
        self._hear_awaited()
        self.changed.emit()

    def stop(self) -> None:
        """Stop where we are, and wait for nothing."""
        self._awaited = self._pending = None
        self._loading.run(lambda: None, lambda _: None, self._device.fail)
        if player := self._device.player:
            player.stop()
        self._settle()

    def switch(self, file: Path) -> None:
        """Go over to another take of the line at the same position, whether it plays or not."""
        player, heard = self._device.player, self._heard
        if heard is None or file not in heard.files or file == heard.file:
            return
        now = replace(heard, chosen=heard.files.index(file))
        if self._goes_along:
            self._heard = now
            self.changed.emit()
        elif self._pending is not None:
            self._load(now, self._pending)
        elif player is None:
            return
        elif self._whole:
            player.switch(now.chosen)
            self._heard = now
            self.changed.emit()
        elif player.playing:
            self._load(now, partial(_play, player.position()))

    def seek(self, position: float) -> None:
        """Go to a position in the take; where we go along, the DAW says where we are."""
        player = self._device.player
        if player is not None and self._heard is not None and not self._goes_along:
            player.seek(position)
            self.moved.emit(self._heard.start + position)

    def set_loop(self, loop: bool) -> None:
        """Begin a take again at its end, or not."""
        self._loop = loop
        if player := self._device.player:
            self._set_loop(player)

    def set_match(self, match: bool) -> None:
        """Make takes that are compared equally loud, or not."""
        self._match = match
        if self._goes_along:
            self.changed.emit()
        elif self._heard is not None and self._heard.files:
            self._complete(self._heard)

    def set_gain(self, gain: float) -> None:
        """Make everything louder or softer, by a factor."""
        self._gain = gain
        if player := self._device.player:
            player.gain = gain

    def set_sync(self, sync: bool) -> None:
        """Follow the DAW's transport, or not."""
        self._along.sync = sync
        if self._along.leads:
            self._go_along()
        elif self._goes_along:
            self.stop()
        self.changed.emit()

    def follow(self, event: TransportEvent) -> None:
        """Do what the DAW's transport does, if it is to be followed."""
        self._along.hear(event)
        if self._along.leads:
            self._go_along()
        elif self._along.sync and self._goes_along:
            self._follow_daw()

    def progress(self, event: RenderEvent | None, folder: Path | None) -> None:
        """Take what a render into a folder tells, to let a take be heard while it is spoken.

        None says that it has ended.
        """
        spoken = self._making.track
        self._making.hear(event)
        self._hear_awaited()
        if isinstance(event, TakeFinished) and folder is not None:
            region_id, start = event.record.region_id, event.record.start
            heard = Heard(region_id, start, (folder / event.record.file,))
            if spoken is not None and spoken is self._unfinished:
                self._heard, self._whole, self._unfinished = heard, True, None
                self.changed.emit()
            elif event.kept and self._awaited == region_id:
                self.hear(heard)

    def close(self) -> None:
        """Hear nothing more."""
        self._ticker.stop()
        self._along.close()
        self._loading.close()

    def _time(self) -> float:
        """Give where on the timeline we are, as it is heard."""
        player, heard = self._device.player, self._heard
        start = heard.start if heard is not None and not self._goes_along else 0.0
        return start + (player.position() if player else 0.0)

    def _load(self, heard: Heard, then: _Then) -> None:
        """Get takes ready: the wanted one at once, the others when they are read."""
        self._heard, self._whole, self._unfinished, self._pending = heard, False, None, then
        self._goes_along = False
        if self._at_hand(heard):
            self._loaded(heard, *self._read(heard))
            return
        self._loading.run(
            partial(self._read, heard), lambda done: self._loaded(heard, *done), self._device.fail
        )

    def _at_hand(self, heard: Heard) -> bool:
        """Tell whether nothing has to be opened, read or resampled first."""
        player = self._device.player
        if player is None or self._loading.busy:
            return False
        sounds = [self._reader.known(file) for file in heard.files]
        return all(
            sound is not None and sound.track.sound.sample_rate == player.sample_rate
            for sound in sounds
        )

    def _read(self, heard: Heard) -> tuple[Player, bool]:
        """Load what was read, or the wanted take alone; tell whether those are all takes."""
        player = self._device.open()
        whole = all(self._reader.known(file) is not None for file in heard.files)
        files = heard.files if whole else heard.files[heard.chosen : heard.chosen + 1]
        player.load([self._reader.read(file).track for file in files], match=self._match)
        if whole:
            player.switch(heard.chosen)
        return player, whole

    def _loaded(self, heard: Heard, player: Player, whole: bool) -> None:
        self._whole = whole
        self._begin(player)
        if not whole:
            self._complete(heard)

    def _begin(self, player: Player) -> None:
        self._device.settle()
        player.gain = self._gain
        self._set_loop(player)
        player.meter.reset()
        then, self._pending = self._pending, None
        if then is not None:
            then(player)
        self._settle()

    def _complete(self, heard: Heard) -> None:
        """Give the player all takes of a line, while one of them plays."""

        def exchange() -> None:
            tracks = [self._reader.read(file).track for file in heard.files]
            self._device.open().exchange(tracks, heard.chosen, match=self._match)

        def completed(_: object) -> None:
            self._whole = True

        self._loading.run(exchange, completed, self.news.emit)

    def _hear_awaited(self) -> None:
        track, region = self._making.track, self._making.region
        if track is None or region is None or region.id != self._awaited or self._along.leads:
            return
        self._awaited, self._goes_along = None, False
        self._heard, self._whole, self._unfinished = Heard(region.id, region.start), False, track
        self._pending = partial(_play, 0.0)

        def load() -> Player:
            player = self._device.open()
            player.load([track])
            return player

        self._loading.run(load, self._begin, self._device.fail)

    def _go_along(self) -> None:
        """Play what lies on the timeline, where the DAW is."""
        if self._goes_along and self._pending is None:
            self._follow_daw()
            return
        self._goes_along, self._unfinished = True, None
        self._pending = lambda _: self._follow_daw()

        def load() -> Player:
            player = self._device.open()
            player.load([self._along.reel])
            return player

        if self._device.player is not None and not self._loading.busy:
            self._begin(load())
        else:
            self._loading.run(load, self._begin, self._device.fail)

    def _follow_daw(self) -> None:
        if player := self._device.player:
            self._along.follow(player)
            self._settle()

    def _set_loop(self, player: Player) -> None:
        player.loop(0.0 if self._loop and not self._goes_along else None)

    def _settle(self) -> None:
        """Say that it plays or has stopped, and tick as long as there is something to see."""
        player = self._device.player
        if player is not None:
            self._glows_until = self._device.clock() + player.latency + _AFTERGLOW
            self._ticker.start()
        self.changed.emit()

    def _tick(self) -> None:
        player = self._device.player
        if player is None or (self._heard is None and not self._goes_along):
            self._ticker.stop()
            return
        time = self._time()
        self.moved.emit(time)
        if self._goes_along:
            self._along.stay_at(time)
        self.metered.emit(player.meter.reading())
        if player.playing:
            self._glows_until = self._device.clock() + player.latency + _AFTERGLOW
        elif self._device.clock() > self._glows_until:
            self._ticker.stop()


def _play(position: float, player: Player) -> None:
    player.play(position)
