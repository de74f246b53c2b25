"""Of what is dropped, projects are opened and recordings become voices."""

import pytest

from daw_bridge.dropped import Dropped, sort_dropped
from tests.daw_bridge.exchange.wav_builder import RATE, points, wav, wav_with_lines


@pytest.fixture
def put(tmp_path):
    def file(name, content=b""):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return file


def test_audio_with_regions_is_a_project_and_other_audio_a_voice(put):
    scene = put("scene.wav", wav_with_lines([(0.0, 1.0, "Go.")]))
    marked = put("marked.WAV", wav(points([RATE])))
    plain, broken, other = put("plain.wav", wav()), put("broken.wav"), put("nora.mp3")
    rpp, unknown = put("scene.rpp"), put("notes.doc")
    files = [scene, marked, plain, rpp, broken, other, unknown]
    recordings = (marked, plain, broken, other)
    assert sort_dropped(files) == Dropped((scene, rpp, unknown), recordings)


def test_a_missing_file_is_sorted_by_its_name(tmp_path):
    assert sort_dropped([tmp_path / "gone.wav"]).recordings == (tmp_path / "gone.wav",)
    assert sort_dropped([tmp_path / "gone.rpp"]).projects == (tmp_path / "gone.rpp",)
