"""Find the devices that can be heard, and choose one by a name that survives renumbering."""

from __future__ import annotations

import ctypes
import ctypes.util
import multiprocessing
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

CLIENT_NAME = b"Takelane"
"""As patch bays of JACK and PipeWire show us."""

_SCAN_TIMEOUT = 20.0
_END_TIMEOUT = 2.0

_HARDWARE_NUMBER = re.compile(r" ?\((?:plug)?hw:\d+,\d+\)")
"""ALSA puts into its names where a card happens to be plugged in."""

_NO_PORTAUDIO = (
    "sound cannot be played, as PortAudio is missing; on Debian and Ubuntu install it with: "
    "apt-get install libportaudio2, on Fedora with: dnf install portaudio; elsewhere with: "
    "pip install --force-reinstall sounddevice"
)
NO_DEVICE = (
    "no output device was found; plug in headphones or an audio interface, switch it on in the "
    "system's sound settings, or start PipeWire or JACK, and try again"
)

_NO_ANSWER = (
    "the system's sound does not answer; restart PipeWire, JACK or the computer, and try again"
)


class AudioError(RuntimeError):
    """Tell in the user's words why nothing can be heard, and what to do."""


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """Describe a device that plays.

    Args:
        index: PortAudio's number, which may be another at the next start.
        host_api: the sound system through which it is reached, such as "ALSA" or "Core Audio".
        channels: how many it has.
        sample_rate: that it runs at, in hertz.
        latency: in seconds, where the device is asked to be safe rather than quick.
        default: whether the system plays on it unless told otherwise.
    """

    index: int
    name: str
    host_api: str
    channels: int
    sample_rate: int
    latency: float
    default: bool

    @property
    def label(self) -> str:
        """Name it in a way that is the same after a restart or a new plug."""
        return f"{_plain(self.name)}, {self.host_api}"


def output_devices() -> list[OutputDevice]:
    """List the devices that can play, as they were when PortAudio was loaded; it is loaded now.

    Raises:
        AudioError: PortAudio is missing.
    """
    library = sound_library()
    host_apis = [host_api["name"] for host_api in library.query_hostapis()]
    try:
        default = library.query_devices(kind="output")["index"]
    except library.PortAudioError:
        return []
    return [
        OutputDevice(
            index=device["index"],
            name=device["name"],
            host_api=host_apis[device["hostapi"]],
            channels=device["max_output_channels"],
            sample_rate=round(device["default_samplerate"]),
            latency=device["default_high_output_latency"],
            default=device["index"] == default,
        )
        for device in library.query_devices()
        if device["max_output_channels"] > 0
    ]


def scan(timeout: float = _SCAN_TIMEOUT) -> list[OutputDevice]:
    """List the devices that can play now; half a second in a process of its own.

    PortAudio looks at the devices once, when it is loaded, and a driver that hangs or crashes must
    not take us along.

    Raises:
        AudioError: PortAudio is missing, or the system's sound does not answer.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_tell_devices, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(timeout):
            raise AudioError(_NO_ANSWER)
        found: list[OutputDevice] | AudioError = ours.recv()
    except EOFError as error:
        raise AudioError(_NO_ANSWER) from error
    finally:
        # It is killed only if it hangs: a JACK server waits for a client that was.
        process.join(_END_TIMEOUT)
        process.kill()
    if isinstance(found, AudioError):
        raise found
    return found


def choose(devices: Sequence[OutputDevice], wanted: str = "") -> OutputDevice:
    """Choose a device by its label, its name, or a part of them that only one has.

    The default device is chosen where nothing is wanted.

    Raises:
        AudioError: there is no such device, or none at all.
    """
    if not devices:
        raise AudioError(NO_DEVICE)
    if not wanted:
        return next((device for device in devices if device.default), devices[0])
    plain = _plain(wanted).casefold()
    for matches in (
        [device for device in devices if device.label.casefold() == plain],
        [device for device in devices if _plain(device.name).casefold() == plain],
        [device for device in devices if plain in device.label.casefold()],
    ):
        if len({device.label for device in matches}) == 1:
            return matches[0]
    labels = "; ".join(device.label for device in devices)
    raise AudioError(f'there is no single output device "{wanted}"; there are: {labels}')


def sound_library() -> Any:
    """Import sounddevice, which loads PortAudio and looks at all devices.

    Raises:
        AudioError: one of them is missing.
    """
    if "sounddevice" not in sys.modules:
        _introduce()
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise AudioError(_NO_PORTAUDIO) from error
    return sounddevice


def _introduce() -> None:
    """Tell PortAudio our name, which has to be before it is initialised."""
    if sys.platform != "linux" or not (path := ctypes.util.find_library("portaudio")):
        return
    library = ctypes.CDLL(path)
    if hasattr(library, "PaJack_SetClientName"):
        library.PaJack_SetClientName(CLIENT_NAME)


def _tell_devices(teller: Connection) -> None:
    try:
        teller.send(output_devices())
    except AudioError as error:
        teller.send(error)


def _plain(name: str) -> str:
    return _HARDWARE_NUMBER.sub("", name).strip()
