import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daw_bridge.envelope import BEZIER, FAST_END, HOLD, LINEAR, Envelope, EnvelopePoint
from daw_bridge.midi.curves import patched, straightened, thinned

POINTS = st.lists(
    st.tuples(
        st.integers(0, 40).map(lambda n: n / 4),
        st.floats(0, 1),
        st.sampled_from([LINEAR, HOLD, FAST_END, BEZIER]),
    ),
    max_size=12,
).map(lambda rows: tuple(EnvelopePoint(*row) for row in sorted(rows)))


@given(POINTS, st.sampled_from([1e-4, 0.05, 0.5]))
def test_a_thinned_curve_stays_within_the_precision(points, precision):
    straight = [EnvelopePoint(point.time, point.value) for point in points]
    few = thinned(straight, precision)
    assert set(few) <= set(straight)
    assert few[:1] + few[-1:] == straight[:1] + straight[-1:]
    curve, thin = Envelope(tuple(straight)), Envelope(tuple(few))
    times = np.linspace(0.01, 10, 173)
    assert max(abs(thin.value_at(t) - curve.value_at(t)) for t in times) <= precision + 1e-9


def test_a_straight_line_needs_two_points_and_a_corner_three():
    line = [EnvelopePoint(n, n / 100) for n in range(101)]
    assert thinned(line, 1e-6) == [line[0], line[-1]]
    corner = [*line[:51], *(EnvelopePoint(n, 0.5) for n in range(51, 101))]
    assert thinned(corner, 1e-6) == [corner[0], corner[50], corner[-1]]


@given(POINTS)
def test_a_straightened_curve_is_near_the_bent_one(points):
    bent = Envelope(points)
    straight = straightened(bent)
    assert {point.shape for point in straight.points} <= {LINEAR, HOLD}
    assert straight.average(0, 10) == pytest.approx(bent.average(0, 10), abs=0.01)


@settings(max_examples=200)
@given(POINTS, st.integers(0, 39), st.integers(1, 20), st.floats(0, 1), st.floats(0, 1))
def test_a_patch_changes_its_span_and_nothing_else(points, start, length, first, last):
    old = straightened(Envelope(points, static_value=0.25))
    begin, end = start / 4, (start + length) / 4
    middle = (begin + end) / 2
    new = patched(old, [EnvelopePoint(begin, first), EnvelopePoint(middle, last)], end)
    outside = [time for time in np.linspace(-1, 12, 131) if not begin <= time < end]
    assert max(abs(new.value_at(time) - old.value_at(time)) for time in outside) < 1e-6
    inside = np.linspace(middle, end, 10, endpoint=False)
    assert max(abs(new.value_at(time) - last) for time in inside) < 1e-9
    assert new.value_at(begin) == first
