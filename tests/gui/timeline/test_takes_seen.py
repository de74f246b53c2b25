"""Peaks of takes are read elsewhere and told take by take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest


@pytest.fixture
def seen(qapp, tmp_path):
    from gui.timeline.takes_seen import TakesSeen

    seen = TakesSeen()
    seen.look_in(tmp_path)
    yield seen
    seen.close()


@pytest.fixture
def take(tmp_path):
    import soundfile

    from gui.bench_frames.project import make_project, take_records

    [take] = take_records(make_project(tmp_path / "p.rpp", 1, 2), tmp_path)
    soundfile.write(tmp_path / take.file, np.full(1000, 0.5), 48_000)
    return take


def test_a_take_is_read_once_and_then_known(seen, take, qtbot):
    with qtbot.waitSignal(seen.found) as told:
        assert seen.peaks(take) is None
        assert seen.peaks(take) is None
    assert told.args == [take]
    assert seen.peaks(take).samples == 1000


def test_a_take_that_cannot_be_read_is_told_and_not_asked_for_again(seen, take, qtbot):
    lost = replace(take, file="lost.wav")
    with qtbot.waitSignal(seen.found) as told:
        seen.peaks(lost)
    assert told.args == [lost]
    assert seen.peaks(lost) is None


def test_a_folder_that_is_left_is_told_nothing_of(seen, take, tmp_path, qtbot):
    seen.peaks(take)
    seen.look_in(tmp_path / "other")
    with qtbot.assertNotEmitted(seen.found):
        seen.close()
        qtbot.wait(1)
