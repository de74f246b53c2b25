"""Texts become the pieces and ids of the official front end of IndexTTS-2."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from model.extras import MissingExtraError, extra
from model.text.pieces import BadVocabularyError, PieceFrontEnd, spaced

for package in ("kaldifst", "sentencepiece"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

DATA = Path(__file__).parents[2] / "data/parity/tiny"
GOLDENS = json.loads((DATA / "goldens_text.json").read_text("utf-8"))
CASES = GOLDENS["cases"]


@pytest.fixture(scope="module")
def front_end():
    return PieceFrontEnd.load(DATA / "bpe.model")


def test_vocabulary_is_whole(front_end):
    assert front_end.vocabulary.GetPieceSize() == GOLDENS["vocab_size"]


def test_spacing():
    assert [spaced(case["normalized"]) for case in CASES] == [case["cjk"] for case in CASES]


def test_pieces(front_end):
    assert [front_end.pieces(case["text"]) for case in CASES] == [case["pieces"] for case in CASES]


def test_ids(front_end):
    assert [front_end.text_to_ids(case["text"]) for case in CASES] == [
        case["ids"] for case in CASES
    ]


@pytest.mark.parametrize(("limit", "quick"), [(120, 0), (20, 0), (12, 0), (20, 25)])
def test_segments(front_end, limit, quick):
    for case in CASES:
        expected = [front_end.to_ids(run) for run in case[f"segments_{limit}_{quick}"]]
        assert front_end.segments(case["text"], limit, quick) == expected


def test_golden_of_the_whole_line(front_end):
    case = json.loads((DATA / "goldens_e2e_text.json").read_text("utf-8"))
    assert front_end.pieces(case["text"]) == case["pieces"]
    assert front_end.text_to_ids(case["text"]) == case["ids"]
    assert front_end.segments(case["text"]) == [case["ids"]]


def test_a_single_sign_is_taken_as_it_stands(front_end):
    assert front_end.pieces(" a ") == front_end.pieces("a") != front_end.pieces("aa")[:2]


@pytest.mark.parametrize("content", [b"", b"not a vocabulary", None])
def test_bad_vocabulary(tmp_path, content):
    path = tmp_path / "bpe.model"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadVocabularyError, match=r"bpe\.model cannot be read"):
        PieceFrontEnd.load(path)


def test_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentencepiece", None)
    with pytest.raises(MissingExtraError, match=r"need sentencepiece.*pip install"):
        extra("sentencepiece")
