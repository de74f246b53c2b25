import doctest

from daw_bridge import take_name as module
from daw_bridge.name_pattern import USUAL_PATTERN, Named, NamePattern
from daw_bridge.take_name import next_take

HI = Named("harbour", "Mara", 1, "", "Hi")


def test_the_documented_examples_hold():
    assert doctest.testmod(module).failed == 0


def test_the_next_take_is_free_whatever_the_case():
    pattern = NamePattern.parse(USUAL_PATTERN)
    taken = ["mara_001_HI_take01.wav", "Mara_001_hi_take03.wav"]
    assert next_take(pattern, HI, taken) == (2, "Mara_001_hi_take02.wav")
    assert next_take(pattern, HI, taken, first=3) == (4, "Mara_001_hi_take04.wav")


def test_the_next_take_is_free_whatever_the_pattern():
    pattern = NamePattern.parse("{words}{take}")
    taken = ["HI1.wav", "hi2.wav", "hi4.WAV"]
    assert next_take(pattern, HI, taken) == (3, "hi3.wav")
    assert next_take(pattern, HI, taken, first=4) == (5, "hi5.wav")
