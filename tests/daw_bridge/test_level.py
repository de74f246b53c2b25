import doctest
from dataclasses import replace

import pytest

from daw_bridge import level as module
from daw_bridge.level import Level, LevelWords, level_of
from daw_bridge.phrasing import perform_plan
from daw_bridge.region_text import parse_region_text
from daw_bridge.timeline import ProjectError


@pytest.fixture(scope="module")
def words():
    return LevelWords.from_presets()


def test_the_documented_examples_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("direction", "level"),
    [
        ("terrified, hushed", Level.WHISPER),
        ("Whispering", Level.WHISPER),
        ("under her breath, bitter", Level.WHISPER),
        ("yells across the square", Level.SHOUT),
        ("SCREAMING", Level.SHOUT),
        ("at the top of his lungs", Level.SHOUT),
        ("害怕地低语", Level.WHISPER),
        ("大喊", Level.SHOUT),
        ("", Level.NORMAL),
        ("sad, far away", Level.NORMAL),
        ("not whispering any more", Level.NORMAL),
        ("without shouting", Level.NORMAL),
        ("doesn’t whisper: shouts", Level.SHOUT),
        ("不要喊", Level.NORMAL),
        ("whispers, then yells", Level.NORMAL),
        ("in uproar", Level.NORMAL),
        ("a screamingly funny story", Level.NORMAL),
    ],
)
def test_the_direction_tells(words, direction, level):
    assert words.level(direction) is level


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("MARA (hushed): No.", Level.WHISPER),
        ("MARA (hushed): No. level=shout;", Level.SHOUT),
        ("MARA (hushed): No. level=Normal;", Level.NORMAL),
        ("MARA: No. emo=whispering fear;", Level.WHISPER),
        ("MARA: I whisper, she shouts.", Level.NORMAL),
    ],
)
def test_a_tag_decides_and_the_spoken_words_do_not(words, name, level):
    assert level_of(parse_region_text(name), words) is level


def test_another_level_is_refused(words):
    with pytest.raises(ProjectError, match="normal, whisper, shout, not 'loud'"):
        level_of(parse_region_text("No. level=loud;"), words)


def test_without_words_every_line_is_normal():
    assert LevelWords().level("whispering") is Level.NORMAL


def test_the_words_are_a_table_that_can_be_edited():
    own = LevelWords({Level.WHISPER: ("psst",), Level.SHOUT: ()})
    assert own.level("Psst, come here") is Level.WHISPER


def test_a_plan_knows_the_level_and_tells_a_wrong_one(make_timeline, studio, words):
    timeline = make_timeline(("TOM (yelling): Go!", 0, 1), ("TOM: Go. level=mute;", 1, 2))
    first, second = perform_plan(timeline, replace(studio, levels=words))
    assert first.level is Level.SHOUT
    assert "the level must be one of" in second.problems[0]
