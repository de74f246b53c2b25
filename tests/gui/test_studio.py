"""What a plan needs is known without loading the networks."""

import pytest
import soundfile

from gui.studio import studio
from model import engines
from model.voice_tempo import tempo_of
from model.voices import Voice, installed
from tests.model.test_voice_tempo import RATE, chanted


def test_the_studio_hears_what_the_engine_hears(monkeypatch, tmp_path):
    own = [Voice(name, "", tmp_path / f"{name}.wav") for name in ("slow", "fast", "gone")]
    for voice, rate in zip(own, (3.7, 5.2), strict=False):
        soundfile.write(voice.prompt, chanted(24, rate), RATE)
    folder = engines.folder(engines.SHIPPED)
    monkeypatch.setattr(engines, "folder", lambda _name: folder)
    natural = studio(None, "indextts2", own, light=True).natural_duration
    words = "We should have left."
    plain = natural(words, "gone")
    for voice in (*installed(folder).values(), *own[:2]):
        assert natural(words, voice.name) == pytest.approx(plain / tempo_of(voice.prompt))
        paused = natural(f"{words} [pause 0.8] {words}", voice.name)
        assert paused == pytest.approx(0.8 + 2 * natural(words, voice.name), abs=0.05)
    assert natural(words, "FAST") == natural(words, "fast")
