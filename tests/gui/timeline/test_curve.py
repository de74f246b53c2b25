import numpy as np
import pytest

from daw_bridge.envelope import BEZIER, FAST_START, HOLD, LINEAR, Envelope, EnvelopePoint
from gui.timeline.curve import Curve
from gui.timeline.scale import Scale

SCALE = Scale(0.0, 100.0, 10.0)


def envelope(*points):
    return Envelope(tuple(EnvelopePoint(*point) for point in points))


def heights(line, xs):
    return np.interp(xs, *line)


@pytest.mark.parametrize("shape", [LINEAR, FAST_START, BEZIER])
def test_the_line_goes_where_the_envelope_goes(shape):
    drawn = envelope((1.0, 0.2, shape, 0.5), (40.0, 0.9), (60.0, 0.1))
    line = Curve.of(drawn).line(SCALE, 0, 1000)
    for time in (0.0, 1.0, 5.0, 20.0, 39.0, 50.0, 90.0):
        assert heights(line, time * 10) == pytest.approx(drawn.value_at(time), abs=0.02)


def test_a_held_value_jumps():
    line = Curve.of(envelope((1.0, 0.2, HOLD), (4.0, 0.9))).line(SCALE, 0, 100)
    assert heights(line, 39.9) == pytest.approx(0.2)
    assert heights(line, 40.1) == pytest.approx(0.9)


def test_a_lane_without_points_is_flat():
    line = Curve.of(Envelope((), 0.3)).line(SCALE, 200, 300)
    assert line.tolist() == [[200.0, 300.0], [0.3, 0.3]]


def test_a_part_alone_looks_as_it_does_in_the_whole():
    rng = np.random.default_rng(2)
    times = np.sort(rng.uniform(0, 100, 300))
    curve = Curve.of(envelope(*zip(times, rng.uniform(0, 1, 300), strict=True)))
    whole, part = curve.line(SCALE, 0, 1000), curve.line(SCALE, 400, 450)
    assert (part[0][0], part[0][-1]) == (400, 450)
    xs = np.linspace(401, 449, 97)
    assert heights(part, xs) == pytest.approx(heights(whole, xs))


def test_of_many_points_in_one_pixel_the_extremes_are_drawn():
    rng = np.random.default_rng(3)
    times, values = np.sort(rng.uniform(0, 100, 20_000)), rng.uniform(0.3, 0.6, 20_000)
    values[7000] = 1.0
    line = Curve.of(envelope(*zip(times, values, strict=True))).line(SCALE, 0, 1000)
    assert line.shape == (2, 2000)
    peak = line[0][line[1].argmax()]
    assert line[1].max() == 1.0
    assert peak == pytest.approx(times[7000] * 10, abs=1.0)


def test_the_area_below_ends_at_the_line_or_at_its_lows():
    rng = np.random.default_rng(3)
    times = np.sort(rng.uniform(0, 100, 20_000))
    dense = Curve.of(envelope(*zip(times, rng.uniform(0.3, 0.6, 20_000), strict=True)))
    line = dense.line(SCALE, 0, 1000)
    xs, lows = dense.area(line, SCALE)
    assert xs.tolist() == list(range(1000))
    assert (lows == np.minimum(line[1][::2], line[1][1::2])).all()
    held = Curve.of(envelope((1.0, 0.2, HOLD), (4.0, 0.9)))
    line = held.line(SCALE, 0, 100)
    assert held.area(line, SCALE) is line


def test_points_are_shown_where_they_stand_apart():
    curve = Curve.of(envelope(*((second, 0.5) for second in range(100))))
    assert curve.seen_points(SCALE, 200, 250).tolist() == [[200, 210, 220, 230, 240], [0.5] * 5]
    assert curve.seen_points(Scale(0.0, 100.0, 5.0), 0, 500).shape == (2, 0)
