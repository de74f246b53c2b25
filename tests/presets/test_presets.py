"""Every preset loads, and what is missing is named."""

from __future__ import annotations

import pytest

from model.emotion import EMOTIONS, EmotionVector
from presets import PresetError, load, names


@pytest.mark.parametrize("name", names("emotions"))
def test_every_shade_is_an_emotion_vector(name):
    shade = EmotionVector.from_mapping(load("emotions", name))
    assert 0.3 <= shade.total <= 1.0


def test_the_shades_cover_all_eight_emotions():
    used = {emotion for name in names("emotions") for emotion in load("emotions", name)}
    assert used == set(EMOTIONS)


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(PresetError, match=r"no 'bubbly' in emotions; there are .*sarcastic"):
        load("emotions", "bubbly")


def test_an_unknown_kind_is_named():
    with pytest.raises(PresetError, match="no presets called 'moods'"):
        names("moods")


def test_the_users_own_preset_comes_first(tmp_path):
    (tmp_path / "emotions.toml").write_text("[sarcastic]\nhappy = 0.9\n[foggy]\ncalm = 0.3\n")
    assert load("emotions", "sarcastic", tmp_path) == {"happy": 0.9}
    assert load("emotions", "foggy", tmp_path) == {"calm": 0.3}
    assert load("emotions", "dread", tmp_path) == load("emotions", "dread")
    assert set(names("emotions", tmp_path)) == {*names("emotions"), "foggy"}


def test_a_broken_file_of_the_user_is_named(tmp_path):
    (tmp_path / "emotions.toml").write_text("[sarcastic\n")
    with pytest.raises(PresetError, match=r"emotions\.toml is not valid TOML"):
        names("emotions", tmp_path)


def test_what_is_loaded_can_be_changed_without_harm():
    load("emotions", "dread").clear()
    assert load("emotions", "dread")
