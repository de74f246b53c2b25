import gzip
from pathlib import Path

import pytest

from daw_bridge.envelope import EnvelopePoint
from daw_bridge.live.als import read_set
from daw_bridge.live.set_lines import line_id
from daw_bridge.mood import lane_emotion
from daw_bridge.region_text import parse_region_text
from daw_bridge.timeline import Cue, ProjectError, TempoChange
from model.emotion import EMOTIONS
from tests.daw_bridge.live.als_builder import (
    BEGINNING,
    VERSIONS,
    automated,
    clip,
    envelopes,
    live_set,
    locator,
    rack,
    tag,
    track,
)
from tests.daw_bridge.xml_mutations import assert_sound, mutated_bytes, mutated_xml

RAMP = [(BEGINNING, 60), (4, 60), (8, 120), (12, 200)]


@pytest.fixture
def read(tmp_path):
    def read_content(content):
        path = tmp_path / "harbour.als"
        path.write_bytes(content)
        return read_set(path)

    return read_content


def spoken(region):
    text = parse_region_text(region.name, region.notes)
    return text.character, text.line


def lanes_of(timeline, emotion):
    return [lane for lane in timeline.lanes if lane.emotion == emotion]


def emotion_track(macros, *lanes, name="MARA", **kwargs):
    """Write a track with a rack, and automation of its macros as `(macro, events)`."""
    written = (automated(1000 + macro, points) for macro, points in lanes)
    return track(7, name, devices=rack(macros, **kwargs), automation=envelopes(*written))


@pytest.mark.parametrize("version", VERSIONS)
def test_clips_of_the_track_are_lines_in_every_version(read, version):
    timeline = read(
        live_set(
            track(
                5, "Takelane",
                clip(2, 8, 12, "MARA: Run!"),
                clip(1, 0, 4, "TOBIN (low): Wait. id=q1;", kind="AudioClip"),
            ),
            track(6, "Drums", clip(1, 0, 4, "no line")),
            locators=[locator(3, 16, "Wall"), locator(1, 2, "Scene 1")],
            bpm=60,
            version=version,
        )
    )  # fmt: skip
    assert [(r.id, r.number, r.start, r.end) for r in timeline.regions] == [
        (line_id("Takelane", "TOBIN (low): Wait. id=q1;"), 1, 0.0, 4.0),
        (line_id("Takelane", "MARA: Run!"), 2, 8.0, 12.0),
    ]
    assert [spoken(r) for r in timeline.regions] == [("TOBIN", "Wait."), ("MARA", "Run!")]
    assert timeline.cues == (Cue(1, "Scene 1", 2.0), Cue(2, "Wall", 16.0))
    assert timeline.tempo == (TempoChange(0.0, 60),)
    assert timeline.sample_rate is None
    assert timeline.warnings == ()


def test_the_info_text_is_the_line_where_there_is_one(read):
    timeline = read(
        live_set(
            track(
                5, "takelane",
                clip(1, 0, 1, "guide_04", "MARA: They are inside."),
                clip(2, 1, 2, "MARA:", "They are inside."),
                clip(3, 2, 3, "MARA: draft id=q3;", "They are inside."),
            )
        )
    )  # fmt: skip
    assert {spoken(region) for region in timeline.regions} == {("MARA", "They are inside.")}
    tags = parse_region_text(timeline.regions[2].name, timeline.regions[2].notes).tags
    assert tags["id"] == "q3"


def test_the_track_may_name_who_speaks(read):
    timeline = read(
        live_set(
            track(5, "Takelane Mara", clip(1, 0, 1, "run, now"), clip(2, 1, 2, "TOBIN: Wait.")),
            track(6, "TAKELANE: Dr. Hale", clip(1, 2, 3, "", "Sit down.")),
        )
    )
    assert [spoken(region) for region in timeline.regions] == [
        ("Mara", "run, now"),
        ("TOBIN", "Wait."),
        ("Dr. Hale", "Sit down."),
    ]
    assert len({region.id for region in timeline.regions}) == 3


