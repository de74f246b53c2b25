from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daw_bridge.envelope import BEZIER, FAST_END, HOLD, LINEAR, Envelope, EnvelopePoint
from daw_bridge.midi import midi_writer
from daw_bridge.midi.controllers import LARGEST
from daw_bridge.midi.midi_file import read_midi
from daw_bridge.midi.midi_lanes import STEP
from daw_bridge.midi.midi_writer import TICKS_PER_BEAT, write_midi
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.timeline import Cue, EmotionLane, ProjectError, Region, TempoChange, Timeline
from model.emotion import EMOTIONS
from tests.daw_bridge.midi.timelines import curve, demo

SLOWEST_TICK = 60 / 40 / TICKS_PER_BEAT
"""Seconds of a tick at the slowest tempo that is drawn here."""

TIMES = st.integers(0, 600 * 64).map(lambda n: n / 64)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=20).filter(
    lambda name: "|" not in name
)
SPANS = st.tuples(TIMES, st.integers(1, 900)).map(lambda s: (s[0], s[0] + s[1] / 64))
TEMPO = st.lists(
    st.tuples(TIMES, st.floats(40, 300), st.booleans()), max_size=4, unique_by=lambda row: row[0]
).map(lambda rows: tuple(TempoChange(*row) for row in sorted(rows)))
POINTS = st.lists(
    st.tuples(st.floats(0, 4), st.floats(0, 1), st.sampled_from([LINEAR, HOLD, FAST_END, BEZIER])),
    max_size=6,
    unique_by=lambda row: round(row[0], 1),
).map(lambda rows: tuple(EnvelopePoint(*row) for row in sorted(rows)))


@st.composite
def timelines(draw):
    regions = [
        Region(f"{{{n}}}", n, name, *span)
        for n, (name, span) in enumerate(draw(st.lists(st.tuples(NAMES, SPANS), max_size=6)), 1)
    ]
    cues = draw(st.lists(st.tuples(NAMES, TIMES), max_size=4))
    lanes = [
        EmotionLane(draw(st.sampled_from(EMOTIONS)), draw(st.sampled_from(["Mara", "", "Tom"])), e)
        for e in draw(st.lists(st.builds(Envelope, POINTS, st.floats(0, 1)), max_size=3))
    ]
    return Timeline(
        Path("song.rpp"),
        None,
        tuple(sorted(regions, key=lambda region: (region.start, region.end))),
        tuple(Cue(n, *cue) for n, cue in enumerate(sorted(cues, key=lambda cue: cue[1]), 1)),
        tuple(lanes),
        draw(TEMPO),
    )


