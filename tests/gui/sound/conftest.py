"""Let takes be heard on a device whose time a test lets pass."""

from __future__ import annotations

import pytest
import soundfile

from daw_bridge.audio.fake import FakeStream
from tests.daw_bridge.audio.sounds import RATE, tone


@pytest.fixture
def stream():
    return FakeStream()


@pytest.fixture
def device(qapp, stream):
    from gui.sound.sound_device import SoundDevice

    device = SoundDevice(lambda *_: stream, scan=list, clock=lambda: stream.now)
    yield device
    device.close()


@pytest.fixture
def transport(device):
    from gui.sound.take_sound import TakeReader
    from gui.sound.transport import Transport

    transport = Transport(device, TakeReader())
    yield transport
    transport.close()


@pytest.fixture
def takes(tmp_path):
    """Give files of two seconds, each 6 dB softer than the one before."""
    files = [tmp_path / f"take{number}.wav" for number in range(3)]
    for number, file in enumerate(files):
        soundfile.write(file, tone(-6.0 * (1 + number), 2.0), RATE, subtype="FLOAT")
    return tuple(files)
