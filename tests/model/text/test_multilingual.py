"""Texts become the ids of the official front end of IndexTTS-2.5."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.text.languages import LANGUAGE_ROWS, language_of, language_row
from model.text.multilingual import SPECIAL_TOKENS, STOP_TEXT_ID, MultilingualFrontEnd
from model.text.pieces import BadVocabularyError

for package in ("kaldifst", "tiktoken"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

DATA = Path(__file__).parents[2] / "data/parity/text"
VOCABULARY = DATA.parent / "tiny_v25" / "multilingual_zh_ja_yue_char_del.tiktoken"
GOLDENS = json.loads((DATA / "goldens_v25_text.json").read_text("utf-8"))
PAIRS_OF_THE_RELEASE = 58_836


@pytest.fixture(scope="module")
def front_end():
    return MultilingualFrontEnd.load(VOCABULARY)


def test_golden_ids(front_end):
    assert front_end.encode(GOLDENS["encoded"]) == GOLDENS["tok_ids"]
    assert [*front_end.encode(GOLDENS["encoded"]), STOP_TEXT_ID] == GOLDENS["text_tokens"]


def test_golden_special_ids(front_end):
    ids = [front_end.encode(token) for token in GOLDENS["special_tokens"]]
    assert ids == [[number] for number in GOLDENS["special_ids"]]


def test_golden_language():
    assert [language_row(GOLDENS["language"])] == GOLDENS["lang_id"]
    assert len(LANGUAGE_ROWS) == 106
    assert LANGUAGE_ROWS[language_row("tlh")] == LANGUAGE_ROWS[language_row("zhen")] == "common"


@pytest.mark.parametrize(
    ("token", "number"), [("en", 58838), ("zh", 58839), ("0.00", 59008), ("30.00", 60508)]
)
def test_special_ids_of_the_release(token, number):
    assert PAIRS_OF_THE_RELEASE + SPECIAL_TOKENS.index(token) == number


def test_whole_line_has_plain_marks(front_end):
    """The official run of this line, whose codes are golden, reads "。" as a full stop."""
    text = GOLDENS["encoded"].removeprefix("<|zh|> ")
    expected = [*front_end.encode(GOLDENS["encoded"].replace("。", ".")), STOP_TEXT_ID]
    assert front_end.text_to_ids(text, GOLDENS["language"]) == expected
    assert front_end.segments(text, GOLDENS["language"]) == [expected]


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("It's 5 PM", "en", "it is five pm"),
        ("¡Hola! 5", "es", "¡HOLA! 5"),
        ("<重|chong2>来", "zh", "<|SPECIAL_TOKEN_2|>CHONG2<|SPECIAL_TOKEN_2|>来"),
        ("<Tobin|toh-bin>!", "en", "<|SPECIAL_TOKEN_1|>TOH-BIN<|SPECIAL_TOKEN_1|>!"),
        ("<今日|きょう>は", "ja", "きょうは"),
    ],
)
def test_written(front_end, text, language, written):
    assert front_end.written(text, language) == written


def test_segments_are_tagged_and_lose_nothing(front_end):
    text = "Some lines are long. Others, like 𠮷 this one - are not! 'Go.' Then stop."
    segments = front_end.segments(text, "EN", limit=9)
    said = [front_end.vocabulary.decode(ids) for ids in segments]
    assert len(said) > 2
    assert all(ids[-1] == STOP_TEXT_ID for ids in segments)
    assert all(line.startswith("<|en|> ") for line in said)
    whole = "".join(line.removeprefix("<|en|>")[:-1] for line in said)
    assert whole.replace(" ", "") == front_end.written(text, "en").replace(" ", "")


@pytest.mark.parametrize(
    ("text", "language"),
    [("こんにちは世界", "ja"), ("안녕", "ko"), ("你好, ok", "zh"), ("hi", "en")],
)
def test_language_by_script(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("damage", [b"", b"IQ== 0\n", b"not base 64\n", b"IQ==\n", None])
def test_bad_vocabulary(tmp_path, damage):
    path = tmp_path / "bad.tiktoken"
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(BadVocabularyError, match=r"bad\.tiktoken"):
        MultilingualFrontEnd.load(path)


def test_a_line_cut_out_is_noticed(tmp_path):
    path = tmp_path / "cut.tiktoken"
    lines = VOCABULARY.read_bytes().splitlines()
    path.write_bytes(b"\n".join(lines[:100] + lines[101:]))
    with pytest.raises(BadVocabularyError, match="byte pairs missing"):
        MultilingualFrontEnd.load(path)
