"""The emotion lanes that the script reads in REAPER are those that a saved project would have."""

import math

import pytest

from daw_bridge.envelope import Envelope, EnvelopePoint
from model.emotion import EMOTIONS

SQUARE = "{{0.5, 0.25, 0, 0.0}, {1.5, 1.5, 5, -0.5}, {2.0, 0.1, 1, 0.0}}"
WAVE = "function(t) return 0.5 + 0.5 * math.sin(t * 3) end"
RAMP = "function(t) return t / 10 end"


@pytest.fixture
def track(reaper):
    """Add the track MARA with our effect."""
    reaper.do('fake.add_track("MARA")')
    reaper.do("fake.add_effect(1)")
    return reaper


def read(reaper, spool):
    reaper.tick()
    timeline = spool.state("timeline")
    return timeline["lanes"], timeline["warnings"]


def envelope(lane):
    return Envelope(tuple(EnvelopePoint(*point) for point in lane["points"]), lane["static"])


def test_points_are_exact(track, spool):
    track.do(f"fake.draw(1, 1, 1, {SQUARE})")
    lanes, warnings = read(track, spool)
    assert [lane["emotion"] for lane in lanes] == list(EMOTIONS)
    assert {lane["track"] for lane in lanes} == {"MARA"}
    assert lanes[1]["points"] == [[0.5, 0.25, 0, 0], [1.5, 1, 5, -0.5], [2, 0.1, 1, 0]]
    assert lanes[0]["points"] == []
    assert warnings == []


def test_a_lane_without_an_envelope_counts_with_its_slider(track, spool):
    track.do("fake.project().tracks[1].effects[1].sliders[3] = 0.7")
    track.do(f"fake.draw(1, 1, 3, {SQUARE})")
    track.do("fake.project().tracks[1].effects[1].envelopes[3].active = false")
    track.do("fake.project().tracks[1].effects[1].sliders[4] = 0.4")
    lanes, _ = read(track, spool)
    assert (lanes[2]["static"], lanes[2]["points"]) == (0.7, [])
    assert (lanes[3]["static"], lanes[3]["points"]) == (0.4, [])


@pytest.mark.parametrize(
    "fields",
    [
        '{ident = "TAKELANE_EMOTION"}',
        '{shown = "mood of Mara", ident = "my fx/Takelane_Emotion.jsfx"}',
        '{shown = "JS: Takelane Emotion", ident = ""}',
    ],
)
def test_the_effect_is_known_by_its_name_or_its_file(reaper, spool, fields):
    reaper.do('fake.add_track("MARA")')
    reaper.do(f"fake.add_effect(1, {fields})")
    assert len(read(reaper, spool)[0]) == len(EMOTIONS)


def test_other_effects_are_left_out(reaper, spool):
    reaper.do('fake.add_track("MARA")')
    reaper.do('fake.add_effect(1, {shown = "VST: ReaEQ", ident = "reaeq.dll"})')
    assert read(reaper, spool) == ([], [])


def test_the_master_track_and_containers_are_read(track, spool):
    track.do(f"fake.draw(1, 1, 0, {SQUARE})")
    track.do("fake.contain(1)")
    track.do("fake.add_effect(0)")
    lanes, warnings = read(track, spool)
    assert [lane["track"] for lane in lanes] == ["MASTER"] * 8 + ["MARA"] * 8
    assert len(lanes[8]["points"]) == 3
    assert warnings == []


@pytest.mark.parametrize(
    "code",
    [
        "fake.project().tracks[1].effects[1].bypassed = true",
        "fake.project().tracks[1].effects[1].offline = true",
        "fake.project().tracks[1].values.I_FXEN = 0",
        "fake.contain(1, true)",
    ],
)
def test_an_effect_that_is_switched_off_is_told(track, spool, code):
    track.do(code)
    lanes, [warning] = read(track, spool)
    assert lanes == []
    assert 'on track "MARA"' in warning
    assert "bypassed or offline" in warning


def test_automation_items_are_sampled_where_regions_are(track, spool):
    track.add_region("one", 1.0, 2.0)
    track.add_region("two", 1.5, 2.505)
    track.add_region("three", 8.0, 8.004)
    track.do(f"fake.draw(1, 1, 0, {{}}, {WAVE})")
    lanes, warnings = read(track, spool)
    assert warnings == []
    times = [point[0] for point in lanes[0]["points"]]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (1.0, 8.004)
    assert 2.505 in times
    assert not [time for time in times if 2.505 < time < 8.0]
    curve = envelope(lanes[0])
    for time in (1.0, 1.234, 1.9999, 2.5, 8.002):
        assert math.isclose(curve.value_at(time), 0.5 + 0.5 * math.sin(time * 3), abs_tol=2e-4)


def test_samples_on_a_straight_line_are_left_out(track, spool):
    track.add_region("one", 1.0, 4.0)
    track.do(f"fake.draw(1, 1, 0, {{}}, {RAMP})")
    lanes, _ = read(track, spool)
    assert [point[0] for point in lanes[0]["points"]] == [1.0, 4.0]
    assert envelope(lanes[0]).average(1.0, 4.0) == pytest.approx(0.25)


def test_a_drawn_lane_is_noticed(track, spool):
    read(track, spool)
    before = spool.state("timeline")["revision"]
    track.do(f"fake.draw(1, 1, 7, {SQUARE})")
    lanes, _ = read(track, spool)
    assert len(lanes[7]["points"]) == 3
    assert spool.state("timeline")["revision"] > before
