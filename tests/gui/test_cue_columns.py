"""Columns give way to the words."""

from __future__ import annotations

import doctest

import pytest

from gui import cue_columns, cue_delegate
from gui.cue_columns import COLUMNS, STRETCHED, go_on, leaving


@pytest.mark.parametrize("module", [cue_columns, cue_delegate])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


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


def test_lines_go_on_in_a_second_row_only_in_the_narrowest_lists():
    tall = [go_on(width) for width in range(300, 1600, 20)]
    assert tall == sorted(tall, reverse=True)
    assert tall[0]
    assert not tall[-1]
