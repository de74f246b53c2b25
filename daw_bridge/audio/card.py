"""Play on a real device: the child process in which PortAudio runs.

What goes wrong in a sound driver or server ends this process, not the application: PortAudio waits
up to ten minutes when it closes a stream of a JACK server that has died.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from daw_bridge.audio.devices import (
    AudioError,
    OutputDevice,
    choose,
    output_devices,
    sound_library,
)
from daw_bridge.audio.outlet import Outlet, Progress

_LATENCY = 0.04
"""Seconds asked of the device; less would need a language that never pauses."""

_TELL_EVERY = 0.01
_TELL_IDLE_EVERY = 0.25
"""Seconds between two reports of progress, while something plays and while nothing does."""

_SILENT_TOO_LONG = 2.0
"""Seconds without a callback after which a device is gone."""

_LOOK_EVERY = 1.0
"""Seconds between two looks for a device that is gone."""

_HEADPHONES = 2
"""Channels that get the sound where none are chosen, or one where there is only one."""

_PATIENCE_TO_CLOSE = 2.0
_SANE_LATENCY = 5.0
"""Seconds; some drivers give figures that cannot be."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Say what to play on.

    Args:
        device: as `devices.choose` takes it.
        channels: of the device that get the sound, counted from 1; the first two if empty.
        patient: wait for the device instead of giving up.
    """

    device: str
    channels: tuple[int, ...]
    patient: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """Say that the device plays."""

    device: str
    sample_rate: int
    latency: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Tell in the user's words why the device cannot play."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Say that the device has gone."""


CardMessage = Opened | Failed | Lost | Progress


def serve(pipe: Connection, wish: Wish) -> None:
    """Open a device, tell `CardMessage`s, and play blocks of float32 until an empty one comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the application to act on
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        device = _find(pipe, wish)
        if device is None:
            return
        chosen = columns(device, wish.channels)
        outlet = Outlet(device.sample_rate, chosen)
        stream = _open(device, max(chosen) + 1, outlet)
    except AudioError as error:
        pipe.send(Failed(str(error)))
        return
    try:
        pipe.send(Opened(device.label, device.sample_rate, _latency(stream, device)))
        _play(pipe, stream, outlet)
    finally:
        # A driver that does not let go is left behind.
        watchdog = threading.Timer(_PATIENCE_TO_CLOSE, os._exit, [0])
        watchdog.daemon = True
        watchdog.start()
        stream.close()


def _find(pipe: Connection, wish: Wish) -> OutputDevice | None:
    """Choose the device; wait for it if so wished, or give None if nobody waits any more."""
    while True:
        try:
            return choose(output_devices(), wish.device)
        except AudioError:
            if not wish.patient:
                raise
        if pipe.poll(_LOOK_EVERY):
            return None
        # PortAudio looks at the devices only when it is initialised.
        library = sound_library()
        library._terminate()
        library._initialize()


def columns(device: OutputDevice, channels: Sequence[int] = ()) -> list[int]:
    """Count channels from 0; give the first two of the device, or its only one, if there are none.

    Raises:
        AudioError: the device has fewer.
    """
    channels = channels or range(1, min(device.channels, _HEADPHONES) + 1)
    if max(channels) > device.channels:
        raise AudioError(
            f"{device.label} has {device.channels} channels, none with number {max(channels)}; "
            "choose among those it has"
        )
    return [channel - 1 for channel in channels]


def _open(device: OutputDevice, channels: int, outlet: Outlet) -> Any:
    library = sound_library()
    try:
        stream = library.OutputStream(
            device=device.index,
            samplerate=device.sample_rate,
            channels=channels,
            dtype="float32",
            latency=_LATENCY,
            callback=outlet.callback,
        )
        stream.start()
    except library.PortAudioError as error:
        raise AudioError(
            f"{device.label} cannot be opened ({error}); close the program that uses it, or choose "
            "another device"
        ) from error
    return stream


def _latency(stream: Any, device: OutputDevice) -> float:
    return stream.latency if 0.0 < stream.latency < _SANE_LATENCY else device.latency


def _play(pipe: Connection, stream: Any, outlet: Outlet) -> None:
    teller = _Teller(pipe, stream, outlet)
    teller.start()
    try:
        while block := pipe.recv_bytes():
            outlet.write(np.frombuffer(block, np.float32))
            teller.busy.set()
    except (EOFError, OSError):
        return  # the application is gone
    finally:
        teller.end()  # before the device is closed, lest it is taken for lost


class _Teller(threading.Thread):
    """Report how far the device is, and whether it still is there.

    Attributes:
        busy: is set when there is something to play.
    """

    def __init__(self, pipe: Connection, stream: Any, outlet: Outlet) -> None:
        super().__init__(daemon=True)
        self.busy = threading.Event()
        self._pipe, self._stream, self._outlet = pipe, stream, outlet
        self._ended = False
        self._last, self._moved = outlet.progress, time.monotonic()

    def run(self) -> None:
        """Tell until the end."""
        while not self._ended:
            if self._gone():
                self._tell(Lost())
                os._exit(0)  # to close the stream might take minutes
            self._tell(self._last)
            if not self._outlet.waiting:
                self.busy.clear()
            if self.busy.wait(_TELL_IDLE_EVERY):
                time.sleep(_TELL_EVERY)

    def end(self) -> None:
        """Tell nothing any more."""
        self._ended = True
        self.busy.set()
        self.join()

    def _gone(self) -> bool:
        progress, now = self._outlet.progress, time.monotonic()
        if progress is not self._last:
            self._last, self._moved = progress, now
        return not self._stream.active or now - self._moved > _SILENT_TOO_LONG

    def _tell(self, message: CardMessage) -> None:
        with suppress(OSError):  # whoever reads the pipe notices
            self._pipe.send(message)
