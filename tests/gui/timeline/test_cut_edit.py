import pytest

from daw_bridge.phrasing import Line, PlannedPhrase
from daw_bridge.region_text import parse_region_text
from daw_bridge.timeline import Region
from gui.timeline.cut_edit import Side, cuts, hit_cut
from model.emotion import NEUTRAL


def line(*spans):
    region = Region("{1}", 1, "Run. Hide. Now.", spans[0][0], spans[-1][1])
    phrases = tuple(PlannedPhrase("Run.", *span, NEUTRAL, NEUTRAL) for span in spans)
    return Line(region, parse_region_text(region.name, ""), phrases, "ada")


TWO = line((10.0, 11.0), (11.4, 12.0))


@pytest.mark.parametrize(
    ("time", "side"),
    [(10.95, Side.END), (11.05, Side.END), (11.35, Side.START), (11.45, Side.START)],
)
def test_the_ends_of_a_pause_are_held_apart(time, side):
    assert hit_cut(TWO, time, 0.1).side is side


def test_a_narrow_pause_is_held_as_a_whole():
    assert hit_cut(TWO, 11.2, 0.3).side is Side.BOTH
    assert hit_cut(TWO, 11.2, 0.1) is None
    assert hit_cut(TWO, 10.5, 0.1) is None


@pytest.mark.parametrize(
    ("held", "reach", "to", "moved"),
    [
        (11.0, 0.1, 10.6, (10.6, 11.4)),
        (11.0, 0.1, 5.0, (10.2, 11.4)),
        (11.0, 0.1, 15.0, (11.4, 11.4)),
        (11.4, 0.1, 15.0, (11.0, 11.8)),
        (11.4, 0.1, 5.0, (11.0, 11.0)),
        (11.2, 0.3, 11.3, (11.1, 11.5)),
        (11.2, 0.3, 15.0, (11.4, 11.8)),
    ],
)
def test_a_bound_is_carried_as_far_as_there_is_time(held, reach, to, moved):
    (start, end), (after_start, after_end) = hit_cut(TWO, held, reach).to(to)
    assert (start, after_end) == (10.0, 12.0)
    assert (end, after_start) == pytest.approx(moved)


def test_bounds_are_kept_as_shares_of_the_region():
    assert cuts(TWO, ((10.0, 10.5), (11.0, 12.0))) == (0.25, 0.5)
    assert cuts(line((0.0, 1.0)), ((0.0, 1.0),)) == ()


def test_phrases_too_short_for_a_hand_cannot_be_moved():
    assert hit_cut(line((0.0, 0.1), (0.2, 1.0)), 0.1, 0.01) is None
