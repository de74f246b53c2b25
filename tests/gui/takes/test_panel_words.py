"""Over the takes it is said whose they are, and in their place why there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtWidgets import QApplication, QToolButton

from gui.takes.panel_words import heading, without_takes


@pytest.fixture
def row(companion):
    return companion.document.rows[3]


def test_the_line_is_named_where_it_is_not_chosen_alone(row):
    assert heading(row, 2, alone=True) == "Takes  2"
    assert heading(row, 2, alone=False) == "Line 4  2"
    assert heading(None, 0, alone=True) == "Takes"


def test_a_line_without_words_is_not_offered_to_be_heard(row):
    assert "Press Space" in without_takes(row)
    mute = replace(row, line=replace(row.line, problems=("no words",)))
    assert without_takes(mute) == "There is nothing here that can be spoken."


def test_of_several_lines_it_is_said_whose_takes_are_shown(companion):
    window, ids = companion.window, [row.region_id for row in companion.document.rows]
    for chosen, words in (([ids[3]], "Takes"), (ids[3:6], "Line 4"), ([ids[3]], "Takes")):
        window.cue_list.select(chosen)
        assert window.takes.heading == words


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_all_buttons_are_in_sight_in_letters_of_every_size(companion, scale):
    companion.window.resize(1280, 800)
    companion.change(replace(companion.settings, scale=scale))
    QApplication.processEvents()
    takes = companion.window.takes
    buttons = {button.text(): button for button in takes.findChildren(QToolButton)}
    assert buttons["Copy"].isVisible()
    assert buttons["More"].isVisible()
