"""The level of lines is shown as their direction says it, and chosen for many at once."""

from __future__ import annotations

import pytest

MARA, CAPTAIN = 3, 4


@pytest.fixture
def box(companion):
    return companion.window.performance.level


def choose(companion, *rows):
    document = companion.document
    companion.window.cue_list.select([document.rows[row].region_id for row in rows])


def test_what_the_direction_says_is_shown(companion, box):
    choose(companion, MARA)
    assert box.currentText() == "As directed: whispered"
    choose(companion, CAPTAIN)
    assert box.currentText() == "As directed: spoken"
    choose(companion, MARA, CAPTAIN)
    assert box.currentText() == "As directed"


def test_a_level_is_chosen_for_all_lines_and_taken_back(companion, box, qtbot):
    choose(companion, MARA, CAPTAIN)
    box.setCurrentIndex(box.findData("shout"))
    box.activated.emit(box.currentIndex())
    lines = lambda: [companion.document.rows[row].line for row in (MARA, CAPTAIN)]  # noqa: E731
    qtbot.waitUntil(lambda: [line.level for line in lines()] == ["shout"] * 2)
    assert box.currentText() == "Shouted"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    levels = ["whisper", "normal"]
    qtbot.waitUntil(lambda: [line.level for line in lines()] == levels)
    assert "level" not in lines()[0].text.tags
