from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import beat_envelope
from daw_bridge.beat_envelope import bounded, bounded_lanes, in_seconds
from daw_bridge.beats import TempoMap, TempoPoint
from daw_bridge.envelope import HOLD, LINEAR, Envelope, EnvelopePoint
from daw_bridge.timeline import EmotionLane, ProjectError

RAMP = [TempoPoint(4, 60, ramps=True), TempoPoint(8, 120)]

positions = st.floats(0, 30)
weights = st.floats(0, 1)
curves = st.lists(
    st.builds(EnvelopePoint, positions, weights, st.sampled_from((LINEAR, HOLD))), max_size=8
).map(lambda points: sorted(points, key=lambda point: point.time))
tempos = st.lists(
    st.builds(TempoPoint, positions, st.floats(20, 999), st.booleans()), min_size=1, max_size=5
).map(lambda points: sorted(points, key=lambda point: point.beats))


def test_a_steady_tempo_only_moves_the_points():
    points = [EnvelopePoint(0, 0.0), EnvelopePoint(4, 1.0, HOLD), EnvelopePoint(4, 0.5)]
    moved = list(in_seconds(points, TempoMap.exact([TempoPoint(0, 120)])))
    assert [(p.time, p.value, p.shape) for p in moved] == [
        (0.0, 0.0, LINEAR), (2.0, 1.0, HOLD), (2.0, 0.5, LINEAR)
    ]  # fmt: skip
    assert list(in_seconds([], TempoMap.exact(RAMP))) == []


@pytest.mark.parametrize("shape", [LINEAR, HOLD])
def test_only_what_moves_needs_points_on_the_way(shape):
    points = [EnvelopePoint(0, 0.5, shape), EnvelopePoint(9, 0.5 if shape == LINEAR else 0.7)]
    assert len(list(in_seconds(points, TempoMap.stepped(RAMP)))) == 2


@given(curves, tempos)
def test_the_curve_is_that_over_beats(points, drawn):
    tempo = TempoMap.stepped(drawn)
    over_beats, over_seconds = Envelope(tuple(points)), Envelope(tuple(in_seconds(points, tempo)))
    for a, b in pairwise(points):
        if b.time - a.time > 1e-3:
            middle = (a.time + b.time) / 2
            expected = pytest.approx(over_beats.value_at(middle), abs=1e-6)
            assert over_seconds.value_at(tempo.seconds(middle)) == expected


def test_along_a_ramp_the_curve_is_close():
    tempo = TempoMap.exact(RAMP)
    points = [EnvelopePoint(4, 0.0), EnvelopePoint(8, 1.0)]
    over_seconds = Envelope(tuple(in_seconds(points, tempo)))
    for place in range(100):
        beats = 4 + 4 * place / 100
        expected = pytest.approx((beats - 4) / 4, abs=5e-4)
        assert over_seconds.value_at(tempo.seconds(beats)) == expected


def test_limits(monkeypatch):
    monkeypatch.setattr(beat_envelope, "MOST_POINTS", 3)
    points = tuple(EnvelopePoint(time, 0.0) for time in range(3))
    assert bounded(points, Path("a.als")) == points
    with pytest.raises(ProjectError, match=r"a\.als have over 3 points"):
        bounded((*points, points[-1]), Path("a.als"))
    lane = EmotionLane("sad", "MARA", Envelope(points))
    assert bounded_lanes([lane], Path("a.als")) == (lane,)
    with pytest.raises(ProjectError, match="over 3 points"):
        bounded_lanes([lane, lane], Path("a.als"))