def test_clips_that_are_off_are_skipped_and_muted_tracks_are_not(read):
    timeline = read(
        live_set(
            track(5, "Takelane", clip(1, 0, 1, "On."), clip(2, 1, 2, "Off.", disabled=True),
                  muted=True),
        )
    )  # fmt: skip
    assert [region.name for region in timeline.regions] == ["On."]


def test_damaged_clips_are_left_out_with_a_warning(read):
    broken = [clip(1, "x", "y", "a"), clip(2, 4, 4, "b"), clip(3, 9, 8, "c"), clip(4, -2, 1, "d")]
    timeline = read(live_set(track(5, "Takelane", *broken, clip(5, 1, 2, "Whole."))))
    assert [region.name for region in timeline.regions] == ["Whole."]
    assert [warning[:22] for warning in timeline.warnings] == [
        f'a damaged clip "{name}" was' for name in "abcd"
    ]


def test_equal_lines_get_ids_of_their_own(read):
    timeline = read(live_set(track(5, "Takelane", *(clip(1, n, n + 1, "x") for n in range(3)))))
    first = line_id("Takelane", "x")
    assert [region.id for region in timeline.regions] == [first, f"{first}-2", f"{first}-3"]


def test_a_line_that_moves_keeps_its_id(read):
    before, after = (
        read(live_set(track(5, "Takelane", clip(n, beats, beats + 1, "Run!")))).regions[0]
        for n, beats in ((1, 4), (7, 9))
    )
    assert before.id == after.id
    assert before.start != after.start


def test_without_the_track_lines_lie_between_locators(read):
    cues = [(30, "end"), (0, "MARA: Run!"), (4, "Where?"), (6, "-"), (8, "TOBIN: Here."), (9, ""),
            (20, "Gone."), (20, "Really gone.")]  # fmt: skip
    written = [locator(number, beats, name) for number, (beats, name) in enumerate(cues)]
    timeline = read(live_set(track(5, "MARA", clip(1, 0, 4, "x")), locators=written, bpm=60))
    assert [(r.name, r.start, r.end) for r in timeline.regions] == [
        ("MARA: Run!", 0, 4),
        ("Where?", 4, 6),
        ("TOBIN: Here.", 8, 9),
        ("Really gone.", 20, 30),
    ]
    assert len({region.id for region in timeline.regions}) == 4
    assert len(timeline.cues) == len(cues)
    assert timeline.warnings == ()


def test_a_last_locator_without_an_end_is_warned_about(read):
    timeline = read(live_set(locators=[locator(1, 0, "MARA: Run!")]))
    assert timeline.regions == ()
    assert timeline.warnings[0].startswith('nothing ends the line "MARA: Run!"')


def test_a_set_without_any_line_says_where_they_belong(read):
    assert 'no track named "Takelane"' in read(live_set()).warnings[0]


def test_the_tempo_is_followed_as_live_plays_it(read):
    timeline = read(live_set(track(1, "Takelane", clip(1, 4, 12, "x")), bpm=77, tempo=RAMP))
    exact = 8.3050656
    assert timeline.regions[0].start == 4.0
    assert exact < timeline.regions[0].end < exact + 0.1
    assert timeline.tempo[0] == TempoChange(0.0, 60.0)
    assert timeline.tempo[-1].bpm == 200


def test_a_damaged_tempo_is_repaired_with_a_warning(read):
    timeline = read(live_set(bpm=90, tempo=[(0, 0), (4, "x"), (8, 1e9)]))
    assert timeline.tempo == (TempoChange(0.0, 90.0),)
    assert "the tempo: 3 damaged points were left out" in timeline.warnings
    assert "120 bpm is assumed" in read(gzip.compress(b"<Ableton><LiveSet/></Ableton>")).warnings[1]


def test_macros_named_like_emotions_are_lanes(read):
    macros = {"Happy": (127, ()), "AFRAID": (63.5, ()), " calm ": (0, ()), "Drive": (1, ())}
    timeline = read(live_set(emotion_track(macros)))
    assert [(lane.emotion, lane.track) for lane in timeline.lanes] == [
        ("happy", "MARA"),
        ("afraid", "MARA"),
        ("calm", "MARA"),
    ]
    assert [lane.envelope.value_at(5) for lane in timeline.lanes] == [1.0, 0.5, 0.0]


