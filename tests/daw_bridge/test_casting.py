"""Voices are cast, and found by what they are called."""

import doctest
from pathlib import Path

import pytest

from daw_bridge import casting
from daw_bridge.casting import KnownVoices, cast_voices
from model import voices
from model.voices import Voice

NORA = Voice("Nora", "", Path("nora.wav"), "a1b2", former=("narrator", "Tom"))
TOM = Voice("tom", "", Path("tom.wav"), "c3d4")
KNOWN = KnownVoices(("ada", "ben"), (NORA, TOM))


@pytest.mark.parametrize("module", [casting, voices])
def test_the_documented_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_voices_are_distinct_until_they_run_out():
    assert cast_voices(["A", "B", "a", "C"], ["x", "y"]) == {"a": "x", "b": "y", "c": "x"}
    assert cast_voices(["A"], []) == {}


def test_lines_without_a_character_have_a_voice_that_no_character_has():
    voices = ["x", "y", "z"]
    assert cast_voices(["", "A", "B"], voices) == {"a": "x", "b": "y", "": "z"}
    assert cast_voices([""], voices) == {"": "x"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ada", ("ada", None)),
        ("BEN", ("ben", None)),
        ("nora", ("Nora", NORA)),
        ("Narrator", ("Nora", NORA)),
        ("TOM", ("tom", TOM)),
        ("nobody", ("nobody", None)),
    ],
)
def test_a_voice_is_found_by_its_name_however_it_is_written(name, meant):
    assert KNOWN.meant(name) == meant


def test_the_users_own_voice_speaks_before_an_installed_one_of_its_name():
    own = Voice("ada", "", Path("ada.wav"), "e5f6")
    assert KnownVoices(("ada",), (own,)).meant("Ada") == ("ada", own)


def test_a_name_that_nobody_has_is_said_with_those_there_are():
    assert KNOWN.problem("narrator") == KNOWN.problem("ada") == ""
    assert KNOWN.problem("eve") == (
        "there is no voice 'eve'; installed are ada, ben; yours are Nora, tom"
    )
    assert KnownVoices().problem("eve") == "there is no voice 'eve'; installed are none"
