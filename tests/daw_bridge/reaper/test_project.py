import random
from pathlib import Path

import pytest

from daw_bridge.envelope import EnvelopePoint
from daw_bridge.phrase_split import split_phrases
from daw_bridge.reaper.project import project_timeline, read_project
from daw_bridge.reaper.rpp import parse, serialise
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.timeline import Cue, ProjectError, TempoChange
from model.emotion import EMOTIONS

HARBOUR = Path(__file__).parents[3] / "presets" / "demo" / "harbour.rpp"


def read(*lines):
    data = "\n".join(['<REAPER_PROJECT 0.1 "7.61/x64" 0 0', *lines, ">"]).encode()
    return project_timeline(parse(data, "x.rpp"), Path("x.rpp"))


def effect_track(*after, name="MARA", values="0.5 2 -1 nan - 0 0 0", flags="0 0 0", path=None):
    path = path or "takelane/Takelane_Emotion.jsfx"
    chain = [f"BYPASS {flags}", f'<JS "{path}" ""', values, ">", "FLOATPOS 0 0 0 0", *after]
    return ["<TRACK {T}", f"NAME {name}", "<FXCHAIN", *chain, ">", ">"]


def lane(timeline, emotion):
    (found,) = [lane for lane in timeline.lanes if lane.emotion == emotion]
    return found.envelope


def envelope(slider, *points, act=1):
    return [f"<PARMENV {slider} 0 1 0.5", f"ACT {act} -1", *points, ">"]


def test_regions_and_cues_are_told_apart():
    timeline = read(
        'MARKER 1 0.25 "MARA: Run!" 9 33489152 1 B {A1} 0 1',
        'MARKER 1 17.5 "" 1',
        'MARKER 1 5.25 "door slams" 0 0 1 R {B2} 0 2',
        "MARKER 2 20 plain 1 0 1 R {} 0",
        'MARKER 2 21.5 "" 1 0 1 R {} 0',
        'MARKER 3 30 "" 17',
        'MARKER 3 31 "" 17',
    )
    assert [(r.id, r.number, r.name, r.start, r.end, r.selected) for r in timeline.regions] == [
        ("{A1}", 1, "MARA: Run!", 0.25, 17.5, True),
        ("R2", 2, "plain", 20.0, 21.5, False),
        ("R3", 3, "", 30.0, 31.0, False),
    ]
    assert timeline.cues == (Cue(1, "door slams", 5.25),)
    assert timeline.warnings == ()


def test_a_region_without_an_end_is_left_out_with_a_warning():
    timeline = read(
        "MARKER 4 1 first 1", "MARKER 4 2 second 1", "MARKER 4 3 '' 1", "MARKER 5 9 c 1"
    )
    assert [region.name for region in timeline.regions] == ["second"]
    assert [warning[:16] for warning in timeline.warnings] == [
        'region 4 "first"',
        'region 5 "c" has',
    ]


def test_a_damaged_marker_is_left_out_with_a_warning():
    timeline = read("MARKER x 1 a 0", "MARKER 1 nan b 1", "MARKER", "MARKER 2 1e300 c 0")
    assert timeline.regions == timeline.cues == ()
    assert len(timeline.warnings) == 4


def test_every_region_has_an_id_of_its_own():
    pair = ["MARKER 1 {} a 1 0 1 R {} 0", "MARKER 1 {} '' 1"]
    lines = [line.format(t, "{G}") for t in (1, 2, 3) for line in pair]
    assert [region.id for region in read(*lines).regions] == ["{G}", "R1", "R1-2"]


def test_notes_come_from_the_first_item_that_starts_inside_and_has_some():
    def item(position, *notes):
        block = ["<NOTES", *(f"|{line}" for line in notes), ">"] if notes else []
        return ["<ITEM", f"POSITION {position}", *block, ">"]

    timeline = read(
        "MARKER 1 10 a 1", "MARKER 1 20 '' 1", "MARKER 2 20 b 1", "MARKER 2 30 '' 1",
        "<TRACK", *item(9.9, "too early"), *item(18, "late"), *item(19.9999, "on the edge"), ">",
        "<TRACK", *item(11), *item(12, "first", "  <two> lines", ""), ">",
    )  # fmt: skip
    assert [r.notes for r in timeline.regions] == ["first\n  <two> lines", "on the edge"]


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        ("SAMPLERATE 96000 1 0", 96000),
        ("SAMPLERATE 44100 0 0", None),
        ("SAMPLERATE 48000", None),
        ("SAMPLERATE nan 1", None),
        ("SAMPLERATE 3 1", None),
        ("", None),
    ],
)
def test_a_sample_rate_counts_only_where_the_project_uses_it(line, rate):
    assert read(line).sample_rate == rate


