import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.timeline.scale import CLOSEST, Scale


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
