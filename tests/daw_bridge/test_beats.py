import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daw_bridge.beats import LATEST_BEATS, SIXTEENTH, TempoMap, TempoPoint, tempo_points
from daw_bridge.timeline import TempoChange

RAMPS = (TempoPoint(4, 60, ramps=True), TempoPoint(8, 120, ramps=True), TempoPoint(12, 200))

positions = st.floats(0, 500)
points = st.lists(
    st.builds(TempoPoint, positions, st.floats(20, 999), st.booleans()), min_size=1, max_size=8
).map(lambda drawn: sorted(drawn, key=lambda point: point.beats))
maps = points.flatmap(
    lambda drawn: st.sampled_from((TempoMap.exact(drawn), TempoMap.stepped(drawn)))
)


def test_a_steady_tempo():
    tempo = TempoMap.exact([TempoPoint(0, 90)])
    assert tempo.seconds(3) == 2.0
    assert tempo.beats(2.0) == 3.0
    assert tempo.seconds(-3) == -2.0
    assert tempo.changes == (TempoChange(0.0, 90),)


def test_ramps_are_integrated_exactly():
    tempo = TempoMap.exact(RAMPS)
    seconds = [tempo.seconds(beats) for beats in (0, 4, 6, 8, 12, 14)]
    expected = [0, 4, 5.6218604324, 6.7725887222, 8.3050655935, 8.9050655935]
    assert seconds == pytest.approx(expected, abs=1e-9)
    assert tempo.changes == (
        TempoChange(0.0, 60),
        TempoChange(4.0, 60, linear=True),
        TempoChange(tempo.seconds(8), 120, linear=True),
        TempoChange(tempo.seconds(12), 200),
    )


@pytest.mark.parametrize(
    ("drawn", "seconds"),
    [
        # Positions that Live itself gives for ramps on its grid and beside it.
        (
            [TempoPoint(0, 95.3, ramps=True), TempoPoint(4, 138.3, ramps=True),
             TempoPoint(200, 160)],
            {4: 2.1031492517, 200: 81.0968300073},
        ),
        (
            [TempoPoint(1.8125, 120.760574, ramps=True), TempoPoint(4.0625, 60)],
            {1.5: 0.7452763515, 4: 2.3358217716, 4.0625: 2.3966117557},
        ),
    ],
)  # fmt: skip
def test_live_steps_along_sixteenths(drawn, seconds):
    tempo = TempoMap.stepped(drawn)
    assert [tempo.seconds(beats) for beats in seconds] == pytest.approx([*seconds.values()])
    assert not any(change.linear for change in tempo.changes)


def test_steps_follow_the_ramp_from_below_and_change_nothing_else():
    assert TempoMap.stepped(RAMPS).seconds(4) == 4.0
    stepped, exact = TempoMap.stepped(RAMPS).seconds(12), TempoMap.exact(RAMPS).seconds(12)
    assert exact < stepped < exact + 0.2
    jump = [TempoPoint(0, 60), TempoPoint(4, 120)]
    assert TempoMap.stepped(jump).changes == TempoMap.exact(jump).changes


def test_a_jump_beside_the_grid_waits_for_it():
    tempo = TempoMap.stepped([TempoPoint(0, 60), TempoPoint(4.1, 120), TempoPoint(4.2, 240)])
    assert tempo.seconds(4.25) == 4.25
    assert tempo.changes[-1] == TempoChange(4.25, 240)


def test_two_tempos_at_one_position_jump():
    tempo = TempoMap.exact([TempoPoint(0, 60, ramps=True), TempoPoint(4, 60), TempoPoint(4, 120)])
    assert tempo.seconds(6) == 5.0
    assert [change.bpm for change in tempo.changes] == [60, 120]


def test_a_map_with_endless_steps_stays_exact():
    drawn = [TempoPoint(0, 60, ramps=True), TempoPoint(LATEST_BEATS, 120)]
    assert TempoMap.stepped(drawn) == TempoMap.exact(drawn)


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ([], "at least one"),
        ([TempoPoint(1, 60), TempoPoint(0, 60)], "in order"),
        ([TempoPoint(0, 0)], "out of range"),
        ([TempoPoint(0, math.nan)], "out of range"),
        ([TempoPoint(-1, 60)], "out of range"),
        ([TempoPoint(math.inf, 60)], "out of range"),
    ],
)
def test_nonsense_is_refused(drawn, why):
    for make in (TempoMap.exact, TempoMap.stepped):
        with pytest.raises(ValueError, match=why):
            make(drawn)


@given(maps, st.floats(-100, 1000))
def test_beats_and_seconds_are_inverse(tempo, beats):
    assert tempo.beats(tempo.seconds(beats)) == pytest.approx(beats, abs=1e-6)


@given(maps, st.lists(st.floats(-100, 1000), min_size=2, max_size=20))
def test_time_never_runs_backwards(tempo, beats):
    seconds = [tempo.seconds(position) for position in sorted(beats)]
    assert all(a <= b + 1e-9 for a, b in pairwise(seconds))


@given(points.map(TempoMap.stepped), positions, positions)
def test_between_bends_a_line_over_beats_is_one_over_seconds(tempo, a, b):
    start, end = sorted((a, b))
    bends = list(tempo.bends(start, end))
    assert bends == sorted(set(bends))
    assert all(start < beats < end for beats in bends)
    for left, right in pairwise((start, *bends, end)):
        middle = tempo.beats((tempo.seconds(left) + tempo.seconds(right)) / 2)
        assert middle == pytest.approx((left + right) / 2, abs=1e-9)


def test_along_a_ramp_it_bends_on_every_sixteenth():
    bends = list(TempoMap.exact(RAMPS).bends(3.9, 8.1))
    assert bends == [4 + step * SIXTEENTH for step in range(17)]
    assert list(TempoMap.exact(RAMPS).bends(12, 99)) == []


NEARLY_LEVEL = [TempoPoint(0, 998.9999999999999, ramps=True), TempoPoint(1, 999), TempoPoint(1, 20)]


@given(points)
@example(NEARLY_LEVEL)
def test_changes_lead_back_to_the_same_map(drawn):
    tempo = TempoMap.exact(drawn)
    again = TempoMap.exact(tempo_points(tempo.changes))
    for beats in (0, 1, 77.7, 500, 1000):
        assert again.seconds(beats) == pytest.approx(tempo.seconds(beats), abs=1e-6)