def test_tempo_map():
    envelope = ["<TEMPOENVEX", "ACT 0 -1", "PT 4 90 0", "PT 2 60 1 262148", "PT 5 0 1", ">"]
    assert read("TEMPO 120 4 4").tempo == (TempoChange(0.0, 120.0),)
    assert read("TEMPO 120 4 4", *envelope).tempo == (
        TempoChange(0.0, 120.0),
        TempoChange(2.0, 60.0),
        TempoChange(4.0, 90.0, linear=True),
    )


def test_an_effect_gives_eight_lanes_with_clamped_static_values():
    timeline = read(*effect_track())
    assert [lane.emotion for lane in timeline.lanes] == list(EMOTIONS)
    assert {lane.track for lane in timeline.lanes} == {"MARA"}
    assert [lane.envelope.value_at(0) for lane in timeline.lanes[:5]] == [0.5, 1.0, 0.0, 0.0, 0.0]


def test_envelopes_move_the_lanes():
    points = ["PT 3 0.9 5 0 1 0 -0.25", "PT 1 -3 1", "PT 2 7 99"]
    timeline = read(*effect_track(*envelope("3:_Afraid", *points)))
    assert lane(timeline, "afraid").points == (
        EnvelopePoint(1.0, 0.0, 1),
        EnvelopePoint(2.0, 1.0, 0),
        EnvelopePoint(3.0, 0.9, 5, -0.25),
    )


def test_an_inactive_envelope_leaves_the_static_value():
    timeline = read(*effect_track(*envelope(0, "PT 1 0.1 0", act=0)))
    assert lane(timeline, "happy").average(0, 9) == 0.5


def test_damaged_points_are_dropped_with_a_warning():
    timeline = read(*effect_track(*envelope(0, "PT 1 nan 0", "PT x 1", "PT 1e99 1", "PT 2 0.2")))
    assert lane(timeline, "happy").points == (EnvelopePoint(2.0, 0.2),)
    assert timeline.warnings == ('the lane Happy on track "MARA": 3 damaged points were left out',)


def test_automation_items_are_warned_about():
    timeline = read(*effect_track(*envelope(7, "POOLEDENVINST 1 2 3 0 1")))
    (warning,) = timeline.warnings
    assert warning.startswith('the lane Calm on track "MARA" has automation items')


@pytest.mark.parametrize("flags", ["1 0 0", "0 1 0"])
def test_an_effect_that_is_off_is_ignored_with_a_warning(flags):
    timeline = read(*effect_track(flags=flags))
    assert timeline.lanes == ()
    assert "bypassed or offline" in timeline.warnings[0]


def test_the_effects_of_a_track_can_be_off_together():
    track = effect_track()
    assert read(track[0], "FX 0", *track[1:]).lanes == ()


def test_other_effects_and_their_envelopes_are_left_alone():
    other = ["BYPASS 0 0 0", "<VST x", ">", *envelope(0, "PT 1 0.9 0")]
    timeline = read(*effect_track(*other), *effect_track(path="loser/3BandEQ"))
    assert len(timeline.lanes) == len(EMOTIONS)
    assert lane(timeline, "happy").points == ()


@pytest.mark.parametrize("path", ["TAKELANE_EMOTION", "my fx/takelane_emotion_v2.jsfx"])
def test_the_effect_is_known_by_any_path(path):
    assert len(read(*effect_track(path=path)).lanes) == len(EMOTIONS)


def test_the_effect_is_found_in_a_container_and_on_the_master():
    inner = effect_track()[3:-2]
    container = [
        "<TRACK",
        "NAME x",
        "<FXCHAIN",
        "BYPASS 0 0",
        "<CONTAINER C",
        *inner,
        ">",
        ">",
        ">",
    ]
    master = ["<MASTERFXLIST", *inner, ">"]
    assert {lane.track for lane in read(*master, *container).lanes} == {"MASTER", "x"}
    off = [line.replace("BYPASS 0 0", "BYPASS 1 0") for line in container[:4]] + container[4:]
    assert read(*off).lanes == ()


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match="there is no file"):
        read_project(tmp_path / "none.rpp")
    with pytest.raises(ProjectError, match="is a folder"):
        read_project(tmp_path)
    with pytest.raises(ProjectError, match="cannot be read: File name too long"):
        read_project(tmp_path / ("x" * 5000))


def test_a_file_that_may_not_be_read_is_told_in_a_sentence(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.rpp"
    path.write_text("x")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ProjectError, match="cannot be read: Permission denied"):
        read_project(path)


