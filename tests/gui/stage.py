"""Be a Takelane with the demo, in a program that a test runs."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QApplication

import presets
from daw_bridge.audio.fake import FakeStream
from daw_bridge.fake_jack import no_jack
from daw_bridge.midi.fake import FakePort
from gui.app import Companion
from gui.sound.sound_device import SoundDevice
from model import engines, voices
from model.fake import FakePerformer


def takelane(application: QApplication, home: Path, place: QRect) -> Companion:
    """Open the demo in the real window, with an engine that hums and no device."""
    project = home / "harbour.rpp"
    shutil.copy(presets.folder("demo") / project.name, project)
    known = tuple(voices.installed(engines.folder(engines.SHIPPED)))
    load = partial(FakePerformer, voices=known)
    device = SoundDevice(lambda *_: FakeStream(), scan=list)
    companion = Companion(
        application, home / "data", home / "library", lambda *_: load, lambda _: {}, FakePort,
        no_jack, device,
    )  # fmt: skip
    companion.window.setGeometry(place)
    companion.window.show()
    companion.open(project)
    return companion
