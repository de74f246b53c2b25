import random
from dataclasses import replace
from fractions import Fraction

import pytest

from daw_bridge.envelope import HOLD
from daw_bridge.midi import midi_file, smf
from daw_bridge.midi.controllers import LARGEST
from daw_bridge.midi.midi_file import read_midi
from daw_bridge.midi.midi_writer import write_midi
from daw_bridge.midi.smf import (
    CUE_POINT,
    LYRIC,
    MARKER,
    META,
    SET_TEMPO,
    SMPTE_OFFSET,
    TEXT,
    TRACK_NAME,
    Event,
    write_smf,
)
from daw_bridge.time_code import PAL_25, UNSAID, FrameRate, TimeBase
from daw_bridge.timeline import Cue, ProjectError, TempoChange
from tests.daw_bridge.midi.timelines import demo
from tests.daw_bridge.xml_mutations import assert_sound, mutated_bytes

PPQ = 480


@pytest.fixture
def read(tmp_path):
    """Write tracks of events and read them; at 120 a beat of 480 ticks is half a second."""

    def reader(*tracks, division=PPQ, kind=1):
        path = tmp_path / "song.mid"
        data = bytearray(write_smf(tracks, division))
        data[9] = kind
        path.write_bytes(data)
        return read_midi(path)

    return reader


def note(start, end, pitch=60, channel=0):
    return [
        Event(start, 0x90 | channel, bytes([pitch, 100])),
        Event(end, 0x80 | channel, bytes([pitch, 0])),
    ]


def lines(timeline):
    return [(region.name, region.start, region.end) for region in timeline.regions]


@pytest.mark.parametrize("kind", [MARKER, CUE_POINT, LYRIC])
def test_a_note_that_starts_with_a_text_ends_the_line(read, kind):
    timeline = read([Event(480, kind, b"MARA: Hello."), *note(480, 1440)])
    assert lines(timeline) == [("MARA: Hello.", 0.5, 1.5)]
    assert timeline.cues == ()


def test_a_note_may_end_by_a_velocity_of_0(read):
    on, off = note(480, 1440)
    timeline = read([Event(480, MARKER, b"Hello."), on, Event(off.tick, 0x90, b"\x3c\0")])
    assert lines(timeline) == [("Hello.", 0.5, 1.5)]


def test_texts_at_one_tick_have_the_notes_there_in_order(read):
    found = [Event(0, MARKER, b"One."), Event(0, MARKER, b"Two."), *note(0, 480), *note(0, 960, 61)]
    timeline = read(sorted(found, key=lambda event: event.tick))
    assert lines(timeline) == [("One.", 0.0, 0.5), ("Two.", 0.0, 1.0)]


def test_seconds_behind_the_last_bar_end_the_line(read):
    timeline = read([Event(480, MARKER, b"First | then second.|2.5"), Event(960, MARKER, b"a | 5")])
    assert lines(timeline) == [("First | then second.", 0.5, 3.0)]
    assert timeline.cues == (Cue(1, "a | 5", 1.0),)


def test_a_note_goes_before_seconds(read):
    timeline = read([Event(0, MARKER, b"Count: two|1"), *note(0, 960)])
    assert lines(timeline) == [("Count: two|1", 0.0, 1.0)]


def test_without_any_ends_a_marker_lasts_until_the_next(read):
    marks = [(0, b"Run."), (480, b"end"), (960, b"Hide."), (1920, b"Where to?")]
    timeline = read([Event(tick, MARKER, name) for tick, name in marks])
    assert lines(timeline) == [("Run.", 0.0, 0.5), ("Hide.", 1.0, 2.0)]
    assert [cue.name for cue in timeline.cues] == ["end", "Where to?"]
    assert "nothing ends the line" in timeline.warnings[0]


def test_a_track_of_ours_makes_all_other_markers_cues(read):
    ours = [Event(0, TRACK_NAME, b"Takelane Mara"), Event(480, LYRIC, b"Hello."), *note(480, 960)]
    timeline = read([Event(0, MARKER, b"Act one"), Event(960, MARKER, b"Act two")], ours)
    assert lines(timeline) == [("Hello. char=Mara;", 0.5, 1.0)]
    assert timeline.cues == (Cue(1, "Act one", 0.0), Cue(2, "Act two", 1.0))


def test_plain_text_behind_a_marker_is_its_notes(read):
    timeline = read([Event(0, MARKER, b"MARA:"), Event(0, TEXT, b"Who is there?"), *note(0, 480)])
    assert timeline.regions[0].notes == "Who is there?"


@pytest.mark.parametrize(
    ("data", "text"),
    [("Käse — 2".encode(), "Käse — 2"), (b"K\xe4se", "Käse"), (b"\x93Hi\x94\0", "“Hi”")],
)
def test_text_is_read_in_old_and_new_encodings(read, data, text):
    assert read([Event(0, MARKER, data), *note(0, 480)]).regions[0].name == text