def test_the_demo_project_shows_everything():
    timeline = read_project(HARBOUR)
    assert timeline.sample_rate == 48000
    assert timeline.warnings == ()
    assert len(timeline.cues) >= 2
    assert len(timeline.tempo) >= 2
    assert len({region.id for region in timeline.regions}) == len(timeline.regions) >= 10
    texts = [parse_region_text(region.name, region.notes) for region in timeline.regions]
    assert all(is_speakable(text.line) for text in texts)
    assert {"MARA", "TOBIN", "CAPTAIN"} <= {text.character for text in texts}
    assert {lane.track for lane in timeline.lanes} == {"MARA", "TOBIN", "CAPTAIN"}
    assert any(not parse_region_text(region.name).line for region in timeline.regions)
    assert any("|" in text.line for text in texts)
    assert {"id", "seed"} <= {key for text in texts for key in text.tags}
    assert {region.selected for region in timeline.regions} == {True, False}
    durations = [region.duration for region in timeline.regions]
    assert 0.79 < min(durations) < max(durations) < 9.01
    ends = [region.end for region in timeline.regions]
    starts = [region.start for region in timeline.regions[1:]]
    assert all(end < start for end, start in zip(ends, starts, strict=False))


def test_in_the_demo_project_every_lane_moves_in_every_shape():
    lanes = read_project(HARBOUR).lanes
    moving = {lane.emotion for lane in lanes if len({p.value for p in lane.envelope.points}) > 1}
    assert moving == set(EMOTIONS)
    points = [point for lane in lanes for point in lane.envelope.points]
    assert {point.shape for point in points} == set(range(6))
    assert {point.tension < 0 for point in points if point.tension} == {True, False}


def test_in_the_demo_project_the_lines_fit_their_regions():
    for region in read_project(HARBOUR).regions:
        text = parse_region_text(region.name, region.notes)
        letters = sum(character.isalpha() for character in text.line)
        pauses = 0.3 * (len(split_phrases(text.line)) - 1)
        assert 9 < letters / (region.duration - pauses) < 20


def mutated(data, rng):
    """Damage a project the way disks, editors and people do."""
    lines = data.split(b"\n")
    spot = rng.randrange(len(data))
    line = rng.randrange(len(lines))
    damage = rng.randrange(7)
    if damage == 0:
        return data[:spot] + bytes([data[spot] ^ (1 << rng.randrange(8))]) + data[spot + 1 :]
    if damage == 1:
        return data[:spot]
    if damage == 2:
        huge = rng.choice([b"1e999", b"-9" * 5000, b"nan", b"0x7f", b"", b"\xff\xfe", b"<", b">"])
        words = lines[line].split(b" ")
        words[rng.randrange(len(words))] = huge
        lines[line] = b" ".join(words)
    if damage == 3:
        lines.insert(rng.randrange(len(lines)), lines[line])
    if damage == 4:
        del lines[line]
    if damage == 5:
        other = rng.randrange(len(lines))
        lines[line], lines[other] = lines[other], lines[line]
    if damage == 6:
        lines[line] = lines[line][: rng.randrange(len(lines[line]) + 1)]
    return b"\n".join(lines)


def test_a_mutated_project_is_read_or_refused():
    original, rng = HARBOUR.read_bytes(), random.Random(7)
    outcomes = set()
    for _ in range(600):
        data = original
        for _ in range(rng.randrange(1, 4)):
            data = mutated(data, rng) or b"\n"
        try:
            root = parse(data, "x.rpp")
            timeline = project_timeline(root, Path("x.rpp"))
        except ProjectError:
            outcomes.add("refused")
            continue
        outcomes.add("read")
        assert serialise(root) == data
        for lane in timeline.lanes:
            assert 0.0 <= lane.envelope.average(3.0, 30.0) <= 1.0 + 1e-9
    assert outcomes == {"read", "refused"}


def test_a_large_project_is_read_whole():
    regions = [
        f'MARKER {i} {i * 2} "MARA: Line {i}." 1 0 1 R {{G{i}}} 0 1\nMARKER {i} {i * 2 + 1.5} "" 1'
        for i in range(5000)
    ]
    points = [f"PT {i * 0.5} {i % 10 / 10} {i % 6} 0 0 0 0.2" for i in range(20_000)]
    lanes = [line for slider in range(8) for line in envelope(slider, *points)]
    timeline = read(*regions, *effect_track(*lanes))
    assert len(timeline.regions) == 5000
    assert sum(len(lane.envelope.points) for lane in timeline.lanes) == 160_000
