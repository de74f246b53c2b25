"""A user's own voices are kept with their recordings, named, renamed and forgotten."""

import doctest
import json

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import own_voices
from daw_bridge.exchange.cue_text import region_name
from daw_bridge.own_voices import TABLE_NAME, OwnVoices, clean_name
from daw_bridge.region_text import RegionText, parse_region_text
from daw_bridge.timeline import ProjectError
from model.prompt_audio import SCRATCH_SECONDS, read_prompt
from model.voices import find

RATE = 16_000


@pytest.fixture
def own(tmp_path):
    return OwnVoices(tmp_path / "data" / "voices", reserved=("alder",))


@pytest.fixture
def record(tmp_path):
    def recording(name="nora.wav", seconds=2.0, seed=1):
        wave = np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE))
        soundfile.write(tmp_path / name, wave, RATE, subtype="PCM_16")
        return tmp_path / name

    return recording


def test_the_documented_examples_hold():
    assert doctest.testmod(own_voices).failed == 0


def names(own):
    return [voice.name for voice in own.read()]


def test_a_recording_becomes_a_voice_that_needs_its_file_no_more(own, record):
    assert own.read() == ()
    path = record()
    wave = read_prompt(path, SCRATCH_SECONDS).waveform
    brought = own.bring(path)
    path.unlink()
    assert own.read() == (brought.voice,)
    assert (brought.voice.name, brought.voice.about) == ("nora", "2.0 s of nora.wav")
    assert brought.note == ""
    kept = read_prompt(brought.voice.prompt, SCRATCH_SECONDS)
    assert np.array_equal(kept.waveform, wave)


def test_the_same_recording_is_kept_once_and_its_sign_is_of_the_sound(own, record):
    first = own.bring(record()).voice
    again = own.bring(record("other.wav"))
    assert again.voice == first
    assert "“nora” already" in again.note
    assert own.bring(record(seed=2)).voice.sign != first.sign


def test_of_a_long_recording_as_much_is_kept_as_is_listened_to(own, record):
    brought = own.bring(record(seconds=75))
    assert "lasts 1:15 min; IndexTTS-2 listens to its first 15 seconds" in brought.note
    assert soundfile.info(brought.voice.prompt).duration == pytest.approx(SCRATCH_SECONDS, abs=0.2)


def test_names_are_each_given_once(own, record):
    given_names = [own.bring(record("nora;=.wav", seed=seed)).voice.name for seed in range(3)]
    assert given_names == ["nora", "nora 2", "nora 3"]
    assert own.bring(record("ALDER.wav", seed=7)).voice.name == "ALDER 2"
    assert own.bring(record("….wav", seed=8)).voice.name == "voice"


def test_a_renamed_voice_answers_to_its_former_names_until_another_has_them(own, record):
    nora = own.bring(record()).voice
    vera = own.rename(nora, " Vera ")
    own.rename(vera, "vera the old")
    [voice] = own.read()
    assert (voice.name, voice.former, voice.sign) == ("vera the old", ("nora", "Vera"), nora.sign)
    assert find("NORA", own.read()) == voice
    other = own.bring(record(seed=2)).voice
    assert other.name == "nora"
    assert find("nora", own.read()) == other
    assert own.read()[0].former == ("Vera",)
    assert own.rename(own.read()[0], "VERA").former == ("vera the old",)


@pytest.fixture
def others(tmp_path):
    return OwnVoices(tmp_path / "elsewhere")


def test_a_voice_from_elsewhere_comes_with_all_its_names(own, others, record):
    nora = others.rename(others.bring(record()).voice, "Vera")
    here = own.adopt(nora)
    assert (here.name, here.former, here.about) == ("Vera", ("nora",), nora.about)
    assert here.sign == nora.sign
    assert own.read() == (here,)
    assert here.prompt.read_bytes() == nora.prompt.read_bytes()


def test_a_voice_that_is_here_already_answers_to_its_name_elsewhere_too(own, others, record):
    here = own.bring(record("tom.wav")).voice
    there = others.bring(record("nora.wav")).voice
    assert own.adopt(there).name == "tom"
    assert find("nora", own.read()).sign == here.sign
    assert own.adopt(there) == own.read()[0]
    assert own.read()[0].former == ("nora",)


def test_a_name_that_means_another_voice_here_stays_with_it(own, others, record):
    mine, theirs = own.bring(record()).voice, others.bring(record(seed=2)).voice
    assert own.adopt(theirs).name == "nora 2"
    assert find("nora", own.read()) == mine
    shipped = others.bring(record("alder.wav", seed=3)).voice
    assert own.adopt(shipped).name == "alder 2"


@pytest.mark.parametrize(
    ("name", "words"), [("alder", "already"), ("TOM", "already"), (" ;= ", "needs a name")]
)
def test_a_name_that_cannot_be_is_refused(own, record, name, words):
    own.bring(record("tom.wav", seed=2))
    voice = own.bring(record()).voice
    with pytest.raises(ProjectError, match=words):
        own.rename(voice, name)
    assert names(own) == ["tom", "nora"]


def test_a_voice_is_forgotten_with_its_recording(own, record):
    nora, tom = own.bring(record()).voice, own.bring(record("tom.wav", seed=2)).voice
    own.remove(nora)
    assert own.read() == (tom,)
    assert not nora.prompt.exists()
    assert tom.prompt.is_file()


def test_what_is_no_voice_leaves_nothing_behind(own, tmp_path):
    words = tmp_path / "words.wav"
    words.write_text("no sound")
    with pytest.raises(ValueError, match="cannot be read as audio"):
        own.bring(words)
    soundfile.write(words, np.concatenate([np.zeros(16 * RATE), np.ones(RATE)]), RATE)
    with pytest.raises(ValueError, match="silent in its first 15 seconds"):
        own.bring(words)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_takes_nothing_is_told(record, tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(ProjectError, match="cannot be made"):
        OwnVoices(tmp_path / "data" / "voices").bring(record())
    folder = tmp_path / "voices"
    (folder / TABLE_NAME).mkdir(parents=True)
    blocked = OwnVoices(folder)
    blocked.read = tuple
    with pytest.raises(ProjectError, match="cannot be written"):
        blocked.bring(record())
    assert [path.name for path in folder.iterdir()] == [TABLE_NAME]


ROW = {"name": "nora", "about": "", "sign": "0123456789abcdef", "former": []}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is damaged"),
        ("[]", "is damaged"),
        (json.dumps({"format": 1, "voices": [{**ROW, "sign": "../../../secret1"}]}), "is damaged"),
        (json.dumps({"format": 1, "voices": [{**ROW, "sign": 7}]}), "is damaged"),
        (json.dumps({"format": 1, "voices": [{**ROW, "name": None}]}), "is damaged"),
        (json.dumps({"format": 1, "voices": [{"name": "nora"}]}), "is damaged"),
        (json.dumps({"format": 2}), "newer Takelane"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(own, tmp_path, content, words):
    table = tmp_path / "data" / "voices" / TABLE_NAME
    table.parent.mkdir(parents=True)
    table.write_text(content)
    with pytest.raises(ProjectError, match=words):
        own.read()
    assert table.read_text() == content


@given(st.text(min_size=1))
def test_every_name_can_be_said_in_a_region(text):
    if name := clean_name(text):
        wanted = RegionText("MARA", "", "Run!", {"voice": name})
        assert parse_region_text(region_name(wanted)).tags == {"voice": name}
        assert clean_name(name) == name
