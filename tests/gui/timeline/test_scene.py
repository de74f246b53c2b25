from dataclasses import replace

from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.phrasing import Line
from daw_bridge.region_text import parse_region_text
from daw_bridge.session.cue_row import CueRow, TakeState
from daw_bridge.timeline import EmotionLane, Region
from gui.timeline.rows import Area, Rows
from gui.timeline.scene import MOST_LAYERS, changed, layers, region_box, strips_of
from model.emotion import EMOTIONS

SAD = EmotionLane("sad", "MARA", Envelope((EnvelopePoint(0.0, 0.5),)))


def strips(*tracks):
    return strips_of(tracks, [SAD], lambda lane: None, lambda lane: lane is SAD)


def test_regions_that_overlap_lie_on_layers():
    assert layers([(0, 2), (1, 3), (2, 4), (2.5, 5)]) == [0, 1, 0, 2]
    assert max(layers([(0, 9)] * 10)) == MOST_LAYERS - 1


def test_every_track_shows_all_eight_emotions():
    shown = strips("MARA", "TOM")
    assert [strip.key for strip in shown] == [(t, e) for t in ("MARA", "TOM") for e in EMOTIONS]
    assert [strip.key for strip in shown if strip.drawn] == [("MARA", "sad")]
    assert shown[2].lane is SAD
    assert shown[3].lane.envelope.points == ()


def test_a_lane_with_points_comes_before_one_without():
    empty = EmotionLane("sad", "MARA", Envelope(()))
    for lanes in ([SAD, empty], [empty, SAD]):
        found = strips_of(["MARA"], lanes, lambda lane: None, lambda lane: False)
        assert found[2].lane is SAD


def test_only_rows_that_are_new_are_shown_anew_unless_a_region_moved():
    regions = [Region(f"{{{n}}}", n, "Go.", n, n + 0.5) for n in range(3)]
    lines = [Line(region, parse_region_text(region.name), (), "ada") for region in regions]
    rows = [CueRow(line, None, (), TakeState.NEW) for line in lines]
    boxes = [region_box(row, 0, None) for row in rows]
    assert changed(boxes, rows) == []
    done = replace(rows[1], state=TakeState.DONE)
    assert changed(boxes, [rows[0], done, rows[2]]) == [1]
    moved = replace(rows[1], line=replace(lines[1], region=replace(regions[1], end=1.9)))
    assert changed(boxes, [rows[0], moved, rows[2]]) is None
    assert changed(boxes, rows[:2]) is None


def test_eight_lanes_fill_the_height_they_have():
    low, high = (Rows.of(15, 1, strips("MARA"), height) for height in (320, 500))
    for rows, height in ((low, 320), (high, 500)):
        assert height - 10 <= rows.lanes_top + rows.lanes_height <= height
    crowded = Rows.of(15, 1, strips("MARA", "TOM", "ANN"), 320)
    assert crowded.lanes_top + crowded.lanes_height > 320
    assert [band.track for band in crowded.bands if band.strip is None] == ["MARA", "TOM", "ANN"]


def test_a_place_has_a_value_and_a_value_its_place():
    rows = Rows.of(15, 1, strips("MARA"), 400)
    for band in rows.bands[1:]:
        assert rows.band_at(band.y(0.5)) is band
        assert [round(band.value(band.y(v)), 6) for v in (0.0, 0.3, 1.0)] == [0.0, 0.3, 1.0]
        assert (band.value(-1000), band.value(1000)) == (1.0, 0.0)
    assert rows.band_at(rows.lanes_height) is None


def test_the_three_parts_lie_below_each_other():
    rows = Rows.of(15, 2, strips("MARA"), 400)
    assert [rows.area(y) for y in (0, rows.layer_top(0), rows.layer_top(1), rows.lanes_top)] == [
        Area.RULER, Area.REGIONS, Area.REGIONS, Area.LANES,
    ]  # fmt: skip
    assert [rows.layer_at(rows.layer_top(layer) + 1) for layer in (0, 1)] == [0, 1]
