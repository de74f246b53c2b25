import struct

import numpy as np
import pytest

from daw_bridge.exchange.wav_regions import read_wav_regions
from daw_bridge.time_code import RATES, TimeBase
from daw_bridge.timeline import Cue, ProjectError
from daw_bridge.wav import TakeInfo, write_take_wav
from tests.daw_bridge.exchange.wav_builder import (
    RATE,
    associated,
    broadcast,
    chunk,
    length,
    points,
    text,
    wav,
    wav_with_lines,
)


@pytest.fixture
def read(tmp_path):
    def read_content(content):
        path = tmp_path / "scene.wav"
        path.write_bytes(content)
        return read_wav_regions(path)

    return read_content


def lines(timeline):
    return [(region.start, region.end, region.name) for region in timeline.regions]


def test_cue_points_with_a_length_are_lines(read):
    timeline = read(
        wav(
            points([RATE, 3 * RATE, 4 * RATE, 5 * RATE]),
            associated(
                text(b"labl", 1, b"MARA: Run!"), length(1, RATE // 2), text(b"note", 1, b"loud"),
                text(b"labl", 2, "Zoë".encode("cp1252")), length(4, RATE, b"Wo?"),
                text(b"note", 3, b"Scene 2"),
            ),
        )
    )  # fmt: skip
    assert lines(timeline) == [(1.0, 1.5, "MARA: Run!"), (5.0, 6.0, "Wo?")]
    assert timeline.cues == (Cue(1, "Zoë", 3.0), Cue(2, "Scene 2", 4.0))
    assert timeline.sample_rate == RATE
    assert timeline.warnings == ()


def test_times_count_from_where_the_file_was_recorded(read):
    timeline = read(wav_with_lines([(1, 2, "Run!")], broadcast(3600 * RATE)))
    assert lines(timeline) == [(3601.0, 3602.0, "Run!")]


RECORDING = """<?xml version="1.0" encoding="UTF-8"?>
<BWFXML>
 <IXML_VERSION>1.5</IXML_VERSION>
 <PROJECT>Harbour</PROJECT>
 <SPEED>
  <NOTE></NOTE>
  <MASTER_SPEED>{rate}</MASTER_SPEED>
  <CURRENT_SPEED>{rate}</CURRENT_SPEED>
  <TIMECODE_FLAG>{flag}</TIMECODE_FLAG>
  <TIMECODE_RATE>{rate}</TIMECODE_RATE>
  <FILE_SAMPLE_RATE>48000</FILE_SAMPLE_RATE>
 </SPEED>
</BWFXML>
"""
"""What recorders write into `iXML`."""


@pytest.mark.parametrize(
    ("rate", "flag", "name"),
    [
        ("24000/1001", "NDF", "23.976"),
        ("23976/1000", "NDF", "23.976"),
        ("24/1", "NDF", "24"),
        ("25", "NDF", "25"),
        ("30000/1001", "NDF", "29.97"),
        ("30000/1001", "DF", "29.97df"),
        ("60000/1001", "DF", "59.94df"),
        ("0/0", "NDF", None),
        ("99999/1", "NDF", None),
        ("fast", "NDF", None),
    ],
)
def test_a_recorder_says_the_frame_rate(read, rate, flag, name):
    notes = chunk(b"iXML", RECORDING.format(rate=rate, flag=flag).encode())
    timeline = read(wav_with_lines([(1.0, 2.0, "Run!")], broadcast(36_000 * RATE), notes))
    assert timeline.time_base == TimeBase(RATES[name] if name else None)
    assert timeline.regions[0].start == 36_001.0


def test_our_own_takes_say_where_they_are(tmp_path):
    path = tmp_path / "take.wav"
    write_take_wav(path, np.zeros(RATE, np.float32), RATE, TakeInfo(12.5, "1", "1", "Run!"))
    assert lines(read_wav_regions(path)) == [(12.5, 13.5, "Run!")]


def test_files_beyond_four_gigabytes_are_skipped_through(tmp_path):
    path = tmp_path / "long.wav"
    sound = 5 * 2**30
    head = wav()[12:36]
    sizes = chunk(b"ds64", struct.pack("<QQQI", sound + 100, sound, 0, 0))
    marks = points([2**32 - 1]) + associated(text(b"labl", 1, b"Run!"), length(1, RATE))
    with path.open("wb") as file:
        file.write(b"RF64\xff\xff\xff\xffWAVE" + sizes + head + b"data\xff\xff\xff\xff")
        file.seek(sound, 1)  # a hole, which takes no room
        file.write(marks)
    assert lines(read_wav_regions(path)) == [
        ((2**32 - 1) / RATE, (2**32 - 1 + RATE) / RATE, "Run!")
    ]


def test_a_file_without_marks_has_no_lines(read):
    timeline = read(wav(chunk(b"LIST", b"INFOIART\x04\0\0\0me\0\0")))
    assert timeline.regions == timeline.cues == ()
    assert timeline.warnings == ("scene.wav has no lines",)


def test_damaged_marks_are_left_out(read):
    marks = associated(text(b"labl", 9, b"nowhere"), length(1, RATE), chunk(b"ltxt", b"\1\0\0\0"))
    timeline = read(wav(points([RATE]), marks, b"junk"))
    assert lines(timeline) == [(1.0, 2.0, "")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no WAV file"),
        (b"RIFF\0\0\0\0AVI LIST", "is no WAV file"),
        (wav()[:12], "no sample rate"),
        (wav()[:20], "chunk 'fmt' is too short"),
        (wav(rate=12), "no sample rate"),
        (wav(chunk(b"bext", bytes(300))), "chunk 'bext' is too short"),
        (wav(chunk(b"cue ", b"\1")), "chunk 'cue' is too short"),
        (wav(b"LIST\xff\xff\xff\x7f"), "far too long"),
        (wav(*[chunk(b"junk", b"")] * 10_000), "over 10,000 chunks"),
        (wav(points([0]), broadcast(2**64 - 1)), "too late"),
    ],
)
def test_what_is_no_wav_is_told_in_a_sentence(read, content, why):
    with pytest.raises(ProjectError, match=why):
        read(content)
