"""Replies are read as the official parser reads them, and where it crashes, sensibly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.emotion import EMOTIONS
from model.emotion_reply import HIGHEST_SCORE, LABELS, MELANCHOLIC_WORDS, parse_reply

GOLDENS = json.loads(
    (Path(__file__).parents[1] / "data/parity/tiny/goldens_t2e_parse.json").read_text("utf-8")
)
CRASHES = {
    ("x", '{"高兴": "abc"}'): "calm",
    ("x", '{"自然": null}'): "calm",
    ("melancholy", '"sad"'): "melancholic",
}
"""The one emotion given where the official parser crashes."""


def expected(case):
    if "__error__" not in case["result"]:
        return case["result"]
    return {name: float(name == CRASHES[case["user"], case["reply"]]) for name in EMOTIONS}


def test_goldens():
    assert len(GOLDENS["cases"]) == 21
    for case in GOLDENS["cases"]:
        assert parse_reply(case["reply"], case["user"]) == expected(case), case["reply"]


def test_labels():
    assert list(LABELS) == GOLDENS["label_order"]
    assert dict(LABELS) == GOLDENS["label_map"]
    assert sorted(MELANCHOLIC_WORDS) == GOLDENS["melancholic_words"]


@pytest.mark.parametrize(
    "reply",
    ["", "NaN", '{"高兴": NaN, "恐惧": 1e999}', '{"高兴": [1]}', "[" * 5000, '{"label": 3}'],
)
def test_replies_without_a_score_are_calm(reply):
    assert parse_reply(reply, "x")["calm"] == 1.0


@given(st.text(), st.dictionaries(st.sampled_from([*LABELS, "x"]), st.floats() | st.text()))
def test_scores_are_eight_in_range_and_not_all_zero(text, content):
    scores = parse_reply(json.dumps(content), text)
    assert tuple(scores) == EMOTIONS
    assert all(0.0 <= score <= HIGHEST_SCORE for score in scores.values())
    assert any(scores.values())
