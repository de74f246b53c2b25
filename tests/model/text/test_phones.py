import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.text.phones import TextFrontEnd, decode, encode
from model.text.symbols import PUNCTUATION, TEXT_SYMBOLS, WORD_BOUNDARY


@pytest.fixture(scope="module")
def front_end():
    return TextFrontEnd.from_presets()


def spoken(front_end, text):
    return " ".join(front_end.phonemize(text)).replace(" _ ", " / ")


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("They are inside the wall.", "DH EY1 / AA1 R / IH2 N S AY1 D / DH AH0 / W AO1 L ."),
        ("Run, Mara! Now?", "R AH1 N , / M AA1 R AH0 ! / N AW1 ?"),
        (
            "The apple, the unit, the hour.",
            "DH IY0 / AE1 P AH0 L , / DH AH0 / Y UW1 N AH0 T , / DH IY0 / AW1 ER0 .",
        ),
        ("A dog. Plan A.", "AH0 / D AO1 G . / P L AE1 N / EY1 ."),
        (
            "The A-team, Plan A or plan B.",
            "DH IY0 / EY1 / T IY1 M , / P L AE1 N / EY1 / AO1 R / P L AE1 N / B IY1 .",
        ),
        ("A&B, A.I. and A man", "EY1 / AH0 N D / B IY1 , / EY1 / AY1 / AH0 N D / EY1 / M AE1 N"),
        ("What A Day! A man said", "W AH1 T / AH0 / D EY1 ! / AH0 / M AE1 N / S EH1 D"),
        ("W-what? St-st-stop!", "W AH0 / W AH1 T ? / S T AH0 / S T AH0 / S T AA1 P !"),
        ("Wh-who? I-I'm th-there", "HH AH0 / HH UW1 ? / AY1 / AY1 M / DH AH0 / DH EH1 R"),
        ("A T-shirt, an X-ray", "AH0 / T IY1 / SH ER1 T , / AE1 N / EH1 K S / R EY1"),
        ("<Tob-|T AA1 B> is in", "T AA1 B / IH1 Z / IH0 N"),
        ("N—no, D-Day", "N AH0 / N OW1 , / D IY1 / D EY1"),
        ("the NSA's GPUs", "DH IY0 / EH1 N EH1 S EY1 Z / JH IY1 P IY1 Y UW1 Z"),
        ("rock 'n' roll", "R AA1 K / AH0 N / R OW1 L"),
        ("…wait", "W EY1 T"),
        ("Go 2 him", "G OW1 / T UW1 / HH IH1 M"),
        ("The FBI", "DH IY0 / EH1 F B IY1 AY1"),
        ("NASA", "N AE1 S AH0"),
        ("XQZ", "EH1 K S K Y UW1 Z IY1"),
        ("the US said so", "DH AH0 / Y UW1 EH1 S / S EH1 D / S OW1"),
        ("HELP US NOW", "HH EH1 L P / AH1 S / N AW1"),
        ("the U.S.A.", "DH AH0 / Y UW1 / EH1 S / EY1 ."),
        ("7 a.m.", "S EH1 V AH0 N / EY1 / EH1 M ."),
        ("<Tobin|T OW1 B IH0 N> runs", "T OW1 B IH0 N / R AH1 N Z"),
        ("<Tobin|t ow1 b ih0 n>'s cat", "T OW1 B IH0 N Z / K AE1 T"),
        ("the <Ix|IH1 K S>.", "DH IY0 / IH1 K S ."),
        ("Zorgon's", "Z AO1 R G AH0 N Z"),
        ("the dogs' 'bone'", "DH AH0 / D AO1 G Z / B OW1 N"),
        ("Tobin'll", "T OW1 B IH0 N AH0 L"),
        ("'Tis well-known", "T IH1 Z / W EH1 L / N OW1 N"),
        ("hm", "HH AH1 M"),
        ("", ""),
        ("😀 ?!", ""),
    ],
)
def test_texts_become_symbols(front_end, text, symbols):
    assert spoken(front_end, text) == symbols


def test_unknown_phonemes_are_named(front_end):
    with pytest.raises(ValueError, match="QQ, XX1"):
        front_end.phonemize("<x|T QQ XX1>")


def test_ids_are_places_in_the_table(front_end):
    symbols = front_end.phonemize("Hello, world!")
    ids = encode(symbols)
    assert decode(ids) == symbols
    assert TEXT_SYMBOLS[0] not in symbols
    assert min(ids) > 1


@pytest.mark.parametrize("text", ["", " ", "?!…", "😀", "—", "'", "漢字"])
def test_what_cannot_be_spoken_gives_no_sound(front_end, text):
    assert front_end.phonemize(text) == ()


@settings(max_examples=300)
@given(st.text(alphabet=st.characters(exclude_characters="|"), max_size=300))
def test_no_text_breaks_it(front_end, text):
    symbols = front_end.phonemize(text)
    assert set(symbols) <= set(TEXT_SYMBOLS[2:])
    if symbols:
        assert symbols[0] not in PUNCTUATION
        assert symbols[0] != WORD_BOUNDARY
        assert symbols[-1] != WORD_BOUNDARY


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'- ", max_size=60))
def test_every_word_is_spoken(front_end, text):
    words = [word for word in text.replace("-", " ").split() if word.strip("'")]
    boundaries = front_end.phonemize(text).count(WORD_BOUNDARY)
    assert boundaries >= len(words) - 1


def test_the_front_end_needs_no_torch():
    code = "import sys, model.text.phones; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
