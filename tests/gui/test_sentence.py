import doctest

from gui import sentence


def test_the_examples_hold():
    assert doctest.testmod(sentence).failed == 0


def test_nothing_stays_nothing():
    assert sentence.sentence("") == ""
