from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.timeline.scale import CLOSEST, Scale, ticks


def test_all_of_a_project_fits():
    scale = Scale.fitted(0.0, 60.0, 1200)
    assert (scale.x(0.0), scale.x(60.0), scale.length_pixels) == (0.0, 1200.0, 1200)
    assert Scale.fitted(0.0, 0.0, 100).pixels == 100


@given(st.floats(0, 3600), st.floats(0.01, 100))
def test_a_pixel_is_the_time_it_stands_for(time, factor):
    scale = Scale.fitted(0.0, 3600.0, 1000).zoomed(factor, 1000)
    assert scale.time(scale.x(time)) == pytest.approx(time)


def test_zoom_ends_where_nothing_more_is_to_be_seen():
    scale = Scale.fitted(0.0, 60.0, 1200)
    assert scale.zoomed(0.5, 1200) == scale
    assert scale.zoomed(1e9, 1200).pixels == CLOSEST
    assert Scale.fitted(0.0, 1e7, 1200).zoomed(1e9, 1200).length_pixels < 2**31


@pytest.mark.parametrize("pixels", [0.003, 0.2, 1.0, 17.0, 160.0, 2000.0])
def test_labels_stand_apart_and_at_times_one_can_say(pixels):
    scale = Scale(0.0, 1e6, pixels)
    marks = list(ticks(scale, scale.time(0.0), scale.time(1500.0), 100.0))
    labels = [mark.time for mark in marks if mark.labelled]
    steps = {round(b - a, 6) for a, b in pairwise(labels)}
    assert labels[0] == 0.0
    assert len(steps) == 1
    assert steps.pop() * pixels >= 100.0
    assert [mark.time for mark in marks] == sorted({mark.time for mark in marks})
    assert len(marks) > len(labels)
    assert all(0.0 <= mark.time <= scale.time(1500.0) for mark in marks)