def written(timeline, folder):
    path = folder / "song.mid"
    write_midi(timeline, path)
    return read_midi(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(timelines())
def test_what_is_written_reads_back_as_exactly_as_the_format_can(tmp_path, timeline):
    read = written(timeline, tmp_path)
    close = {"abs": SLOWEST_TICK, "rel": 0}
    assert sorted(r.name for r in read.regions) == sorted(r.name for r in timeline.regions)
    for found, region in zip(read.regions, timeline.regions, strict=True):
        assert (found.start, found.end) == pytest.approx((region.start, region.end), **close)
    assert sorted(cue.name for cue in read.cues) == sorted(cue.name for cue in timeline.cues)
    assert [c.time for c in read.cues] == pytest.approx([c.time for c in timeline.cues], **close)
    assert len(read.lanes) == len(timeline.lanes)
    unread = list(read.lanes)
    for lane in timeline.lanes:
        found = next(o for o in unread if (o.emotion, o.track) == (lane.emotion, lane.track))
        unread.remove(found)
        assert_follows(found.envelope, lane.envelope)


def assert_follows(found, drawn):
    """Hold a read curve to the drawn one, within a step of time and a step of value."""
    late = STEP + SLOWEST_TICK
    for time in np.linspace(0, 4.2, 23):
        near = [drawn.value_at(t) for t in np.linspace(time - late, time + late, 9)]
        slack = 0.6 / LARGEST + (max(near) - min(near)) / 4
        assert min(near) - slack <= found.value_at(time) <= max(near) + slack
    assert found.average(0, 5) == pytest.approx(drawn.average(0, 5), abs=1e-3)


def test_the_demo_reads_back(tmp_path):
    timeline = demo(tmp_path)
    read = written(timeline, tmp_path)
    names = [(r.name, r.notes) for r in timeline.regions]
    assert [(r.name, r.notes) for r in read.regions] == names
    assert [(c.number, c.name) for c in read.cues] == [(1, "Act one"), (2, "Act two")]
    assert sorted((o.emotion, o.track) for o in read.lanes) == sorted(
        (o.emotion, o.track) for o in timeline.lanes
    )
    assert read.warnings == ()
    assert read.tempo[0].bpm == pytest.approx(97.3, abs=1e-3)
    assert read.tempo[-1].bpm == pytest.approx(90, abs=1e-3)
    assert read.tempo[-1].time == pytest.approx(4.0, abs=0.002)


def test_another_program_finds_lines_tempo_and_controllers(tmp_path):
    write_midi(demo(tmp_path), tmp_path / "song.mid")
    song = mido.MidiFile(tmp_path / "song.mid", charset="utf-8")
    assert [track.name for track in song.tracks] == ["demo", "Takelane", "Mara", "Guard"]
    at = {}
    now = 0.0
    for message in song:
        now += message.time
        if message.type == "marker":
            at[message.text] = now
    assert at["Käse — 2 „so“"] == pytest.approx(2.0, abs=0.001)
    assert at["Act two"] == pytest.approx(6.5, abs=0.001)
    numbers = {m.control for m in song.tracks[2] if m.type == "control_change"}
    assert numbers == {21, 22, 53, 54}


def test_lines_that_sound_together_have_notes_of_their_own(tmp_path):
    spans = [(0.0, 10.0), (1.0, 2.0), (1.0, 9.0), (2.0, 3.0), (2.0, 2.0)]
    regions = tuple(Region(str(n), n, f"Line {n}.", *span) for n, span in enumerate(spans))
    read = written(replace(demo(tmp_path), regions=regions), tmp_path)
    found = {r.name: (r.start, r.end) for r in read.regions}
    for region in regions:
        assert found[region.name] == pytest.approx((region.start, region.end), abs=0.002)


def test_a_name_that_is_spoken_goes_without_notes(tmp_path):
    region = Region("1", 1, "Hello.", 1.0, 2.0, notes="a remark")
    assert is_speakable(parse_region_text(region.name).line)
    read = written(replace(demo(tmp_path), regions=(region,)), tmp_path)
    assert (read.regions[0].name, read.regions[0].notes) == ("Hello.", "")


def test_a_flat_lane_is_one_step_and_a_ramp_no_more_than_it_has_values(tmp_path):
    flat = curve((0, 0.5, LINEAR), (600, 0.5, LINEAR))
    ramp = curve((0, 0.5, LINEAR), (600, 0.5 + 10 / LARGEST, LINEAR))
    lanes = (EmotionLane("calm", "a", flat), EmotionLane("calm", "b", ramp))
    read = written(replace(demo(tmp_path), lanes=lanes), tmp_path)
    assert [len(lane.envelope.points) for lane in read.lanes] == [1, 11]


@pytest.mark.parametrize(
    "change",
    [
        {"regions": (Region("1", 1, "Late.", 1e9, 1e9 + 1),)},
        {"tempo": (TempoChange(0.0, 120.0), TempoChange(1e9, 90.0))},
        {"cues": (Cue(1, "Never", float("inf")),)},
    ],
)
def test_what_is_too_much_is_said_and_leaves_no_file(tmp_path, change):
    with pytest.raises(ProjectError, match=r"demo\.rpp is too much for a MIDI file"):
        write_midi(replace(demo(tmp_path), **change), tmp_path / "song.mid")
    assert list(tmp_path.iterdir()) == []


def test_lanes_of_too_many_points_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(midi_writer, "MOST_EVENTS", 1000)
    with pytest.raises(ProjectError, match=r"over 1,000 messages\); thin out its lanes"):
        write_midi(demo(tmp_path), tmp_path / "song.mid")


def test_equal_timelines_give_equal_files(tmp_path):
    for name in ("a.mid", "b.mid"):
        write_midi(demo(tmp_path), tmp_path / name)
    assert (tmp_path / "a.mid").read_bytes() == (tmp_path / "b.mid").read_bytes()
