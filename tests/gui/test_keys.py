"""Every command can be reached by its key or its menu, and letters that are typed stay text."""

from __future__ import annotations

from collections import Counter

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSpinBox

from gui.actions import COMMANDS
from gui.cue_columns import INDEX
from gui.takes.panel import TakesPanel

TYPED = " abclmsyz129+-"
"""What does something where nothing is typed."""


@pytest.fixture
def companion(companion):
    companion.window.cue_list.select([companion.document.rows[3].region_id])
    companion.window.activateWindow()
    return companion


@pytest.fixture
def done(companion):
    """Note the commands that are done, instead of doing them."""
    done = []
    for told in (companion.document, companion.document.edits):
        told.blockSignals(True)  # no news of it switches a command off again
    for name, action in companion.window.actions_by_name.items():
        action.disconnect()
        action.setEnabled(True)
        action.triggered.connect(lambda _=False, name=name: done.append(name))
    return done


def test_no_key_has_two_meanings(companion):
    keys = [QKeySequence(command.key) for command in COMMANDS if command.key]
    keys += [shortcut.key() for shortcut in companion.window.findChildren(QShortcut)]
    assert [key for key, times in Counter(map(QKeySequence.toString, keys)).items()
            if times > 1] == []  # fmt: skip


def test_every_command_is_in_a_menu(companion):
    menus = [action.menu() for action in companion.window.menuBar().actions()]
    listed = [action.objectName() for menu in menus for action in menu.actions()]
    assert listed == [command.name for command in COMMANDS]


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.key], ids=lambda command: command.name
)
def test_a_key_does_what_it_is_for(command, companion, done):
    table = companion.window.cue_list.findChild(object, "cues")
    table.setFocus()
    QTest.keySequence(table, QKeySequence(command.key))
    assert done == [command.name]


def _field(companion, accessible_name):
    fields = (*companion.window.findChildren(QLineEdit),
              *companion.window.findChildren(QPlainTextEdit))  # fmt: skip
    return next(field for field in fields if field.accessibleName() == accessible_name)


def _cell(companion, column):
    table = companion.window.cue_list.findChild(object, "cues")
    table.setFocus()
    table.setCurrentIndex(table.model().index(3, INDEX[column]))
    QTest.keyClick(table, Qt.Key.Key_F2)
    return QApplication.focusWidget()


FIELDS = {
    "line": lambda companion: _field(companion, "Words of the line"),
    "direction": lambda companion: _field(companion, "Direction"),
    "search": lambda companion: _field(companion, "Find lines"),
    "shade": lambda companion: _field(companion, "Named shade"),
    "cell": lambda companion: _cell(companion, "Line"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_typed_stays_text(name, companion, done):
    field = FIELDS[name](companion)
    field.setFocus()
    field.selectAll()
    heard = []
    for shortcut in companion.window.findChild(TakesPanel).findChildren(QShortcut):
        shortcut.activated.connect(lambda: heard.append(True))
    QTest.keyClicks(field, f"x{TYPED}")
    text = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
    assert text == f"x{TYPED}"
    assert done == []
    assert heard == []


def test_letters_in_a_number_do_nothing(companion, done):
    seed = next(box for box in companion.window.findChildren(QSpinBox)
                if box.accessibleName() == "Seed")  # fmt: skip
    seed.setFocus()
    seed.selectAll()
    QTest.keyClicks(seed, TYPED.replace("-", ""))
    assert seed.text() == "129"
    assert done == []
