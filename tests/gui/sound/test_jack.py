"""A click into the real window is heard on a real JACK server, to the bit."""

from __future__ import annotations

import time

import numpy as np
import pytest
import soundfile
from PyQt6.QtCore import QPoint, Qt

from daw_bridge.audio.sound_stream import SoundStream
from daw_bridge.session.cue_row import TakeState
from daw_bridge.transport import Located, Playing
from gui.sound.programme import spot
from gui.sound.sound_device import SoundDevice
from tests.daw_bridge.audio.captured import LABEL, PERIOD, captured, found
from tests.daw_bridge.jack import jack_server, needs_jack

LINE = 3
LEAD = 2.0
"""Seconds; as long as a line, so that a computer in a hurry leaves no gap in it."""

pytestmark = needs_jack


@pytest.fixture
def jack():
    with jack_server(PERIOD):
        yield


@pytest.fixture
def companion(jack, open_companion, demo, qtbot):
    device = SoundDevice(lambda name, channels: SoundStream(name, channels, lead=LEAD))
    companion = open_companion(device=device)
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    qtbot.waitUntil(lambda: companion.sound.device.label == LABEL)
    yield companion
    companion.window.close()


def _render(companion, qtbot):
    document = companion.document
    companion.window.cue_list.select([document.rows[LINE].region_id])
    document.render([document.rows[LINE].region_id], 2)
    qtbot.waitUntil(lambda: document.rows[LINE].state is TakeState.DONE)
    takes = companion.window.takes.findChild(object, "takes")
    qtbot.waitUntil(lambda: all(row.sound for row in takes.model().rows))
    return takes


def test_a_take_that_is_double_clicked_is_heard(companion, qtbot, tmp_path):
    takes = _render(companion, qtbot)
    companion.window.actions_by_name["match"].setChecked(False)
    path = takes.model().rows[0].path
    rect = takes.visualRect(takes.model().index(0))
    title = QPoint(rect.left() + rect.width() // 2, rect.top() + takes.fontMetrics().height())
    document = companion.document
    take = soundfile.read(path, dtype="float32")[0]
    with captured(tmp_path, len(take), 0, 1) as result:
        document.render([row.region_id for row in document.rows], 2, 50)  # meanwhile, as ever
        clicked = time.monotonic()
        qtbot.mouseDClick(takes.viewport(), Qt.MouseButton.LeftButton, pos=title)
        qtbot.waitUntil((tmp_path / "captured.npz").exists)
    first = found(result.sound, take)
    delay = result.times[first] - clicked
    print(f"{1000 * delay:.0f} ms from the click to the first sample")  # noqa: T201


def test_takes_are_heard_at_their_places_along_with_the_daw(companion, qtbot, tmp_path):
    document, rate = companion.document, 48_000
    lines = [row.region_id for row in document.rows[LINE : LINE + 2]]
    document.render(lines)
    qtbot.waitUntil(lambda: document.rows[LINE + 1].state is TakeState.DONE)
    files = [spot(document, document.row_of(line)).file for line in lines]
    first, second = (document.row_of(line).line.region for line in lines)
    companion.window.actions_by_name["sync"].trigger()
    companion.window.follow(Located(first.start))
    qtbot.waitUntil(lambda: all(map(companion.sound.reader.known, files)))
    with captured(tmp_path, round((second.end - first.start) * rate), 0, 1) as result:
        companion.window.follow(Playing(first.start - 2 * LEAD))
        qtbot.waitUntil((tmp_path / "captured.npz").exists)
    heard = np.flatnonzero(np.abs(result.sound).sum(axis=1))
    gap = np.diff(heard).argmax()
    edges = [result.times[heard[at]] - result.times[heard[0]] for at in (gap, gap + 1, -1)]
    # In time, though a device that pauses on a busy computer leaves out what it has missed.
    assert edges == pytest.approx(
        [at - first.start for at in (first.end, second.start, second.end)], abs=0.4
    )


def test_a_line_is_heard_while_it_is_spoken(companion, qtbot, tmp_path):
    document = companion.document
    region_id = document.rows[LINE].region_id
    companion.window.cue_list.select([region_id])
    with captured(tmp_path, 2 * 48_000, 0, 1) as result:
        companion.window.actions_by_name["play"].trigger()
        qtbot.waitUntil((tmp_path / "captured.npz").exists)
    spoken = document.rows[LINE].line.region.duration
    # All of it, or most of it where a computer in a hurry leaves a gap.
    assert 0.5 * spoken < np.count_nonzero(result.sound.any(axis=1)) / 48_000 < spoken + 0.05
