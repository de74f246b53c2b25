"""Drive the real window without a screen, with an engine that hums."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial, partialmethod
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PyQt6.QtCore import QEvent
from pytestqt.qtbot import QtBot

import presets
from daw_bridge.audio.fake import FakeStream
from daw_bridge.fake_jack import no_jack
from daw_bridge.midi.fake import FakePort
from gui import places
from model import engines, voices
from model.fake import FakePerformer
from tests.patience import PATIENCE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE_MS = round(1000 * PATIENCE)


class PatientBot(QtBot):
    """Wait as long as a busy machine may take, whatever a test waits for."""

    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)
    waitSignals = partialmethod(QtBot.waitSignals, timeout=PATIENCE_MS)


@pytest.fixture
def qtbot(qapp, request) -> PatientBot:
    """Stand in for the fixture of pytest-qt, which gives up after five seconds."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _nobodys_data(tmp_path: Path, monkeypatch) -> None:
    """Keep away from what the person at this computer has."""
    monkeypatch.setattr(places, "user_data_path", lambda *_, **__: tmp_path / "user-data")


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """Give a copy of the demo project, so that takes do not lie beside the true one."""
    project = tmp_path / "project" / "harbour.rpp"
    project.parent.mkdir()
    shutil.copy(presets.folder("demo") / "harbour.rpp", project)
    return project


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Write a recording of a few seconds; another seed is another voice."""

    def recording(name: str = "nora.wav", seed: int = 1, seconds: float = 2.0) -> Path:
        wave = np.random.default_rng(seed).normal(0, 0.1, round(seconds * 16_000))
        soundfile.write(tmp_path / name, wave, 16_000)
        return tmp_path / name

    return recording


@pytest.fixture
def open_companion(qapp, tmp_path: Path) -> Iterator[Callable]:
    """Start the companion, again and again if asked to, over the same data."""
    from gui.app import Companion
    from gui.sound.sound_device import SoundDevice

    open_ones = []

    def begin(
        load=FakePerformer,
        daws=None,
        daws_of=None,
        open_port=FakePort,
        open_jack=no_jack,
        deliveries=None,
        load_of=None,
        device=None,
        **performer,
    ):
        known = tuple(voices.installed(engines.folder(engines.SHIPPED)))
        load = partial(load, voices=known, **performer)
        companion = Companion(
            qapp,
            tmp_path / "data",
            tmp_path / "library",
            load_of or (lambda engine, manner: partial(load, **(deliveries or {}).get(manner, {}))),
            daws_of or (lambda settings: daws or {}),
            open_port,
            open_jack,
            device or SoundDevice(lambda *_: FakeStream(), scan=list),
        )
        companion.window.show()
        open_ones.append(companion)
        return companion

    yield begin
    for companion in open_ones:
        companion.window.close()
        companion.window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def companion(open_companion, demo, qtbot):
    """Open the demo in the real window."""
    companion = open_companion()
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    return companion
