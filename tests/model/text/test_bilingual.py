"""Texts are written out as the official front end of IndexTTS-2 writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.text.bilingual import MARKS, Bilingual, is_chinese, plain_marks
from model.text.grammar import ORDERS, Grammar
from model.text.pinyin import respelled

pytest.importorskip("kaldifst", reason="kaldifst comes with the extra indextts")

DATA = Path(__file__).parents[2] / "data/parity/tiny"
TEXT = DATA.parent / "text"
CASES = json.loads((DATA / "goldens_text.json").read_text("utf-8"))["cases"]
WETEXT = json.loads((TEXT / "wetextprocessing_1.0.4.1.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def bilingual():
    return Bilingual.from_presets()


def test_goldens(bilingual):
    assert {case["text"]: bilingual.normalise(case["text"]) for case in CASES} == {
        case["text"]: case["normalized"] for case in CASES
    }


def test_golden_of_the_whole_line(bilingual):
    case = json.loads((DATA / "goldens_e2e_text.json").read_text("utf-8"))
    assert bilingual.normalise(case["text"]) == case["normalized"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_grammars_equal_wetextprocessing(bilingual, language):
    grammar = {"zh": bilingual.chinese, "en": bilingual.english}[language]
    assert {case["text"]: grammar.write_out(case["text"]) for case in WETEXT} == {
        case["text"]: case[language] for case in WETEXT
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("I don’t know, it’s 5 o’clock.", "I don't know, it is five o'clock."),
        ("What's here? IT’S Tom's 3.", "What is here? IT is Tom's three."),
        ("GPT-4 paid <Tobin|TOH-bin> $5", "GPT-four paid <Tobin|TOH-bin> five dollars"),
        ("line one\nline 5", "line one line five"),
        ("NI3HAO3, nü3 3", "NI3HAO3, nü3 三"),
        ("A4 paper costs $2", "A four paper costs two dollars"),
        ("foo@bar.com", "foo@bar.com"),
        ("嗯，哪儿有$呢？", "嗯,哪儿有.呢?"),
        ("\ue000 private", "private"),
        ("…?!", "…?!"),
        ("   ", ""),
    ],
)
def test_written_out(bilingual, text, written):
    assert bilingual.normalise(text) == written


@settings(max_examples=40)
@given(text=st.text(alphabet=st.sampled_from("aB 3年·-<|>\"'.,$%:xuan4\ue000\n😀é"), max_size=24))
def test_any_text_is_written_in_plain_marks(bilingual, text):
    written = bilingual.normalise(text)
    assert "\ue000" not in written
    assert "\n" not in written
    assert plain_marks(written) == written or "<" in written


def test_no_reading_leaves_the_text():
    silent = Grammar(lambda text: "", lambda tokens: tokens, ORDERS["en"])
    assert silent.write_out("so it stays") == "so it stays"


def test_parts_are_ordered_unless_told_otherwise():
    spoken = Grammar(str, str, ORDERS["en"])
    date = 'date { month: "may" day: "fifth" }'
    kept = 'date { month: "may" day: "fifth" preserve_order: "true" }'
    assert spoken.write_out(date) == 'date { day: "fifth" month: "may" }'
    assert spoken.write_out(kept) == kept
    assert spoken.write_out(r'word { value: "a \" }" }') == r'word { value: "a \" }" }'


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("你好 hello", True),
        ("hello", False),
        ("12:30", True),
        ("foo@bar.com", True),
        ("write to foo@bar.com", False),
        ("jue2", True),
        ("A4", False),
    ],
)
def test_language_of_the_grammar(text, chinese):
    assert is_chinese(text) == chinese


@pytest.mark.parametrize(
    ("syllable", "spelled"),
    [("jue2", "JVE2"), ("QUE4", "QVE4"), ("Xun2", "XVN2"), ("ju3", "JV3"), ("zhong4", "zhong4")],
)
def test_rounded_vowels(syllable, spelled):
    assert respelled(syllable) == spelled


def test_marks_are_final():
    assert {plain_marks(plain) for plain in MARKS.values()} == set(MARKS.values())
