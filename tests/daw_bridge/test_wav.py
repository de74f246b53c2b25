import xml.etree.ElementTree as ET
from datetime import datetime

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from wavinfo import WavInfoReader

from daw_bridge.wav import PEAK, SYNTHETIC, TakeInfo, move_take_wav, write_take_wav

INFO = TakeInfo(
    start=12.5,
    scene="3",
    take="2",
    text="Zoë: “Run”, they said & fled.",
    direction="terrified, hushed",
    character="Zoë",
    voice="ada",
    reference="q3_014",
)
RATE = 48_000


def tone(n_samples: int, level: float = 0.5) -> np.ndarray:
    return (level * np.sin(np.arange(n_samples) / 20)).astype(np.float32)


def chunks(path) -> dict[bytes, bytes]:
    """Read the chunks of a file, which fill it to the last byte."""
    content, at, found = path.read_bytes(), 12, {}
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        found[content[at : at + 4]] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    assert at == len(content) == 8 + int.from_bytes(content[4:8], "little")
    return found


@pytest.mark.parametrize("n_samples", [0, 1, 2, 4801, (1 << 20) + 1])
def test_samples_are_exact_to_half_a_step(tmp_path, n_samples):
    path = tmp_path / "a.wav"
    assert write_take_wav(path, tone(n_samples), RATE, INFO) == 1.0
    read, rate = soundfile.read(path)
    info = soundfile.info(path)
    assert (rate, info.subtype, info.channels, info.format) == (RATE, "PCM_24", 1, "WAV")
    assert len(read) == n_samples
    assert np.max(np.abs(read - tone(n_samples)), initial=0) <= 0.5 / (1 << 23)


@settings(max_examples=30)
@given(st.integers(1, 9), st.text(max_size=9), st.text(max_size=300))
def test_the_chunks_fill_the_file_whatever_the_text(tmp_path_factory, n_samples, scene, text):
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    write_take_wav(path, tone(n_samples), RATE, TakeInfo(0.0, scene, "1", text, text))
    assert list(chunks(path)) == [b"fmt ", b"bext", b"iXML", b"cue ", b"LIST", b"data"]
    assert ET.fromstring(WavInfoReader(str(path)).ixml.source).tag == "BWFXML"


def test_metadata_is_read_back(tmp_path):
    path = tmp_path / "a.wav"
    write_take_wav(path, tone(RATE), RATE, INFO)
    info = WavInfoReader(str(path))
    assert info.bext.originator == "Takelane"
    assert info.bext.originator_ref == "q3_014"
    assert info.bext.time_reference == 12.5 * RATE
    assert info.bext.version == 1
    assert info.bext.description.startswith("Zoe: ")
    assert info.bext.originator_date == info.bext.originator_time == ""
    assert (info.ixml.scene, info.ixml.take, info.ixml.project) == ("3", "2", "Takelane")
    note = ET.fromstring(info.ixml.source).findtext("NOTE")
    assert note == f"{INFO.text} (terrified, hushed) {SYNTHETIC}"
    assert [track.name for track in info.ixml.track_list] == ["Zoë"]


def test_a_region_lies_over_the_line(tmp_path):
    path = tmp_path / "a.wav"
    write_take_wav(path, tone(3 * RATE + 1), RATE, INFO)
    cues = WavInfoReader(str(path)).cues
    assert [(cue.name, cue.position, cue.chunk_id) for cue in cues.cues] == [(1, 0, b"data")]
    assert [(r.name, r.length, r.purpose) for r in cues.ranges] == [(1, 3 * RATE + 1, "rgn ")]
    content = path.read_bytes()
    assert b"labl" in content
    assert INFO.text.encode() + b"\0" in content
    assert b"terrified, hushed\0" in content


def test_equal_takes_are_equal_files_unless_dated(tmp_path):
    paths = [tmp_path / f"{n}.wav" for n in range(3)]
    for path in paths[:2]:
        write_take_wav(path, tone(99), RATE, INFO)
    dated = TakeInfo(0, "1", "1", "Text", made=datetime(2025, 3, 4, 5, 6, 7))
    write_take_wav(paths[2], tone(99), RATE, dated)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    bext = WavInfoReader(str(paths[2])).bext
    assert (bext.originator_date, bext.originator_time) == ("2025-03-04", "05:06:07")


@pytest.mark.parametrize("peak", [1.0, 1.7, 100.0])
def test_a_loud_take_is_turned_down_as_a_whole(tmp_path, peak):
    path = tmp_path / "a.wav"
    loud = np.array([0.0, peak, -peak, peak / 4], np.float32)
    gain = write_take_wav(path, loud, RATE, INFO)
    assert gain == pytest.approx(PEAK / peak)
    assert soundfile.read(path)[0] == pytest.approx(loud * gain, abs=1e-6)


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_a_wanted_gain_is_given_where_nothing_clips(tmp_path, bits):
    path = tmp_path / "a.wav"
    assert write_take_wav(path, tone(999), RATE, INFO, 1.5, bits) == 1.5
    assert soundfile.read(path)[0] == pytest.approx(1.5 * tone(999), abs=2.0 / (1 << 15))
    assert write_take_wav(path, tone(999), RATE, INFO, 9.0, bits) == pytest.approx(
        PEAK / 0.5, rel=1e-3
    )


