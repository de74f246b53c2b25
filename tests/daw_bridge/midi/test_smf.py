import io

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.midi.smf import (
    CUE_POINT,
    MARKER,
    META,
    SET_TEMPO,
    TRACK_END,
    Event,
    SmfError,
    events,
    read_smf,
    write_smf,
)

CHANNEL = st.tuples(
    st.sampled_from([0x80, 0x95, 0xA0, 0xB1, 0xEF]), st.binary(min_size=2, max_size=2)
) | st.tuples(st.sampled_from([0xC0, 0xDA]), st.binary(min_size=1, max_size=1))
META_EVENT = st.tuples(
    st.sampled_from([MARKER, CUE_POINT, META + 0x0A, META + 0x7F]), st.binary(max_size=300)
)
TRACK = st.lists(st.tuples(st.integers(0, 0x0FFF_FFFF), CHANNEL | META_EVENT), max_size=20)


def as_events(rows):
    tick, found = 0, []
    for delta, (kind, data) in rows:
        tick += delta
        seven_bits = bytes(byte & 0x7F for byte in data)
        found.append(Event(tick, kind, data if kind >= META else seven_bits))
    return found


def as_bytes(*body, division=480):
    track = bytes(body)
    return (
        b"MThd\0\0\0\x06\0\1\0\1" + division.to_bytes(2, "big")
        + b"MTrk" + len(track).to_bytes(4, "big") + track
    )  # fmt: skip


def read_all(data):
    return [list(events(track)) for track in read_smf(data).tracks]


@given(st.lists(TRACK, max_size=3))
def test_what_is_written_is_read(rows):
    tracks = [as_events(track) for track in rows]
    read = read_all(write_smf(tracks, 960))
    assert [track[:-1] for track in read] == tracks
    assert all(track[-1].kind == TRACK_END for track in read)


def test_another_program_reads_what_is_written():
    track = [
        Event(0, SET_TEMPO, b"\x07\xa1\x20"),
        Event(96, MARKER, "Café".encode("latin1")),
        Event(300, 0xB0, b"\x14\x40"),
        Event(20_000, 0x90, b"\x3c\x64"),
    ]
    read = mido.MidiFile(file=io.BytesIO(write_smf([track], 960)))
    assert read.ticks_per_beat == 960
    assert [(m.type, m.time) for m in read.tracks[0]] == [
        ("set_tempo", 0), ("marker", 96), ("control_change", 204), ("note_on", 19_700),
        ("end_of_track", 0),
    ]  # fmt: skip


def test_what_another_program_writes_is_read():
    written = mido.MidiFile(ticks_per_beat=96)
    track = written.add_track("Mara")
    track.append(mido.MetaMessage("lyrics", text="hello", time=10))
    track += [mido.Message("control_change", control=20, value=n, time=5) for n in range(3)]
    track.append(mido.Message("sysex", data=(1, 2, 3), time=7))
    track.append(mido.Message("note_on", note=60, velocity=1, time=7))
    buffer = io.BytesIO()
    written.save(file=buffer)
    (read,) = read_all(buffer.getvalue())
    assert [event.tick for event in read] == [0, 10, 15, 20, 25, 32, 39, 39]
    assert [event.data for event in read[2:5]] == [b"\x14\0", b"\x14\1", b"\x14\2"]


def test_events_that_nobody_knows_keep_their_time():
    (read,) = read_all(as_bytes(0x60, 0xFF, 0x0A, 1, 66, 0x60, 0xFF, 6, 1, 67))
    assert read[-1] == Event(192, MARKER, b"C")


def test_running_status_outlives_a_meta_event():
    (read,) = read_all(as_bytes(0, 0x90, 60, 1, 5, 62, 1, 5, 0xFF, 6, 0, 5, 64, 1))
    assert [(event.tick, event.kind) for event in read][-1] == (15, 0x90)


def test_chunks_of_other_kinds_and_wrappings_are_let_by():
    data = as_bytes(0, 0xFF, 6, 1, 65)
    other = data[:14] + b"XFIH\0\0\0\x02ab" + data[14:]
    assert read_all(other) == read_all(data) == read_all(b"RIFF____RMIDdata____" + data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no MIDI header"),
        (b"hello", "no MIDI header"),
        (b"MThd\0\0\0\x06\0", "ends in its header"),
        (b"MThd\0\0\0\x02\0\0", "ends in its header"),
    ],
)
def test_what_is_no_midi_file_is_said(data, why):
    with pytest.raises(SmfError, match=why):
        read_smf(data)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ((0,), "breaks off"),
        ((0, 0x90), "not whole"),
        ((0, 0x90, 60, 0x80), "not whole"),
        ((0, 60, 1), "no file may have"),
        ((0, 0xF2, 1, 1), "no file may have"),
        ((0, 0xFF, 6, 5, 65), "not whole"),
        ((0xFF, 0xFF, 0xFF, 0xFF, 0), "does not end"),
    ],
)
def test_a_damaged_track_is_read_as_far_as_it_is_whole(body, why):
    (track,) = read_smf(as_bytes(3, 0xFF, 6, 0, *body)).tracks
    reader = events(track)
    assert next(reader) == Event(3, MARKER, b"")
    with pytest.raises(SmfError, match=why):
        list(reader)


def test_events_too_far_apart_cannot_be_written():
    with pytest.raises(SmfError, match="too long"):
        write_smf([[Event(0x1000_0000, MARKER, b"")]], 960)