def test_eight_macros_speak_for_the_character_of_their_track(read):
    macros = {name.capitalize(): (0, ()) for name in EMOTIONS}
    moved = [(3, [(BEGINNING, 0), (4, 0), (8, 127)])]
    timeline = read(live_set(emotion_track(macros, *moved), bpm=60))
    felt = lane_emotion(timeline.lanes, "Mara", ["MARA"], 6.0, 8.0)
    assert felt.afraid == pytest.approx(0.75)
    assert felt.total == pytest.approx(0.75)


@pytest.mark.parametrize(
    "kind", ["AudioEffectGroupDevice", "InstrumentGroupDevice", "MidiEffectGroupDevice"]
)
def test_any_rack_can_hold_the_macros_wherever_it_is(read, kind):
    inner = rack({"sad": (127, ())}, first_target=2000, kind=kind)
    outer = f"<DrumGroupDevice><Branches>{inner}</Branches></DrumGroupDevice>"
    timeline = read(live_set(track(1, "Takelane Mara", devices=outer)))
    assert [(lane.emotion, lane.track) for lane in timeline.lanes] == [("sad", "Mara")]


def test_automation_moves_a_lane_over_its_static_value(read):
    points = [(BEGINNING, 12.7), (4, 12.7), (4, 127), (8, 0), (8, 254), (9, -5)]
    timeline = read(live_set(emotion_track({"happy": (99, ())}, (0, points)), bpm=120))
    (lane,) = timeline.lanes
    assert lane.envelope.points == tuple(
        EnvelopePoint(seconds, pytest.approx(value))
        for seconds, value in ((2, 0.1), (2, 1), (4, 0), (4, 1), (4.5, 0))
    )
    assert lane.envelope.value_at(0) == pytest.approx(0.1)


def test_a_single_event_from_the_beginning_holds_throughout(read):
    timeline = read(live_set(emotion_track({"happy": (0, ())}, (0, [(BEGINNING, 127)]))))
    assert timeline.lanes[0].envelope.average(0, 100) == 1.0


def test_a_lane_stays_on_its_line_while_the_tempo_ramps(read):
    moved = (0, [(0, 0), (16, 127)])
    steps = [(beats, beats, beats + 1) for beats in range(16)]
    clips = [clip(n, start, end, f"{start}.") for n, start, end in steps]
    timeline = read(
        live_set(emotion_track({"happy": (0, ())}, moved), track(1, "Takelane", *clips), tempo=RAMP)
    )
    (lane,) = timeline.lanes
    for region, (_, beats, _) in zip(timeline.regions, steps, strict=True):
        assert lane.envelope.value_at(region.start) == pytest.approx(beats / 16)


def test_bent_automation_follows_its_control_points(read):
    bent = [(0, 0, 0.42, 0, 0.58, 1), (8, 127, 0, 1, 0, 1), (16, 0, 0.5, 0.5, 0.5, 0.5), (24, 127)]
    (lane,) = read(live_set(emotion_track({"sad": (0, ())}, (0, bent)), bpm=60)).lanes
    at = lane.envelope.value_at
    assert at(4) == pytest.approx(0.5)
    assert at(2) == pytest.approx(1 - at(6), abs=1e-3)
    assert at(2) < 0.15
    # The second curve hurries down: both control points lie in the far corner of its box.
    u = 0.5
    assert at(8 + 8 * u**3) == pytest.approx(1 - (1 - (1 - u) ** 3), abs=0.002)
    assert at(18) == pytest.approx(0.25)
    assert len(lane.envelope.points) == 4 + 2 * 31


def test_damaged_points_are_dropped_with_a_warning(read):
    points = [(0, 0), ("x", 1), (4, "nan"), (1e300, 1), (8, 127)]
    timeline = read(live_set(emotion_track({"calm": (0, ())}, (0, points)), bpm=60))
    assert timeline.lanes[0].envelope.value_at(4) == pytest.approx(0.5)
    assert 'the lane Calm on track "MARA": 3 damaged points were left out' in timeline.warnings


