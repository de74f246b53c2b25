"""Pauses and spelled words are told from the words of a line."""

import doctest

import pytest

from daw_bridge import line_marks
from daw_bridge.line_marks import asked_pauses, plain_words, without_pauses


def test_the_documented_examples_hold():
    assert doctest.testmod(line_marks).failed == 0


@pytest.mark.parametrize(
    ("line", "seconds", "left", "plain"),
    [
        ("Wait. [pause 0.8] Go!", 0.8, "Wait. Go!", "Wait. Go!"),
        ("[PAUSE .5] Go [ pause 1 s ] on.", 1.5, " Go on.", "Go on."),
        ("Ask <Tobin|T OW1 B IH0 N>.", 0.0, "Ask <Tobin|T OW1 B IH0 N>.", "Ask Tobin."),
        ("[low] It is paused.", 0.0, "[low] It is paused.", "[low] It is paused."),
    ],
)
def test_marks_are_read(line, seconds, left, plain):
    assert asked_pauses(line) == pytest.approx(seconds)
    assert (without_pauses(line), plain_words(line)) == (left, plain)
