"""Let real Ardour 7 make sessions for us, and open those that we make."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from daw_bridge.ardour.inject import SessionTake, place_takes
from daw_bridge.ardour.session import read_session
from daw_bridge.readers import PLACERS, read
from daw_bridge.render import render
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_track import track_for
from daw_bridge.wav import TakeInfo, write_take_wav
from model.emotion import EMOTIONS
from tests.daw_bridge.ardour.real_ardour import RealArdour, needs_ardour, rows_of

pytestmark = needs_ardour

RATE = 48_000


@pytest.fixture(scope="module")
def ardour(tmp_path_factory):
    return RealArdour(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def made(ardour, tmp_path_factory):
    return ardour.session(tmp_path_factory.mktemp("made") / "harbour")


@pytest.fixture
def harbour(made, tmp_path):
    """Copy the session, so that every test may write beside it."""
    shutil.copytree(made.parent, tmp_path / "harbour")
    return tmp_path / "harbour" / made.name


@pytest.fixture
def takes(tmp_path):
    """Render three takes of noise: two for one range, and one a sample behind it."""
    noise = np.random.default_rng(1)
    files = [tmp_path / f"MARA_001_they-are_take0{n}.wav" for n in (1, 2, 3)]
    for file, samples in zip(files, (72_000, 72_000, 40_001), strict=True):
        waveform = noise.uniform(-0.5, 0.5, samples).astype(np.float32)
        write_take_wav(file, waveform, RATE, TakeInfo(1.0, "1", "1", "They are inside."))
    return [
        SessionTake(files[0], 48_000, 72_000, "Takelane MARA", "first"),
        SessionTake(files[1], 48_000, 72_000, "Takelane MARA", 'second <"&">'),
        SessionTake(files[2], 120_001, 40_001, "Tobin & co", "third"),
    ]


def test_our_reader_sees_what_ardour_sees(ardour, harbour):
    timeline, rows = read_session(harbour), ardour.on("probe_session.lua", harbour)
    seen = {name: (int(start), int(end)) for name, start, end in rows_of(rows, "location")}
    assert len(timeline.regions) == 3
    for region in timeline.regions:
        assert (region.start * RATE, region.end * RATE) == pytest.approx(seen[region.name], abs=1)
    assert {(lane.track, lane.emotion) for lane in timeline.lanes} == {
        (track, emotion) for track in ("MARA", "Tobin & co") for emotion in EMOTIONS
    }
    lanes = {(lane.track, lane.emotion): lane.envelope for lane in timeline.lanes}
    values = [row for row in rows_of(rows, "lane") if row[1] != "Disgusted"]  # is not played
    assert len(values) == 4 * 51
    for track, label, seconds, value in values:
        found = lanes[track, label.casefold()].value_at(float(seconds))
        assert found == pytest.approx(float(value), abs=1e-4)


def test_ardour_opens_a_session_with_takes_at_their_samples(ardour, harbour, takes):
    path = place_takes(harbour, takes)
    # Saved by Ardour and opened again, all is still there.
    for rows in (ardour.on("probe_session.lua", path, SAVE="1") for _ in range(2)):
        assert rows_of(rows, "region") == [
            ["Tobin & co", "third", "120001", "40001", "0"],
            ["Takelane MARA", "first", "48000", "72000", "0"],
            ["Takelane MARA", 'second <"&">', "48000", "72000", "1"],
        ]
        assert ["Takelane MARA", "true"] in rows_of(rows, "output")
        assert len(rows_of(rows, "location")) == 6
    assert place_takes(path, takes).name == "harbour-takelane-2.ardour"


def test_what_ardour_renders_is_the_uppermost_take_sample_for_sample(
    ardour, harbour, takes, tmp_path
):
    path = place_takes(harbour, takes)
    ardour.on("probe_session.lua", path, EXPORT=str(tmp_path))
    mix, rate = soundfile.read(tmp_path / "mix.wav")
    assert (rate, len(mix)) == (RATE, 3 * RATE)
    heard, take = mix[48_000 : 48_000 + 72_000, 0], soundfile.read(takes[1].file)[0]
    gain = (heard @ take) / (take @ take)
    assert gain == pytest.approx(np.sqrt(0.5), abs=0.01)  # the middle of a stereo bus
    assert np.abs(heard - gain * take).max() < 1e-4  # the dither of 16 bits
    assert np.abs(mix[:48_000]).max() < 1e-4


def test_a_rendered_session_holds_its_takes_where_ardour_has_the_ranges(
    ardour, harbour, tmp_path, plan, performer
):
    timeline = read(harbour)
    placer = PLACERS[harbour.suffix]
    result = render(
        timeline, plan(timeline), performer, tmp_path / "takes", RenderOptions(), print, placer
    )
    rows = ardour.on("probe_session.lua", result.project)
    starts = {name: int(start) for name, start, _end in rows_of(rows, "location")}
    found = {row[1]: (row[0], int(row[2]), int(row[3])) for row in rows_of(rows, "region")}
    assert len(found) == len(result.takes) == 3
    for take in result.takes:
        track, position, length = found[Path(take.file).stem]
        assert (track, length) == (track_for(take.character), take.samples)
        # Ardour cuts off what of a place in beats is no whole sample.
        assert position - starts[take.region_name] in (0, 1)