def test_a_rack_that_is_off_is_ignored_with_a_warning(read):
    timeline = read(live_set(emotion_track({"happy": (9, ())}, on=False)))
    assert timeline.lanes == ()
    assert 'the emotion rack on track "MARA" is switched off' in timeline.warnings[-1]
    assert not any(
        "switched off" in w for w in read(live_set(emotion_track({}, on=False))).warnings
    )


def test_a_set_of_live_8_is_read_too(read):
    inside = '<ArrangerAutomation><Events><FloatEvent Time="0" Value="60" /></Events>'
    content = gzip.decompress(live_set(track(1, "Takelane", clip(1, 1, 2, "x")), version=9))
    old = content.replace(b'<AutomationTarget Id="8" />', f"{inside}</ArrangerAutomation>".encode())
    timeline = read(old)
    assert timeline.tempo == (TempoChange(0.0, 60.0),)
    assert timeline.regions[0].start == 1.0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged"),
        (b"junk", "damaged"),
        (gzip.compress(b"<Ableton><GroupDevicePreset/></Ableton>"), "is no Live set"),
        (gzip.compress(b"<Session><LiveSet/></Session>"), "is no Live set"),
        (gzip.compress(live_set()), "damaged"),
        (live_set()[:-9], "cannot be unpacked"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><Ableton><LiveSet/></Ableton>', "entities"),
    ],
)
def test_what_is_no_set_is_told_in_a_sentence(read, content, why):
    with pytest.raises(ProjectError, match=why):
        read(content)


def test_a_file_that_is_not_there_is_told_in_a_sentence():
    with pytest.raises(ProjectError, match="cannot be read: No such file"):
        read_set(Path("none.als"))


def test_too_many_points_stop_early(read, monkeypatch):
    monkeypatch.setattr("daw_bridge.beat_envelope.MOST_POINTS", 100)
    lane = (0, [(0, 0), (4, 127)])
    assert len(read(live_set(emotion_track({"happy": (0, ())}, lane))).lanes) == 1
    endless = [(0, 0), (1e7, 127)]
    tempo = [(0, 60), (1e7, 61)]
    with pytest.raises(ProjectError, match="over 100 points"):
        read(live_set(emotion_track({"happy": (0, ())}, (0, endless)), tempo=tempo))
    many = [(n, n % 2) for n in range(60)]
    macros = {"happy": (0, ()), "sad": (0, ())}
    with pytest.raises(ProjectError, match="over 100 points"):
        read(live_set(emotion_track(macros, (0, many), (1, many))))


def whole_set():
    macros = {name: (n * 10, ()) for n, name in enumerate(EMOTIONS)}
    lanes = [(n, [(BEGINNING, 0), (n, 100), (n, 50), (9, 1, 0, 1, 0, 1), (20, 127)])
             for n in range(8)]  # fmt: skip
    clips = [
        clip(n, n * 4, n * 4 + 3, f"MARA: Line {n}.", "" if n % 2 else "Info.") for n in range(9)
    ]
    return live_set(
        track(5, "Takelane Mara", *clips),
        emotion_track(macros, *lanes),
        locators=[locator(1, 3, "Quay"), locator(2, 9, "end")],
        tempo=RAMP,
    )


def test_a_mutated_set_is_read_or_refused(read):
    whole = whole_set()
    documents = mutated_xml(gzip.decompress(whole), 700, seed=5)
    files = [*map(gzip.compress, documents), *mutated_bytes(whole, 300, seed=6)]
    outcomes = set()
    for content in files:
        try:
            assert_sound(read(content))
            outcomes.add("read")
        except ProjectError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_a_large_set_is_read_whole(read):
    clips = [clip(n, n, n + 0.9, f"MARA: Line {n}.") for n in range(5000)]
    macros = {name: (0, ()) for name in EMOTIONS}
    lanes = [(n, [(beats / 4, beats % 128) for beats in range(20_000)]) for n in range(8)]
    content = live_set(track(5, "Takelane", *clips), emotion_track(macros, *lanes), tempo=RAMP)
    timeline = read(content)
    assert len(timeline.regions) == 5000
    assert sum(len(lane.envelope.points) for lane in timeline.lanes) >= 160_000


def test_tags_are_quoted():
    assert tag("Name", 'a "b" <c>') == "<Name Value='a \"b\" &lt;c&gt;' />"
