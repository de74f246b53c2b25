import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import phrase_split
from daw_bridge.phrase_split import LONGEST, split_phrases
from daw_bridge.region_text import is_speakable


def test_the_documented_examples_hold():
    assert doctest.testmod(phrase_split).failed == 0


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("One. Two! Three?", ("One.", "Two!", "Three?")),
        ("Dr. Hale met Mr. Fox.", ("Dr. Hale met Mr. Fox.",)),
        ("It costs 3.5 now. Pay.", ("It costs 3.5 now.", "Pay.")),
        ("J. R. Hale of the U.S. Army.", ("J. R. Hale of the U.S. Army.",)),
        ("Cmdr. Data, Cpl. Hicks.", ("Cmdr. Data, Cpl. Hicks.",)),
        ("DR. O'NEIL! RUN!", ("DR. O'NEIL!", "RUN!")),
        ("Ext. 42, Jan. 3rd, ch. 4.", ("Ext. 42, Jan. 3rd, ch. 4.",)),
        ("It was I. He ran.", ("It was I.", "He ran.")),
        ("I... I don't know.", ("I...", "I don't know.")),
        ("I... don't know.", ("I... don't know.",)),
        ('"Stop!" she said. "Now."', ('"Stop!" she said.', '"Now."')),
        ("No. 5 is alive. No. It is not.", ("No. 5 is alive.", "No.", "It is not.")),
        ("Wait! ... What?", ("Wait! ...", "What?")),
        ("... Hi. You.", ("... Hi.", "You.")),
        ("a | b. C | | ! | d", ("a", "b. C !", "d")),
        ("你好。再见！", ("你好。", "再见！")),
        ("No end", ("No end",)),
    ],
)
def test_sentences(line, phrases):
    assert split_phrases(line) == phrases


def test_a_long_phrase_is_split_at_the_clause_nearest_its_middle():
    first, second = "so it went on and on " * 5 + "and on,", "until it was over " * 5
    assert split_phrases(f"{first} {second}") == (first, second.strip())


@given(st.text(alphabet="aB3.!? |,…\"')", max_size=400))
def test_no_character_is_lost_and_every_phrase_can_be_spoken(line):
    phrases = split_phrases(line)
    assert "".join(" ".join(phrases).split()) == "".join(line.replace("|", " ").split())
    if is_speakable(line):
        assert all(map(is_speakable, phrases))


@given(st.lists(st.text("abc", min_size=1, max_size=20), min_size=1, max_size=200))
def test_every_phrase_fits_into_one_breath(words):
    assert all(len(phrase) <= LONGEST for phrase in split_phrases(" ".join(words)))
