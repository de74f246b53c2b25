"""Play on a real device, and find it again when it was gone."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from daw_bridge.audio import card
from daw_bridge.audio.card import CardMessage, Failed, Lost, Opened, Wish
from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.outlet import Progress
from daw_bridge.audio.stream import (
    LEAD,
    OnStreamEvent,
    Source,
    Stream,
    StreamEvent,
    StreamFound,
    StreamLost,
)
from model.phrase import Waveform

_FEED_EVERY = 0.015
"""Seconds between two looks at what is missing, while something plays."""

_HANDOVER = 0.003
"""Seconds from here to the ring in the other process."""

_OPEN_TIMEOUT = 20.0
_CLOSE_TIMEOUT = 3.0
_AGAIN_AFTER = 1.0
"""Seconds before the next try, where a device goes as soon as it has come."""

_NO_ANSWER = "the sound device does not answer; choose another, or restart the system's sound"


class SoundStream(Stream):
    """Play on a device of this computer.

    Args:
        device: its label or name, as `devices.choose` takes it; the system's default if empty.
        channels: that get the sound, counted from 1; the first two if empty.
        lead: as for any stream; the longer it is, the later a change is heard, and the busier the
            computer may be.
    """

    def __init__(
        self,
        device: str = "",
        channels: Sequence[int] = (),
        lead: float = LEAD,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(clock, _HANDOVER, lead)
        self._wish = _wish(device, channels)
        self._on_event: OnStreamEvent | None = None
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._closed = False
        self._card: _Card | None = None
        self._opened = Opened("", 0, 0.0)
        self._known = Progress(0, clock(), 0)

    @property
    def device(self) -> str:
        """Give the label of the device, or of the one that was lost."""
        return self._opened.device

    @property
    def latency(self) -> float:
        """Give what the device says of itself, in seconds."""
        return self._opened.latency

    def start(self, source: Source, on_event: OnStreamEvent) -> None:
        """Begin to play; this takes half a second.

        Raises:
            AudioError: there is no such device.
        """
        with self._lock:
            self._source, self._on_event = source, on_event
            self._open()
        threading.Thread(target=self._run, name="audition", daemon=True).start()

    def choose(self, device: str, channels: Sequence[int] = ()) -> None:
        """Go over to another device, or other channels; this takes half a second.

        Raises:
            AudioError: there is no such device; the old one plays on.
        """
        with self._lock:
            before, self._wish = self._wish, _wish(device, channels)
            self._there = False
            if self._card is not None:
                self._card.close()  # first, since many devices play for one at a time
            try:
                self._open()
            except AudioError:
                self._wish = before
                self._wait()
                raise
        self.wake()

    def wake(self) -> None:
        """Ask the source, which had nothing to play, again."""
        self._woken.set()

    def close(self) -> None:
        """Let go of the device; no event comes after this."""
        with self._lock:
            self._closed = True
            self._there = False
            self._source = self._on_event = None
            if self._card is not None:
                self._card.close()
        self.wake()

    def _open(self) -> None:
        self._card = _Card(self._wish, self._hear)
        self._settle(self._card.opened())
        self._card.listen()

    def _wait(self) -> None:
        """Take the device as soon as it is there."""
        self._there = False
        self._card = _Card(replace(self._wish, patient=True), self._hear)
        self._card.listen()

    def _settle(self, opened: Opened) -> None:
        self._opened = opened
        self._known = Progress(0, self._clock(), 0)
        self._tune(opened.sample_rate)
        self._there = True

    def _run(self) -> None:
        while not self._closed:
            with self._lock:
                active = self._feed()
            self._woken.wait(_FEED_EVERY if active else None)
            self._woken.clear()

    def _hear(self, teller: _Card, message: CardMessage) -> None:
        if not self._there and isinstance(message, Lost | Failed):
            time.sleep(_AGAIN_AFTER)
        with self._lock:
            if self._closed or teller is not self._card:
                return
            event = self._take(message)
            on_event = self._on_event
        if event is not None and on_event is not None:
            on_event(event)
            self.wake()

    def _take(self, message: CardMessage) -> StreamEvent | None:
        match message:
            case Progress():
                self._known = message
            case Opened():
                self._settle(message)
                return StreamFound(message.device)
            case Lost() | Failed():
                news = StreamLost(self.device) if self._there else None
                self._wait()
                return news
        return None

    def _progress(self) -> Progress:
        return self._known

    def _resume(self, progress: Progress) -> None:
        self._known = progress

    def _deliver(self, block: Waveform) -> None:
        if self._card is not None:
            self._card.send(block)


class _Card:
    """Hold the process in which a device plays."""

    def __init__(self, wish: Wish, on_message: Callable[[_Card, CardMessage], None]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=card.serve, args=(theirs, wish), daemon=True)
        self._process.start()
        theirs.close()
        self._on_message = on_message

    def opened(self) -> Opened:
        """Wait until the device plays.

        Raises:
            AudioError: it does not.
        """
        message = self._message() if self._pipe.poll(_OPEN_TIMEOUT) else Lost()
        if isinstance(message, Opened):
            return message
        self.close()
        raise AudioError(message.reason if isinstance(message, Failed) else _NO_ANSWER)

    def listen(self) -> None:
        """Hand on what the process tells until it ends."""
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, block: Waveform) -> None:
        """Pass samples on; they are lost where the process is."""
        with suppress(OSError):  # the listener hears of it
            self._pipe.send_bytes(block.tobytes())

    def close(self) -> None:
        """Let the process end: by itself, as a sound server may wait for one that is killed."""
        self.send(np.zeros(0, np.float32))
        self._process.join(_CLOSE_TIMEOUT)
        if self._process.is_alive():
            self._process.kill()

    def _listen(self) -> None:
        while not isinstance(message := self._message(), Lost | Failed):
            self._on_message(self, message)
        self._on_message(self, message)

    def _message(self) -> CardMessage:
        try:
            message: CardMessage = self._pipe.recv()
        except (EOFError, OSError):
            return Lost()
        return message


def _wish(device: str, channels: Sequence[int]) -> Wish:
    if any(channel < 1 for channel in channels):
        raise AudioError("channels of a device are counted from 1; choose 1 and 2 for headphones")
    return Wish(device, tuple(channels), patient=False)