def test_tempo_is_exact(read):
    """Compare with whole microseconds, added up without rounding."""
    rng = random.Random(5)
    changes = [(tick, rng.randrange(200_000, 2_000_000)) for tick in range(0, 480_000, 777)]
    tempo = [Event(tick, SET_TEMPO, us.to_bytes(3, "big")) for tick, us in changes]
    marks = [Event(tick, MARKER, b"x|1") for tick in range(0, 480_000, 9_973)]
    timeline = read(tempo, marks)

    def exact(tick):
        spans = zip(changes, [*changes[1:], (tick, 0)], strict=True)
        ticks = sum(us * max(min(end, tick) - start, 0) for (start, us), (end, _) in spans)
        return float(Fraction(ticks, PPQ * 1_000_000))

    for region, mark in zip(timeline.regions, marks, strict=True):
        assert region.start == pytest.approx(exact(mark.tick), abs=1e-9)
    assert len(timeline.tempo) == len(changes)


def test_before_the_first_tempo_it_is_120(read):
    timeline = read([Event(480, SET_TEMPO, (1_000_000).to_bytes(3, "big"))])
    assert timeline.tempo == (TempoChange(0.0, 120.0), TempoChange(0.5, 60.0))


def test_a_damaged_tempo_is_left_out(read):
    timeline = read(
        [Event(0, SET_TEMPO, data) for data in (b"\0\0\0", b"", b"\0\0\1", b"\1\1\1\1")]
    )
    assert timeline.tempo == (TempoChange(0.0, 120.0),)
    assert "4 damaged changes" in timeline.warnings[0]


def test_all_times_count_from_the_time_code_of_the_start(read):
    timeline = read([Event(0, SMPTE_OFFSET, bytes([0x21, 0, 10, 5, 50])), Event(0, MARKER, b"a|1")])
    assert timeline.regions[0].start == pytest.approx(3610 + 5.5 / 25)
    assert timeline.tempo[0].time == pytest.approx(3610 + 5.5 / 25)
    assert "starts at 01:00:10:05" in timeline.warnings[0]
    assert timeline.time_base == TimeBase(PAL_25)


@pytest.mark.parametrize(
    "data", [b"", b"\x21", b"\x21\0\0\x3c\0", b"\x40\1\0\0\0", b"\0\0\0\0\xff"]
)
def test_a_damaged_start_is_0(read, data):
    timeline = read([Event(0, SMPTE_OFFSET, data), Event(0, MARKER, b"a|1")])
    assert timeline.regions[0].start == 0
    assert "damaged" in timeline.warnings[0]
    assert timeline.time_base == UNSAID


@pytest.mark.parametrize(
    ("rate", "per_second"), [(24, 24), (25, 25), (29, Fraction(30_000, 1001)), (30, 30)]
)
def test_files_may_count_frames(read, rate, per_second):
    track = [Event(0, SET_TEMPO, b"\x01\0\0"), Event(8000, MARKER, b"a|1")]
    timeline = read(track, division=(256 - rate) << 8 | 80)
    assert timeline.regions[0].start == pytest.approx(float(100 / Fraction(per_second)))
    assert timeline.tempo == ()
    assert timeline.time_base == TimeBase(FrameRate(Fraction(per_second), drops=rate == 29))


def test_coarse_controllers_hold(read):
    moves = [
        Event(0, TRACK_NAME, b"Mara"),
        Event(0, 0xB0, b"\x14\0"),
        Event(480, 0xB0, b"\x14\x7f"),
    ]
    (lane,) = read(moves).lanes
    assert (lane.emotion, lane.track) == ("happy", "Mara")
    assert [(p.time, p.value, p.shape) for p in lane.envelope.points] == [
        (0.0, 0.0, HOLD),
        (0.5, 1.0, HOLD),
    ]


def test_fine_controllers_belong_to_coarse_ones_from_the_first_on(read):
    pairs = [(0, b"\x16\x40"), (480, b"\x16\x20"), (480, b"\x36\x11")]
    (lane,) = read([Event(tick, 0xB0, data) for tick, data in pairs]).lanes
    values = [point.value for point in lane.envelope.points]
    assert values == [(0x40 << 7) / LARGEST, (0x20 << 7 | 0x11) / LARGEST]


def test_each_track_and_channel_has_its_own_lanes(read):
    def track(name):
        return [Event(0, TRACK_NAME, name), *(Event(0, 0xB0 | c, b"\x1b\x10") for c in (0, 5))]

    timeline = read(track(b"Mara"), track(b"Takelane Guard"))
    assert [(lane.emotion, lane.track) for lane in timeline.lanes] == [
        ("calm", "Mara"), ("calm", "Mara"), ("calm", "Guard"), ("calm", "Guard"),
    ]  # fmt: skip


def test_format_0_is_read(read):
    track = [Event(0, TRACK_NAME, b"Mara"), Event(0, MARKER, b"Hi."), *note(0, 480)]
    track.insert(-1, Event(100, 0xB0, b"\x14\x10"))
    timeline = read(track, kind=0)
    assert lines(timeline) == [("Hi.", 0.0, 0.5)]
    assert timeline.lanes[0].track == "Mara"


