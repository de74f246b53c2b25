import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.envelope import BEZIER, HOLD, LINEAR, Envelope, EnvelopePoint

SHAPES = range(6)

weights = st.floats(0, 1)
points = st.builds(
    EnvelopePoint,
    time=st.floats(-50, 50).map(lambda t: round(t, 3)),
    value=weights,
    shape=st.integers(0, 5),
    tension=st.floats(-1, 1),
)
envelopes = st.lists(points, min_size=1, max_size=8).map(
    lambda ps: Envelope(tuple(sorted(ps, key=lambda p: p.time)))
)
times = st.floats(-60, 60).map(lambda t: round(t, 3))


def segment(shape, tension=0.0):
    return Envelope((EnvelopePoint(1.0, 0.2, shape, tension), EnvelopePoint(3.0, 0.9)))


def numerical_average(envelope, start, end, steps=1500):
    middles = start + (np.arange(steps) + 0.5) * (end - start) / steps
    return float(np.mean([envelope.value_at(t) for t in middles]))


@pytest.mark.parametrize(
    ("shape", "at_half"), [(0, 0.5), (1, 0.0), (2, 0.5), (3, 0.875), (4, 0.125), (5, 0.5)]
)
def test_each_shape_passes_its_half(shape, at_half):
    assert segment(shape).value_at(2.0) == pytest.approx(0.2 + 0.7 * at_half)


@pytest.mark.parametrize("shape", SHAPES)
def test_ends_of_a_segment_are_its_points(shape):
    assert segment(shape).value_at(1.0) == pytest.approx(0.2)
    assert segment(shape).value_at(3.0) == 0.9
    if shape != HOLD:
        assert segment(shape).value_at(3.0 - 1e-9) == pytest.approx(0.9, abs=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("tension", [-1.0, -0.4, 0.0, 0.6, 1.0])
def test_average_is_the_integral(shape, tension):
    envelope = Envelope(
        (
            EnvelopePoint(0.0, 0.7, shape, -tension),
            EnvelopePoint(1.0, 0.2, shape, tension),
            EnvelopePoint(3.0, 0.9, shape, tension / 2),
            EnvelopePoint(3.5, 0.4),
        )
    )
    for start, end in [(1.0, 3.0), (0.3, 1.2), (1.4, 1.5), (-2.0, 5.0)]:
        expected = numerical_average(envelope, start, end)
        assert envelope.average(start, end) == pytest.approx(expected, abs=1e-3)


def test_tension_bends_towards_late_and_early_rise():
    late, plain, early = (segment(BEZIER, tension).average(1, 3) for tension in (0.8, 0.0, -0.8))
    assert late < plain < early
    # At full tension both control points lie in a corner: value = u^3, time = 1 - (1 - u)^3.
    assert segment(BEZIER, 1.0).average(1, 3) == pytest.approx(0.2 + 0.7 / 20)
    assert segment(BEZIER, -1.0).average(1, 3) == pytest.approx(0.9 - 0.7 / 20)


def test_bezier_follows_its_neighbours_but_stays_a_weight():
    before, after = EnvelopePoint(0.0, 0.0), EnvelopePoint(3.0, 1.0)
    middle = (EnvelopePoint(1.0, 0.95, BEZIER), EnvelopePoint(2.0, 1.0, BEZIER))
    envelope = Envelope((before, *middle, after))
    alone = Envelope(middle)
    assert envelope.value_at(1.3) > alone.value_at(1.3)
    assert all(0.0 <= envelope.value_at(t) <= 1.0 for t in np.linspace(0, 3, 301))


def test_outside_the_points_the_nearest_value_holds():
    envelope = segment(LINEAR)
    assert (envelope.value_at(-9), envelope.value_at(99)) == (0.2, 0.9)
    assert envelope.average(-5, 1) == pytest.approx(0.2)
    assert envelope.average(4, 6) == pytest.approx(0.9)
    assert envelope.average(0, 4) == pytest.approx((0.2 + 2 * 0.55 + 0.9) / 4)


def test_without_points_the_static_value_holds():
    assert Envelope((), 0.3).value_at(7) == Envelope((), 0.3).average(1, 9) == 0.3


def test_of_points_at_one_time_the_last_holds():
    jump = Envelope((EnvelopePoint(0, 0.1), EnvelopePoint(1, 0.1), EnvelopePoint(1, 0.8)))
    assert jump.value_at(1.0) == 0.8
    assert jump.average(0, 2) == pytest.approx(0.45)


def test_an_empty_span_averages_to_its_value():
    assert segment(LINEAR).average(2, 2) == pytest.approx(0.55)


def test_points_out_of_order_are_refused():
    with pytest.raises(ValueError, match="order of time"):
        Envelope((EnvelopePoint(2, 0.1), EnvelopePoint(1, 0.1)))


@given(envelopes, times, times)
def test_an_average_lies_between_the_extremes(envelope, start, end):
    start, end = sorted((start, end))
    curved = any(point.shape == BEZIER for point in envelope.points)
    values = [0.0, 1.0] if curved else [point.value for point in envelope.points]
    assert min(values) - 1e-9 <= envelope.average(start, end) <= max(values) + 1e-9


@given(envelopes, st.tuples(times, times, times))
def test_integrals_add_up(envelope, cuts):
    a, b, c = sorted(cuts)
    parts = envelope.average(a, b) * (b - a) + envelope.average(b, c) * (c - b)
    assert parts == pytest.approx(envelope.average(a, c) * (c - a), abs=1e-6)


@given(envelopes, times)
def test_a_short_average_is_the_value(envelope, at):
    near = [envelope.value_at(at + shift) for shift in np.linspace(0, 1e-4, 50)]
    assert min(near) - 1e-2 <= envelope.average(at, at + 1e-4) <= max(near) + 1e-2


def test_averages_of_many_points_are_those_of_the_points_alone():
    rng = np.random.default_rng(1)
    points = [EnvelopePoint(i * 0.05, float(rng.random()), i % 6, 0.3) for i in range(20_000)]
    envelope = Envelope(tuple(points))
    for start in np.linspace(0, 990, 500):
        near = [p for p in points if start - 1 <= p.time <= start + 2]
        alone = Envelope(tuple(near)).average(start, start + 1.0)
        assert envelope.average(start, start + 1.0) == pytest.approx(alone, abs=1e-9)
