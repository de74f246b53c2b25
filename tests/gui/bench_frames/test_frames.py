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


def test_the_row_tells_the_middle_the_worst_and_the_whole():
    from gui.bench_frames.frames import HEADING, Frames

    row = Frames("scroll", work=(100.0, 200.0, 900.0), gaps=(160.0, 170.0, 1570.0)).row()
    assert row.split() == ["scroll", "3", "200.0", "900.0", "170.0", "1570.0", "1.2", "1.9"]
    assert len(HEADING) == len(row)
