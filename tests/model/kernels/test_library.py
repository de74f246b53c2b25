"""The kernels are there where the tests run: without them everything else would pass unseen."""

import platform
import sys

import pytest

from model.kernels import library as found
from model.kernels.library import DOT, PLAIN, WIDE, library, reaches

INSTRUCTIONS = {
    PLAIN: {"no special instructions"},
    WIDE: {"AVX2"},
    DOT: {"AVX-512", "NEON"},
}
"""What a level may be called."""


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="elsewhere they are as good as the compiler",
)
def test_the_kernels_were_compiled():
    assert library() is not None


def test_kernels_from_before_an_update_are_not_loaded(monkeypatch):
    monkeypatch.setattr(found, "KERNELS", (*found.KERNELS, "takelane_of_tomorrow"))
    assert library.__wrapped__() is None


def test_the_level_of_a_processor_reaches_those_below():
    reached = [reaches(level) for level in (PLAIN, WIDE, DOT)]
    assert reached == sorted(reached, reverse=True)
    assert reached[0] is (library() is not None)


def test_instructions_have_a_name():
    assert library().takelane_instructions().decode() in INSTRUCTIONS[library().takelane_level()]
