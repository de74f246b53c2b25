"""Lines are sorted and filtered as the user asks, without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daw_bridge.phrasing import Line
from daw_bridge.region_text import parse_region_text
from daw_bridge.session.cue_row import CueRow, TakeState
from daw_bridge.timeline import Region
from gui.cue_columns import INDEX
from gui.cue_order import UNSPEAKABLE, WANTED, CueOrder, in_states

NAMES = ("TOM (calm): Go on.", "MARA: Wait.", "MARA (afraid): Go on!", "Nobody speaks.")


def row(number, name, state=TakeState.NEW):
    region = Region(f"{{{number}}}", number, name, float(number), number + 0.5)
    return CueRow(Line(region, parse_region_text(name), (), "ada"), None, (), state)


@pytest.fixture
def rows():
    return [row(number, name) for number, name in enumerate(NAMES)]


def test_lines_that_are_equal_stay_in_order_of_time(rows):
    order = CueOrder(column=INDEX["Character"])
    assert order.places(rows) == [3, 1, 2, 0]
    assert replace(order, falling=True).places(rows) == [0, 1, 2, 3]


def test_words_are_looked_for_in_character_direction_and_line(rows):
    assert CueOrder(words=("go", "mara")).places(rows) == [2]
    assert CueOrder(words=("afraid",)).places(rows) == [2]
    assert CueOrder(words=("nothing",)).places(rows) == []


def test_only_lines_in_the_wanted_states_are_shown(rows):
    rows[1] = replace(rows[1], state=TakeState.DONE)
    assert CueOrder(wanted=in_states(TakeState.DONE)).places(rows) == [1]


def test_lines_that_cannot_be_spoken_can_be_asked_for(rows):
    silent = replace(rows[2].line, problems=("nothing to speak",))
    rows[2] = replace(rows[2], line=silent)
    assert CueOrder(wanted=WANTED[UNSPEAKABLE]).places(rows) == [2]


def test_a_change_that_the_order_asks_for_moves_a_row(rows):
    done = replace(rows[1], state=TakeState.DONE)
    assert CueOrder().ranks_alike(rows[1], done)
    assert not CueOrder(column=INDEX["State"]).ranks_alike(rows[1], done)
    assert not CueOrder(wanted=in_states(TakeState.NEW)).ranks_alike(rows[1], done)
    assert not CueOrder(words=("wait",)).ranks_alike(rows[1], row(1, "MARA: Go."))
