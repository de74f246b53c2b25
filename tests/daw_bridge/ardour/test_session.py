import csv
from pathlib import Path

import pytest

from daw_bridge.ardour.session import read_session
from daw_bridge.ardour.times import read_clock
from daw_bridge.envelope import HOLD, EnvelopePoint
from daw_bridge.mood import lane_emotion
from daw_bridge.region_text import parse_region_text
from daw_bridge.safe_xml import parse_xml
from daw_bridge.timeline import Cue, ProjectError, TempoChange
from model.emotion import EMOTIONS
from tests.daw_bridge.ardour.session_builder import (
    SUPERCLOCKS,
    lane,
    location,
    plugin,
    route,
    session,
    superclocks,
)
from tests.daw_bridge.xml_mutations import assert_sound, mutated_bytes, mutated_xml

DATA = Path(__file__).parents[2] / "data" / "ardour"
HARBOUR = DATA / "harbour.ardour"
"""Saved by Ardour 7.3; `harbour.tsv` is what Ardour itself says about its beats and lanes."""

OLD_TEMPO = (
    '<TempoMap><Tempo pulse="0" frame="0" beats-per-minute="120" note-type="4" '
    'end-beats-per-minute="60"/><Tempo pulse="2" frame="0" beats-per-minute="90" note-type="8" '
    'end-beats-per-minute="90"/></TempoMap>'
)


@pytest.fixture
def read(tmp_path):
    def read_content(content):
        path = tmp_path / "harbour.ardour"
        path.write_bytes(content)
        return read_session(path)

    return read_content


def ardours_rows(kind):
    with (DATA / "harbour.tsv").open(encoding="utf-8") as file:
        return [row[1:] for row in csv.reader(file, delimiter="\t") if row[0] == kind]


def lane_of(timeline, emotion, track="MARA"):
    (found,) = (one for one in timeline.lanes if (one.emotion, one.track) == (emotion, track))
    return found


def points(timeline, emotion):
    return [(p.time, p.value) for p in lane_of(timeline, emotion).envelope.points]


def test_ranges_of_a_real_session_are_lines_and_marks_are_cues():
    timeline = read_session(HARBOUR)
    assert timeline.sample_rate == 48_000
    assert [region.number for region in timeline.regions] == [1, 2, 3]
    assert {region.id: region.name for region in timeline.regions} == {
        "L121": 'MARA (afraid): They are <inside> the "wall". id=q1;',
        "L122": "TOBIN: Wer lärmt da & warum?",
        "L9004": "MARA: In beats.",
    }
    assert (timeline.regions[0].start, timeline.regions[0].end) == (1.0, 2.5)
    text = parse_region_text(timeline.regions[0].name)
    assert (text.character, text.tags) == ("MARA", {"id": "q1"})
    assert timeline.cues == (Cue(1, "Scene 2", 3.0),)


def test_beats_of_a_real_session_are_where_ardour_has_them():
    clock, warnings = read_clock(parse_xml(HARBOUR.read_bytes(), HARBOUR))
    beats = ardours_rows("beat")
    assert len(beats) == 17
    for beat, samples in beats:
        assert clock.tempo.seconds(float(beat)) * 48_000 == pytest.approx(int(samples), abs=1)
    assert not warnings


def test_lanes_of_a_real_session_are_worth_what_ardour_says():
    timeline = read_session(HARBOUR)
    rows = [row for row in ardours_rows("lane") if row[1] != "Disgusted"]
    assert len(rows) == 4 * 51
    for track, label, seconds, value in rows:
        envelope = lane_of(timeline, label.casefold(), track).envelope
        assert envelope.points
        assert envelope.value_at(float(seconds)) == pytest.approx(float(value), abs=1e-4)


def test_a_lane_that_ardour_does_not_play_counts_as_its_control():
    timeline = read_session(HARBOUR)
    assert lane_of(timeline, "disgusted").envelope.points == ()
    assert lane_of(timeline, "calm", "Tobin & co").envelope.static_value == 0.5
    (warning,) = timeline.warnings
    assert "Disgusted" in warning
    assert "Play" in warning


def test_a_phrase_has_the_average_of_its_lanes():
    timeline = read_session(HARBOUR)
    emotion = lane_emotion(timeline.lanes, "MARA", ["MARA"], 1.0, 3.0)
    assert emotion.afraid == pytest.approx((0.25 + 1.0) / 2)


