"""Columns give way to the words."""

from __future__ import annotations

from gui.cue_columns import COLUMNS, STRETCHED, leaving


def test_nothing_leaves_a_wide_list():
    assert leaving(1600) == frozenset()


def test_the_least_needed_leave_first_and_the_words_never():
    before = frozenset()
    for width in range(1600, 200, -20):
        gone = leaving(width)
        assert before <= gone
        assert not gone & {STRETCHED, "State", "Character", "Fit", "Takes"}
        before = gone
    assert len(before) == 5
    assert before < {column.name for column in COLUMNS}
