import numpy as np
import pytest
import soundfile
import soxr

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.track import QUALITY, Track
from tests.daw_bridge.audio.sounds import speechlike


def whole(track):
    return track.sound.read(0, track.sound.filled)


def test_chunks_sound_as_the_whole_at_any_rate():
    take = speechlike(1.5, 22_050)
    track = Track(22_050)
    track.append(take[:500])
    track.tune(48_000)
    for piece in np.array_split(take[500:], 9):
        track.append(piece)
    assert not track.finished
    assert track.loudness is None
    track.finish()
    np.testing.assert_allclose(
        whole(track), soxr.resample(take, 22_050, 48_000, quality=QUALITY), atol=1e-6
    )
    track.tune(22_050)
    np.testing.assert_array_equal(whole(track), take)
    assert track.duration == len(take) / 22_050


def test_what_was_there_never_changes():
    take = speechlike(0.5)
    track = Track(48_000)
    heard = 0
    for piece in np.array_split(take, 50):
        track.append(piece)
        np.testing.assert_array_equal(whole(track), take[: track.sound.filled])
        assert track.sound.filled == heard + len(piece)
        heard += len(piece)


def test_silence_is_added_up_to_a_moment_and_no_further_back():
    track = Track(48_000)
    track.append(speechlike(0.75))
    assert track.duration == 0.75
    track.pad(1.0)
    track.pad(0.5)
    assert track.duration == 1.0
    assert not whole(track)[-12_000:].any()


def test_a_file_is_read_exactly_and_mixed_to_mono(tmp_path):
    take = speechlike(0.5)
    soundfile.write(tmp_path / "take.wav", take, 44_100, subtype="PCM_24")
    exact, _ = soundfile.read(tmp_path / "take.wav", dtype="float32")
    np.testing.assert_array_equal(whole(Track.read(tmp_path / "take.wav")), exact)
    soundfile.write(tmp_path / "both.wav", np.stack([exact, 0 * exact], 1), 44_100, "FLOAT")
    np.testing.assert_array_equal(whole(Track.read(tmp_path / "both.wav")), exact / 2)


@pytest.mark.parametrize("name", ["missing.wav", "text.wav"])
def test_a_file_that_is_no_sound_is_said(tmp_path, name):
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(AudioError, match=f"{name} cannot be played"):
        Track.read(tmp_path / name)