def test_sixteen_bits_are_dithered_by_a_triangle_of_two_steps(tmp_path):
    path, n_samples = tmp_path / "a.wav", 400_000
    quiet = tone(n_samples, 20.3 / (1 << 15))
    write_take_wav(path, quiet, RATE, INFO, bits=16, dither_seed=7)
    info = soundfile.info(path)
    assert (info.subtype, info.frames) == ("PCM_16", n_samples)
    steps = soundfile.read(path, dtype="int16")[0]
    error = steps - quiet.astype(np.float64) * (1 << 15)
    # Rounding (1/12) and the triangle (1/6) of steps: a quarter, whatever the signal does.
    assert np.var(error) == pytest.approx(0.25, abs=0.005)
    assert np.mean(error) == pytest.approx(0.0, abs=0.005)
    assert np.max(np.abs(error)) <= 1.5
    loud, still = np.abs(quiet) > np.median(np.abs(quiet)), np.abs(quiet) < 1.0 / (1 << 15)
    assert np.var(error[loud]) == pytest.approx(np.var(error[still]), abs=0.02)
    # It is hiss: no sample knows of the one before, and none of the signal.
    assert abs(np.corrcoef(error[1:], error[:-1])[0, 1]) < 0.01
    assert abs(np.corrcoef(error, quiet)[0, 1]) < 0.01


def test_what_is_below_a_step_is_still_heard_through_the_dither(tmp_path):
    path = tmp_path / "a.wav"
    faint = tone(400_000, 0.3 / (1 << 15))
    write_take_wav(path, faint, RATE, INFO, bits=16)
    heard = soundfile.read(path)[0] @ faint / (faint @ faint)
    assert heard == pytest.approx(1.0, abs=0.05)


def test_the_dither_is_that_of_its_seed(tmp_path):
    paths = [tmp_path / f"{n}.wav" for n in range(3)]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        write_take_wav(path, tone((1 << 20) + 9), RATE, INFO, bits=16, dither_seed=seed)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[0].read_bytes() != paths[2].read_bytes()


def test_floating_point_is_exact_and_says_what_it_is(tmp_path):
    path = tmp_path / "a.wav"
    write_take_wav(path, tone(4801), RATE, INFO, bits=32)
    assert soundfile.info(path).subtype == "FLOAT"
    assert np.array_equal(soundfile.read(path, dtype="float32")[0], tone(4801))
    found = chunks(path)
    assert list(found) == [b"fmt ", b"bext", b"iXML", b"cue ", b"LIST", b"fact", b"data"]
    assert found[b"fact"] == (4801).to_bytes(4, "little")
    assert (found[b"fmt "][:2], found[b"fmt "][16:]) == (b"\x03\0", b"\0\0")


@pytest.mark.parametrize("bits", [16, 32])
def test_every_bit_depth_says_the_same_of_the_take(tmp_path, bits):
    paths = [tmp_path / "24.wav", tmp_path / "other.wav"]
    for path, depth in zip(paths, (24, bits), strict=True):
        write_take_wav(path, tone(999), RATE, INFO, bits=depth)
    usual, other = map(chunks, paths)
    for name in (b"iXML", b"cue ", b"LIST"):
        assert other[name] == usual[name]
    assert other[b"bext"] == usual[b"bext"].replace(b"W=24", b"W=%d" % bits)
    assert move_take_wav(paths[1], 20.0, RATE)
    assert WavInfoReader(str(paths[1])).bext.time_reference == 20 * RATE
    assert soundfile.info(paths[1]).frames == 999


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_broken_samples_are_refused_and_nothing_is_written(tmp_path, broken):
    with pytest.raises(ValueError, match="not numbers"):
        write_take_wav(tmp_path / "a.wav", np.array([0, broken], np.float32), RATE, INFO)
    assert list(tmp_path.iterdir()) == []


def test_moving_changes_the_time_reference_alone(tmp_path):
    path = tmp_path / "a.wav"
    write_take_wav(path, tone(99), RATE, INFO)
    before = path.read_bytes()
    assert move_take_wav(path, 20.0, RATE)
    assert WavInfoReader(str(path)).bext.time_reference == 20 * RATE
    assert move_take_wav(path, INFO.start, RATE)
    assert path.read_bytes() == before


def test_a_foreign_file_is_not_moved(tmp_path):
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(99), RATE)
    before = path.read_bytes()
    assert not move_take_wav(path, 20.0, RATE)
    assert path.read_bytes() == before