@pytest.mark.parametrize(
    ("division", "kind", "sentence"),
    [
        (480, 2, "several songs"),
        (480, 9, "several songs"),
        (0, 1, "how it counts time"),
        (0x8050, 1, "how it counts time"),
        (0xE700, 1, "how it counts time"),
    ],
)
def test_what_cannot_be_used_is_said(read, division, kind, sentence):
    with pytest.raises(ProjectError, match=sentence):
        read([], division=division, kind=kind)


def test_missing_and_foreign_files_are_said(tmp_path):
    with pytest.raises(ProjectError, match="there is no file"):
        read_midi(tmp_path / "nowhere.mid")
    with pytest.raises(ProjectError, match="is a folder"):
        read_midi(tmp_path)
    (tmp_path / "text.mid").write_text("hello")
    with pytest.raises(ProjectError, match=r"text\.mid is no MIDI file: it has no MIDI header"):
        read_midi(tmp_path / "text.mid")


def test_too_much_is_refused(tmp_path, read, monkeypatch):
    big = tmp_path / "big.mid"
    with big.open("wb") as file:
        file.truncate(smf.LARGEST + 1)
    with pytest.raises(ProjectError, match="larger than 16 MiB"):
        read_midi(big)
    monkeypatch.setattr(midi_file, "MOST_EVENTS", 10)
    with pytest.raises(ProjectError, match="over 10 MIDI messages"):
        read([Event(n, 0xB0, b"\x14\x10") for n in range(20)])
    monkeypatch.setattr(midi_file, "_MOST_TEXTS", 5)
    with pytest.raises(ProjectError, match="over 5 markers"):
        read([Event(n, MARKER, b"") for n in range(8)])


def test_a_song_of_ten_weeks_is_cut_there(read):
    far = [Event(n * 0x0FFF_FFFF, MARKER, b"x|1") for n in range(30)]
    timeline = read(far)
    assert 0 < len(timeline.regions) < 30
    assert "over ten weeks" in timeline.warnings[0]


def test_a_damaged_track_leaves_the_others(tmp_path, read):
    path = tmp_path / "damaged.mid"
    path.write_bytes(write_smf([[Event(0, MARKER, b"a|1")], [Event(9, MARKER, b"b|1")]], PPQ)[:-9])
    timeline = read_midi(path)
    assert [region.name for region in timeline.regions] == ["a"]
    assert "track 2 is damaged" in timeline.warnings[0]


def test_hostile_files_end_soon(tmp_path):
    """Hold the bound with what would be slow if anything was squared."""
    path = tmp_path / "slow.mid"
    same_pitch = [Event(0, 0x90, b"\x3c\x40")] * 60_000
    ends = [Event(1, 0x80, b"\x3c\0")] * 60_000
    texts = [
        event for _ in range(20_000) for event in (Event(0, MARKER, b""), Event(0, TEXT, b"a"))
    ]
    tempos = [Event(tick, SET_TEMPO, b"\x01\0\0") for tick in range(2, 30_000)]
    path.write_bytes(write_smf([[*same_pitch, *texts, *ends, *tempos]], PPQ))
    assert len(read_midi(path).regions) == 20_000


@pytest.mark.parametrize("first_lane", [0, 2])
def test_mutated_files_give_regions_or_a_sentence(tmp_path, first_lane):
    """Mutate a thousand files, most of them without the curves, which are most of the bytes."""
    source, path = tmp_path / "demo.mid", tmp_path / "mutated.mid"
    timeline = demo(tmp_path)
    write_midi(replace(timeline, lanes=timeline.lanes[first_lane:]), source)
    n_refused, n_files = 0, 900 if first_lane else 100
    for data in mutated_bytes(source.read_bytes(), n_files, seed=first_lane):
        path.write_bytes(data)
        try:
            assert_sound(read_midi(path))
        except ProjectError:
            n_refused += 1
    assert n_refused < n_files / 2
    assert n_refused > 0 or not first_lane


def test_odd_events_give_regions_or_a_sentence(tmp_path, read):
    rng = random.Random(3)
    kinds = [0x80, 0x90, 0xB0, *(META + n for n in (1, 3, 5, 6, 7, 0x2F, 0x51, 0x54, 0x58, 0x7F))]
    for _ in range(300):
        tick, track = 0, []
        for _ in range(rng.randrange(40)):
            tick += rng.choice((0, 0, 1, 480, 0x0FFF_FFFF))
            kind = rng.choice(kinds)
            data = rng.randbytes(rng.randrange(8))
            if kind < META:
                data = bytes(byte & 0x7F for byte in rng.randbytes(2))
            track.append(
                Event(tick, kind, rng.choice((data, data, b"a|1" if kind >= META else data)))
            )
        assert_sound(read(track, division=rng.choice((1, 480, 0x7FFF, 0xE728))))
