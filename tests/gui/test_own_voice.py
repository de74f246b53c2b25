"""A recording is dropped, and IndexTTS-2 speaks with it, from the window to the file."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from daw_bridge.session.cue_row import TakeState
from gui import places
from gui.__main__ import DONE, main
from gui.engine import load_engine
from model import engines, weights

for package in ("kaldifst", "sentencepiece", "transformers"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

TINY = Path(__file__).parents[1] / "data" / "parity" / "tiny"
ENGINE = "indextts2"
PROJECT = b'<REAPER_PROJECT 0.1 "7.0" 0 0\n  MARKER 1 1 "MARA: Hello." 1\n  MARKER 1 1.8 "" 1\n>\n'

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the render process is told the data folder as Linux does"
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Have the tiny checkpoint installed as the large one is, and a project of one line."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(places, "data", lambda: tmp_path / "data")
    monkeypatch.setattr(weights, "free_memory", lambda: None)
    weights.install(TINY, ENGINE, lambda _: None)
    path = tmp_path / "project" / "scene.rpp"
    path.parent.mkdir()
    path.write_bytes(PROJECT)
    return path


def choose(combo, name):
    index = combo.findData(name)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def test_indextts2_speaks_with_what_was_dropped(open_companion, project, tmp_path, capsys, qtbot):
    companion = open_companion(load_of=lambda *manner: partial(load_engine, *manner))
    companion.open(project)
    document, panel = companion.document, companion.performance
    qtbot.waitUntil(lambda: bool(document.rows))
    companion.window.cue_list.select([document.rows[0].region_id])
    choose(panel.manner.engine, ENGINE)
    assert panel.manner.missing.isHidden()

    def spoken(recording):
        """Drop a recording, render, and give the sound of the take."""
        panel.bring([recording])
        own = lambda: document.rows[0].line.own  # noqa: E731
        qtbot.waitUntil(lambda: bool(own() and own().name == recording.stem))
        assert panel.voice.note.isHidden()
        companion.window.actions_by_name["render"].trigger()
        qtbot.waitUntil(lambda: document.queue.items[-1].has_ended)
        assert document.queue.items[-1].reason == ""
        assert document.rows[0].state is TakeState.DONE
        take = document.rows[0].takes[-1]
        assert (take.voice, take.seed) == (recording.stem, 0)
        return soundfile.read(document.path_of(take))[0]

    first, second = spoken(TINY / "spk.wav"), spoken(TINY / "emo.wav")
    assert companion.synthesis.loaded.manner.engine == ENGINE
    assert len(first) == len(second) == 38_400
    assert np.abs(first - second).max() > 0.01

    # The same voice by its name, at the command line, in a process without a window.
    out = tmp_path / "takes"
    command = ["render", str(project), "--out", str(out), "--engine", ENGINE, "--voice", "SPK"]
    assert main(command) == DONE
    assert "only comes near" not in capsys.readouterr().err
    again = soundfile.read(next(out.glob("*.wav")))[0]
    assert np.abs(again - first).max() < 1e-3 * np.abs(first).max()


def test_without_its_weights_a_queued_job_says_what_is_missing(
    open_companion, project, monkeypatch, qtbot
):
    companion = open_companion(load_of=lambda *manner: partial(load_engine, *manner))
    companion.open(project)
    document, panel = companion.document, companion.performance
    qtbot.waitUntil(lambda: bool(document.rows))
    companion.window.cue_list.select([document.rows[0].region_id])
    document.queue.pause()
    choose(panel.manner.engine, ENGINE)
    qtbot.waitUntil(lambda: document.manner.engine == ENGINE)
    document.render([document.rows[0].region_id])
    choose(panel.manner.engine, engines.SHIPPED)
    document.render([document.rows[0].region_id])
    weights.remove(ENGINE)
    document.queue.resume()
    qtbot.waitUntil(lambda: document.queue.items[1].has_ended)
    failed, done = document.queue.items
    assert "no engine 'indextts2'" in failed.reason
    assert done.reason == ""
    assert document.rows[0].takes[0].voice == document.rows[0].line.voice
