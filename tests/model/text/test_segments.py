"""Long lines are cut where the official front end cuts them, and nothing is lost."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.text.segments import APOSTROPHES, PAUSES, SENTENCE_ENDS, cut

GOLDENS = json.loads(
    (Path(__file__).parents[2] / "data/parity/tiny/goldens_text.json").read_text("utf-8")
)
PIECES = st.lists(
    st.sampled_from(sorted(SENTENCE_ENDS | PAUSES | APOSTROPHES) + ["▁A", "B", "你"] * 3)
)


def golden_cases():
    for case in GOLDENS["segment_cases"]:
        yield case["pieces"], case["max"], case["quick"], case["segments"]
    for case in GOLDENS["cases"]:
        for name in (name for name in case if name.startswith("segments_")):
            limit, quick = map(int, name.removeprefix("segments_").split("_"))
            yield case["pieces"], limit, quick, case[name]


def test_golden_segments():
    cases = list(golden_cases())
    assert len(cases) == 93
    for pieces, limit, quick, segments in cases:
        assert cut(pieces, limit, quick) == segments


@given(PIECES, st.integers(1, 12), st.integers(0, 20))
def test_nothing_is_lost_and_nothing_too_long(pieces, limit, quick):
    segments = cut(pieces, limit, quick, quote_twice=False)
    assert list(chain(*segments)) == pieces
    assert all(0 < len(segment) <= limit for segment in segments)


@given(PIECES, st.integers(1, 12))
def test_only_closing_quotes_are_spoken_twice(pieces, limit):
    twice = list(chain(*cut(pieces, limit)))
    added = len(twice) - len(pieces)
    assert 0 <= added <= sum(piece in APOSTROPHES for piece in pieces)
    assert [piece for piece in twice if piece not in APOSTROPHES] == [
        piece for piece in pieces if piece not in APOSTROPHES
    ]


def test_closing_quote():
    pieces = ["▁'", "GO", ".", "'", "▁NOW", "!", "▁YES"]
    assert cut(pieces, 5) == [["▁'", "GO", ".", "'"], ["'", "▁NOW", "!", "▁YES"]]
    assert cut(pieces, 5, quote_twice=False) == [["▁'", "GO", "."], ["'", "▁NOW", "!", "▁YES"]]


def test_first_segments_are_short_when_quick():
    pieces = ["A", "B", ","] * 6
    assert [len(segment) for segment in cut(pieces, 12)] == [12, 6]
    assert [len(segment) for segment in cut(pieces, 12, quick=9)][:1] == [6]


def test_limit_has_room():
    with pytest.raises(ValueError, match="at least one token, not 0"):
        cut(["A"], 0)
