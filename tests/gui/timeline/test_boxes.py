"""Thousands of regions are painted as a few marks, each where its region is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from daw_bridge.phrasing import Line
from daw_bridge.region_text import parse_region_text
from daw_bridge.session.cue_row import CueRow, TakeState
from daw_bridge.timeline import Region
from gui.timeline.boxes import PLAIN, Boxes, Kind
from gui.timeline.scale import Scale
from gui.timeline.scene import RegionBox

SCALE = Scale(0.0, 400.0, 3.0)


def box(number, start, end, layer=0, take=None):
    region = Region(f"{{{number}}}", number, "MARA: Go.", start, end)
    line = Line(region, parse_region_text(region.name), (), "ada")
    return RegionBox(CueRow(line, None, (), TakeState.NEW), layer, take, ())


def many(n=200):
    rng = np.random.default_rng(0)
    starts = np.sort(rng.uniform(0, 380, n))
    return [
        box(n, start, start + length, layer=n % 2, take="a take" if n % 3 else None)
        for n, (start, length) in enumerate(zip(starts, rng.uniform(0.01, 8, n), strict=True))
    ]


def painted(crowd, layer, kind, first, last):
    columns = np.zeros(last + 1 - first, bool)
    for marks in crowd.marks:
        if (marks.layer, marks.kind) == (layer, kind):
            for left, end in marks.runs:
                columns[left - first : end - first] = True
    return columns


def test_every_region_is_wide_or_a_mark_of_its_kind():
    regions = many()
    chosen = frozenset(["{4}", "{7}", "{none}"])
    crowd = Boxes(regions).crowd(SCALE, 0, 1200, chosen)
    wide = [b for b in regions if round(b.end * 3) - round(b.start * 3) >= PLAIN]
    assert crowd.wide == wide
    assert 0 < len(wide) < len(regions)
    expected = {(n, kind): np.zeros(1201, bool) for n in (0, 1) for kind in Kind}
    for one in regions:
        if one not in wide:
            kind = Kind.CHOSEN if one.id in chosen else Kind.TAKEN if one.take else Kind.EMPTY
            left, right = round(one.start * 3), round(one.end * 3)
            expected[one.layer, kind][left : max(right - 1, left + 1)] = True
    for (layer, kind), columns in expected.items():
        assert (painted(crowd, layer, kind, 0, 1200) == columns).all()


def test_a_part_is_painted_as_in_the_whole():
    boxes = Boxes(many())
    whole = boxes.crowd(SCALE, 0, 1200, ())
    part = boxes.crowd(SCALE, 310, 420, ())
    for layer in (0, 1):
        for kind in Kind:
            cut = painted(whole, layer, kind, 0, 1200)[310:421]
            assert (painted(part, layer, kind, 310, 420) == cut).all()


def test_a_take_changes_the_kind_of_its_mark():
    boxes = Boxes([box(0, 1.0, 2.0)])
    [before] = boxes.crowd(SCALE, 0, 100, ()).marks
    boxes.put(0, replace(boxes[0], take="a take"))
    [after] = boxes.crowd(SCALE, 0, 100, ()).marks
    assert (before.kind, after.kind) == (Kind.EMPTY, Kind.TAKEN)
    assert boxes.crowd(SCALE, 50, 100, ()).marks == []


def test_where_only_the_gap_behind_a_region_is_painted_there_is_no_mark():
    boxes = Boxes([box(0, 1.0, 2.0)])  # from pixel 3, with the gap at 5
    assert boxes.crowd(SCALE, 4, 100, ()).marks
    assert boxes.crowd(SCALE, 5, 100, ()).marks == []


def test_regions_are_found_by_time_and_by_name():
    boxes = Boxes([box(0, 1.0, 2.0), box(1, 1.5, 4.0, layer=1), box(2, 6.0, 7.0)])
    assert [b.id for b in boxes.within(1.8, 3.0)] == ["{0}", "{1}"]
    assert boxes.places(["{2}", "{gone}", "{0}"]) == [0, 2]
    assert (boxes.start, boxes.end, boxes.n_layers, len(boxes)) == (1.0, 7.0, 2, 3)
    assert boxes.meet([0, 2], 1.2, 1.3)
    assert not boxes.meet([0, 2], 3.0, 5.0)


def test_without_regions_there_is_nothing():
    boxes = Boxes()
    assert (boxes.start, boxes.end, boxes.n_layers, len(boxes)) == (0.0, 0.0, 1, 0)
    crowd = boxes.crowd(SCALE, 0, 100, ())
    assert crowd.wide == crowd.marks == []
    assert boxes.within(0.0, 1.0) == []


@pytest.mark.parametrize("length", [0.001, 0.3, 1.0])
def test_even_the_shortest_region_is_seen(length):
    [marks] = Boxes([box(0, 1.0, 1.0 + length)]).crowd(SCALE, 0, 100, ()).marks
    assert marks.runs.tolist()[0][0] == 3
    assert marks.runs.tolist()[0][1] > 3