def test_only_plain_ranges_and_marks_count(read):
    one, two = superclocks(1), superclocks(2)
    others = ("IsAutoLoop", "IsAutoPunch,IsHidden", "IsSessionRange", "IsRangeMarker,IsSection",
              "IsRangeMarker,IsSkip", "IsMark,IsXrun", "IsMark,IsCueMarker", "")  # fmt: skip
    timeline = read(
        session(
            locations=(
                *(location(n, one, two, "no", flags) for n, flags in enumerate(others)),
                location(20, one, two, "yes", "IsRangeMarker,IsHidden"),
                location(21, two, two, "end", "IsMark,IsCDMarker"),
                location(22, one, one, "start", "IsMark"),
            )
        )
    )
    assert [region.name for region in timeline.regions] == ["yes"]
    assert timeline.cues == (Cue(1, "start", 1.0), Cue(2, "end", 2.0))


def test_positions_in_beats_and_in_samples(read):
    timeline = read(
        session(
            locations=(
                location(1, "b1920", "b7680", "beats"),
                location(2, "96000", "120000", "samples"),
            )
        )
    )
    assert [(r.name, r.start, r.end) for r in timeline.regions] == [
        ("beats", 0.5, 2.0),
        ("samples", 2.0, 2.5),
    ]


def test_newer_sessions_count_fewer_superclocks(read):
    tempo = '<TempoMap superclocks-per-second="56448000"><Tempos><Tempo npm="60" quarters="0:0"/>'
    content = session(
        locations=(location(1, "a56448000", "a112896000"),), tempo=f"{tempo}</Tempos></TempoMap>"
    )
    assert [(r.start, r.end) for r in read(content).regions] == [(1.0, 2.0)]


def test_damaged_and_doubled_ranges(read):
    timeline = read(
        session(
            locations=(
                location(1, "a0", "ax"),
                location(2, "a5", "a5"),
                location(3, "a-9", superclocks(1)),
                location(4, "b1e99", "b1e99", flags="IsMark"),
                location(5, "a0", superclocks(1)),
                location(5, "a0", superclocks(2)),
            )
        )
    )
    assert [region.id for region in timeline.regions] == ["L5", "L5-2"]
    assert "4 damaged" in timeline.warnings[0]


def test_a_session_of_ardour_6_counts_in_samples(read):
    events = [(0, 0.0), (48_000, 1.0)]
    timeline = read(
        session(
            route("MARA", plugin(lane(0, events))),
            locations=(location(1, "48000", "72000", "Run!"),),
            tempo=OLD_TEMPO,
            version=6000,
        )
    )
    assert [(r.start, r.end) for r in timeline.regions] == [(1.0, 1.5)]
    assert points(timeline, "happy") == [(0.0, 0.0), (1.0, 1.0)]
    assert timeline.tempo[0] == TempoChange(0.0, 120.0, linear=True)
    assert timeline.tempo[-1].bpm == 45.0
    assert not timeline.warnings


def test_a_ramp_may_end_in_a_jump(read):
    tempo = f"""<TempoMap><Tempos>
<Tempo npm="90" note-type="4" quarters="0:0" sclock="0" omega="0"/>
<Tempo npm="90" enpm="150" note-type="4" quarters="8:0" sclock="1505280000" omega="1e-10"/>
<Tempo npm="150" note-type="4" quarters="16:0" sclock="{round(10.3014799 * SUPERCLOCKS)}"/>
</Tempos></TempoMap>"""
    beats = [(beat, f"b{beat * 1920}") for beat in (0, 4, 8, 10, 12, 14)]
    marks = (location(n, at, at, flags="IsMark") for n, at in beats)
    timeline = read(session(locations=marks, tempo=tempo))
    # What Ardour 7.3 made of just this map.
    samples = [0, 128_000, 256_000, 318_825, 379_411, 437_914]
    assert [cue.time * 48_000 for cue in timeline.cues] == pytest.approx(samples, abs=1)
    assert timeline.tempo[-1].bpm == 150.0
    assert not timeline.warnings


def test_a_tempo_map_out_of_step_is_warned_of(read):
    tempo = (
        '<TempoMap><Tempos><Tempo npm="60" quarters="0:0" sclock="0"/><Tempo npm="oops"/>'
        '<Tempo npm="60" quarters="8:960" sclock="1"/></Tempos></TempoMap>'
    )
    damaged, drifting = read(session(tempo=tempo)).warnings
    assert "1 damaged" in damaged
    assert "does not agree" in drifting


def test_a_session_without_a_tempo_plays_at_120(read):
    timeline = read(session(locations=(location(1, "b0", "b3840"),), tempo=""))
    assert timeline.regions[0].end == 1.0
    assert "120 bpm" in timeline.warnings[0]


