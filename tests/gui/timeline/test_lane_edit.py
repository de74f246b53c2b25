import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.envelope import HOLD, Envelope, EnvelopePoint
from gui.timeline.lane_edit import (
    Hit,
    MovePoint,
    MoveWay,
    Part,
    Reach,
    Stroke,
    added,
    hit,
    removed,
    thinned,
)

LANE = Envelope((EnvelopePoint(1.0, 0.2), EnvelopePoint(3.0, 0.8, HOLD), EnvelopePoint(5.0, 0.4)))
REACH = Reach(0.1, 0.1)


def places(points):
    return [(point.time, point.value) for point in points]


@pytest.mark.parametrize(
    ("time", "value", "found"),
    [
        (1.05, 0.25, Hit(Part.POINT, 0)),
        (2.96, 0.8, Hit(Part.POINT, 1)),
        (2.0, 0.55, Hit(Part.WAY, 0)),
        (0.5, 0.2, Hit(Part.WAY, -1)),
        (9.0, 0.4, Hit(Part.WAY, 2)),
        (2.0, 0.9, Hit(Part.NOTHING)),
    ],
)
def test_what_is_under_the_pointer(time, value, found):
    assert hit(LANE, time, value, REACH) == found


def test_a_lane_without_points_has_nothing_to_hold():
    assert hit(Envelope(()), 1.0, 0.0, REACH) == Hit(Part.NOTHING)


def test_a_point_stays_between_its_neighbours_and_in_the_lane():
    move = MovePoint(LANE.points, 1)
    assert places(move.to(2.0, 0.5))[1] == (2.0, 0.5)
    assert places(move.to(9.0, 2.0))[1] == (5.0, 1.0)
    assert places(move.to(0.0, -1.0))[1] == (1.0, 0.0)
    assert move.to(2.0, 0.5)[1].shape == HOLD
    assert places(MovePoint(LANE.points, 0).to(-3.0, 0.2))[0] == (0.0, 0.2)
    assert places(MovePoint(LANE.points, 2).to(70.0, 0.2))[2] == (70.0, 0.2)


def test_a_way_is_carried_with_both_ends_alike():
    move = MoveWay(LANE.points, 0, held_at=0.5)
    assert [p.value for p in move.to(2.0, 0.6)] == pytest.approx([0.3, 0.9, 0.4])
    assert [p.value for p in move.to(2.0, 1.0)] == pytest.approx([0.4, 1.0, 0.4])
    assert [p.value for p in MoveWay(LANE.points, -1, 0.2).to(0, 0.5)] == pytest.approx(
        [0.5, 0.8, 0.4]
    )
    assert [p.value for p in MoveWay(LANE.points, 2, 0.4).to(9, 0.0)] == pytest.approx(
        [0.2, 0.8, 0.0]
    )


def test_points_come_and_go():
    points, index = added(LANE, 4.0, 0.6)
    assert index == 2
    assert places(points) == [(1.0, 0.2), (3.0, 0.8), (4.0, 0.6), (5.0, 0.4)]
    assert points[2].shape == HOLD
    assert removed(points, index) == LANE.points
    assert places(added(Envelope(()), 4.0, 1.7)[0]) == [(4.0, 1.0)]


def test_a_stroke_replaces_what_was_there_and_nothing_else():
    stroke = Stroke(LANE)
    stroke.to(2.0, 0.0)
    drawn = Envelope(stroke.to(4.0, 0.1))
    assert [point.time for point in drawn.points] == [1.0, 2.0, 2.0, 4.0, 4.0, 5.0]
    values = [point.value for point in drawn.points]
    assert values == pytest.approx([0.2, 0.5, 0.0, 0.1, 0.8, 0.4])
    for time in (0.0, 1.5, 1.999, 4.001, 4.5, 6.0):
        assert drawn.value_at(time) == pytest.approx(LANE.value_at(time), abs=1e-3)


def test_a_stroke_into_an_empty_lane_leaves_the_rest_silent():
    stroke = Stroke(Envelope(()))
    stroke.to(2.0, 0.7)
    drawn = Envelope(stroke.to(3.0, 0.7))
    assert [drawn.value_at(t) for t in (1.0, 2.5, 4.0)] == pytest.approx([0.0, 0.7, 0.0])


def test_a_stroke_that_goes_nowhere_draws_nothing():
    assert Stroke(LANE).to(2.0, 0.9) == LANE.points


def test_going_back_draws_over():
    stroke = Stroke(Envelope(()))
    for time, value in ((1.0, 0.2), (2.0, 0.9), (3.0, 0.2), (1.0, 0.2)):
        points = stroke.to(time, value)
    assert Envelope(points).value_at(2.0) == pytest.approx(0.2)


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(-1, 2)), min_size=1, max_size=40),
)
def test_whatever_is_drawn_is_an_envelope(path):
    stroke = Stroke(LANE)
    for place in path:
        drawn = Envelope(stroke.to(*place))
        assert all(0.0 <= point.value <= 1.0 for point in drawn.points)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
def test_a_stroke_is_thinned_without_being_seen(values):
    stroke = [(float(index), value) for index, value in enumerate(values)]
    kept = Envelope(tuple(EnvelopePoint(*place) for place in thinned(stroke)))
    assert all(abs(kept.value_at(time) - value) <= 0.01 + 1e-9 for time, value in stroke)


def test_a_straight_stroke_needs_two_points():
    assert thinned([(t / 10, t / 100) for t in range(50)]) == [(0.0, 0.0), (4.9, 0.49)]
