import doctest
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import take_name as module
from daw_bridge.take_name import next_take, take_name


def test_the_documented_examples_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("character", "number", "line", "name"),
    [
        ("MARA", 3, "Don't go!", "MARA_003_dont-go_take01.wav"),
        ("Dr. Hale", 1234, "No.", "Dr-Hale_1234_no_take01.wav"),
        ("Zoë", 1, "Déjà vu", "Zoe_001_deja-vu_take01.wav"),
        ("玛拉", 1, "你好", "玛拉_001_take01.wav"),
        ("", 1, "Hi", "Line_001_hi_take01.wav"),
        ("../CON", 1, "a/b\\c:d*", "CON_001_a-b-c-d_take01.wav"),
    ],
)
def test_names(character, number, line, name):
    assert take_name(character, number, line, 1) == name


def test_a_long_line_is_cut_between_words():
    assert take_name("A", 1, "word " * 30, 1) == f"A_001_{'-'.join(['word'] * 8)}_take01.wav"


@given(st.text(), st.integers(0, 10**9), st.text(), st.integers(1, 999))
def test_every_name_is_safe_everywhere(character, number, line, take):
    name = take_name(character, number, line, take)
    assert len(name) <= 120
    assert len(name.encode()) <= 255
    assert unicodedata.normalize("NFC", name) == name
    assert re.fullmatch(r"[\w-]+\.wav", name)
    assert "_" in name.partition(".")[0]


def test_next_take_is_free_whatever_the_case():
    taken = ["mara_001_HI_take01.wav", "Mara_001_hi_take03.wav"]
    assert next_take("Mara", 1, "Hi", taken) == (2, "Mara_001_hi_take02.wav")
    assert next_take("Mara", 1, "Hi", taken, first=3) == (4, "Mara_001_hi_take04.wav")