def test_discrete_lanes_hold_and_curved_ones_are_straightened(read):
    events = [("a0", 0.0), (superclocks(2), 1.0)]
    timeline = read(
        session(route("MARA", plugin(lane(0, events, "Discrete"), lane(1, events, "Curved"))))
    )
    assert lane_of(timeline, "happy").envelope.points[0] == EnvelopePoint(0.0, 0.0, HOLD)
    assert lane_of(timeline, "angry").envelope.value_at(1.0) == 0.5
    (warning,) = timeline.warnings
    assert "Angry" in warning
    assert "straight" in warning


def test_lanes_are_known_by_their_labels_in_any_plugin(read):
    events = [("a0", 0.25)]
    other = plugin(lane(1, events), name="Other", labels=("drive", "sad"), values=(0.9, 0.5))
    timeline = read(session(route("Takelane Mara", other)))
    (found,) = timeline.lanes
    assert (found.emotion, found.track) == ("sad", "Mara")
    assert found.envelope.points[0].value == 0.25


def test_lanes_of_our_plugin_are_known_by_their_order_without_labels(read):
    ours = plugin(lane(7, [("a0", 1.0)]), labels=(), values=(0.1, 0.2))
    timeline = read(session(route("MARA", ours), route("X", plugin(name="Other", labels=()))))
    assert [found.emotion for found in timeline.lanes] == list(EMOTIONS)
    assert lane_of(timeline, EMOTIONS[1]).envelope.static_value == 0.2
    assert points(timeline, EMOTIONS[7]) == [(0.0, 1.0)]


def test_a_switched_off_plugin_is_left_out(read):
    timeline = read(session(route("MARA", plugin(lane(0, [("a0", 1.0)]), active="0"))))
    assert timeline.lanes == ()
    assert "switched off" in timeline.warnings[0]


def test_values_are_clamped_and_damaged_points_left_out(read):
    events = [("a0", 7), ("oops", 0.5), (superclocks(1), "nan"), (superclocks(2), -3), ("a1 2", 0)]
    timeline = read(session(route("MARA", plugin(lane(0, events), values=(9,)))))
    assert points(timeline, "happy") == [(0.0, 1.0), (2.0, 0.0)]
    assert lane_of(timeline, "happy").envelope.static_value == 1.0
    assert "3 damaged" in timeline.warnings[0]


@pytest.mark.parametrize(
    "content", [b"", b"<Session/>", b"<Other><Locations/></Other>", b"\x1f\x8b"]
)
def test_what_is_no_session_is_refused(read, content):
    with pytest.raises(ProjectError):
        read(content)


def test_entities_are_refused(read):
    bomb = b'<!DOCTYPE Session [<!ENTITY lol "lol">]>' + session().partition(b"?>\n")[2]
    with pytest.raises(ProjectError, match="entities"):
        read(bomb)


MUTATED = session(
    route("MARA", plugin(lane(0, [("b0", 0), ("b9600", 1)]), lane(3, [("a0", 1)], "Curved"))),
    locations=(location(1, "b1920", "b7680", "MARA: Run!"), location(2, "a9", "a9", "", "IsMark")),
    tempo="""<TempoMap superclocks-per-second="282240000"><Tempos>
<Tempo npm="90" enpm="150" note-type="4" quarters="0:0" sclock="0" omega="4e-10"/>
<Tempo npm="150" note-type="4" quarters="8:0" sclock="999" omega="0"/></Tempos></TempoMap>""",
)


@pytest.mark.parametrize("mutated", [mutated_bytes, mutated_xml])
@pytest.mark.parametrize(("whole", "n"), [(MUTATED, 500), (HARBOUR.read_bytes(), 60)])
def test_damaged_sessions_give_a_timeline_or_one_sentence(read, mutated, whole, n):
    refused = 0
    for content in mutated(whole, n, seed=4):
        try:
            assert_sound(read(content))
        except ProjectError:
            refused += 1
    assert 0 < refused < n


def test_a_large_session_is_read_in_two_seconds(read):
    events = [(f"b{n * 96}", n % 2) for n in range(20_000)]
    lanes = [lane(parameter, events) for parameter in range(8)]
    ranges = [
        location(n, superclocks(n), superclocks(n + 0.5), f"MARA: Line {n}.") for n in range(5_000)
    ]
    content = session(route("MARA", plugin(*lanes)), locations=ranges)
    timeline = read(content)
    assert len(timeline.regions) == 5_000
    assert all(len(one.envelope.points) == 20_000 for one in timeline.lanes)
