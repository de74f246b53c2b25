"""Takes of a project are read elsewhere; of what is asked for meanwhile the newest counts."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.take_library import FILE_NAME, TakeLibrary
from daw_bridge.timeline import Timeline
from gui.opening import Opening
from tests.patience import PATIENCE

TIMELINE = Timeline(Path("scene.rpp"), 48_000, ())


@pytest.fixture
def reading(monkeypatch):
    """Hold every reading up until the gate is open, and count them."""
    gate, threads = threading.Event(), []
    load = TakeLibrary.load

    def slow(folder):
        threads.append(threading.current_thread())
        assert gate.wait(PATIENCE)
        return load(folder)

    monkeypatch.setattr(TakeLibrary, "load", slow)
    return gate, threads


@pytest.fixture
def opening(tmp_path, qtbot):
    opening = Opening(lambda source: tmp_path / source.stem)
    yield opening
    opening.close()


def test_a_project_that_changes_meanwhile_is_read_once_and_is_the_newest(
    opening, reading, qtbot, tmp_path
):
    gate, threads = reading
    newer = replace(TIMELINE, sample_rate=44_100)
    with qtbot.waitSignal(opening.read) as told:
        opening.begin(TIMELINE)
        opening.begin(newer)
        gate.set()
    assert told.args == [newer, tmp_path / "scene", TakeLibrary()]
    assert threads != [threading.current_thread()]
    assert len(threads) == 1


def test_the_project_that_was_asked_for_last_is_shown(opening, reading, qtbot):
    gate, _ = reading
    told = []
    opening.read.connect(lambda timeline, *_: told.append(timeline.source.name))
    with qtbot.waitSignal(opening.read):
        opening.begin(TIMELINE)
        opening.begin(replace(TIMELINE, source=Path("other.rpp")))
        gate.set()
    assert told == ["other.rpp"]


def test_what_is_given_up_comes_to_nothing(opening, reading, qtbot):
    gate, _ = reading
    told = []
    opening.read.connect(lambda *_: told.append(1))
    opening.begin(TIMELINE)
    opening.give_up()
    gate.set()
    with qtbot.waitSignal(opening.read):
        opening.begin(replace(TIMELINE, source=Path("other.rpp")))
    assert told == [1]


def test_takes_that_cannot_be_read_are_told_of(opening, qtbot, tmp_path):
    (tmp_path / "scene").mkdir()
    (tmp_path / "scene" / FILE_NAME).write_text("{")
    for _ in range(2):  # and may be tried again
        with qtbot.waitSignal(opening.problem) as told:
            opening.begin(TIMELINE)
        assert "damaged" in told.args[0]
