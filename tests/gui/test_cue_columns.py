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
        assert not gone & {STRETCHED, "State", "Character"}
        before = gone
    assert len(before) == 7
    assert before < {column.name for column in COLUMNS}


def test_words_can_be_read_in_half_of_a_small_window_at_twice_the_size():
    width = 440
    gone = leaving(width)
    others = sum(column.width for column in COLUMNS if column.name not in {STRETCHED, *gone})
    assert width - others >= 200
