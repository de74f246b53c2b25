"""Frames are counted, painted and told."""

from __future__ import annotations

import pytest


@pytest.fixture
def measured(qapp):
    from gui.bench_frames.frames import measure

    steps = []
    frames = measure("scroll", steps.append, lambda n: n >= 5)
    return steps, frames


def test_every_step_is_a_frame(measured):
    steps, frames = measured
    assert steps == [0, 1, 2, 3, 4]
    assert len(frames.work) == len(frames.gaps) == 5
    assert min(frames.gaps) > 0


def test_the_row_tells_the_middle_and_the_worst():
    from gui.bench_frames.frames import HEADING, Frames

    row = Frames("scroll", work=(1.0, 2.0, 9.0), gaps=(16.0, 17.0, 40.0)).row()
    assert row.split() == ["scroll", "3", "2.0", "9.0", "17.0", "40.0"]
    assert HEADING.split() == ["movement", "frames", "cpu", "worst", "gap", "worst"]
