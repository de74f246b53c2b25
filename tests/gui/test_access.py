"""Every state of the window can be told by name, gone through by keys, and read at 200 %."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from gui import screenshots
from gui.screenshots import SCENES, Stage
from gui.theme import DARK

FEW_LETTERS = 2
DOUBLE = (1280, 800)
SMALL = (1280, 720)


@pytest.fixture(scope="module")
def seen(qapp, tmp_path_factory):
    """Go through every scene once, and note what is wrong with each."""
    home = tmp_path_factory.mktemp("home")
    stage = Stage(qapp, home, screenshots.performer(home, fake=True))
    look = (qapp.styleSheet(), qapp.font(), qapp.palette())
    noted = {}
    for scene in SCENES:
        stage.begin()
        scene.arrange(stage)
        stage.dress(scene.look, 1.0, scene.size)
        shown = stage.subject
        notes = {"unnamed": _unnamed(shown), "unexplained": _unexplained(shown)}
        notes["unreached"] = _unreached(stage)
        stage.dress(DARK, 2.0, DOUBLE)
        notes["clipped"] = _clipped(shown)
        notes["behind"] = _behind(shown)
        notes["double"] = shown.width() <= DOUBLE[0] and shown.height() <= DOUBLE[1]
        stage.dress(DARK, 1.0, SMALL)
        notes["small"] = shown.width() <= SMALL[0] and shown.height() <= SMALL[1]
        noted[scene.name] = notes
        if shown is not stage.companion.window:
            shown.close()
    stage.companion.window.close()
    qapp.setStyleSheet(look[0])
    qapp.setFont(look[1])
    qapp.setPalette(look[2])
    return noted


@pytest.mark.parametrize("fault", ["unnamed", "unexplained", "unreached", "clipped", "behind"])
def test_no_state_of_the_window_has_a_control_that_is(fault, seen):
    assert {scene: notes[fault] for scene, notes in seen.items() if notes[fault]} == {}


@pytest.mark.parametrize("size", ["double", "small"])
def test_the_window_fits(size, seen):
    assert [scene for scene, notes in seen.items() if not notes[size]] == []


def _controls(window):
    """Give what takes the focus; the field of a box is one with the box."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox)
    ]


def _tell(widget):
    return f"{type(widget).__name__} {_name(widget) or widget.objectName()}"


def _name(widget):
    own = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    labels = (label.text() for label in widget.window().findChildren(QLabel)
              if label.buddy() is widget)  # fmt: skip
    return widget.accessibleName() or own or next(labels, "")


def _unnamed(window):
    return [_tell(widget) for widget in _controls(window) if not _name(widget)]


def _unexplained(window):
    """List buttons that have a sign or a letter only, and no tool tip."""
    return [
        _tell(button)
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and button.text()
        and sum(map(str.isalpha, button.text())) <= FEW_LETTERS
        and not button.toolTip()
    ]


def _unreached(stage):
    """Press Tab until it comes round, and list what it has not come to."""
    window = stage.subject
    window.activateWindow()
    stage.settle()
    wanted = [widget for widget in _controls(window)
              if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
    reached = []
    while (here := QApplication.focusWidget()) not in reached:
        reached.append(here)
        QTest.keyClick(here or window, Qt.Key.Key_Tab)
    # Arrows go on among round buttons.
    groups = {id(widget.group()) for widget in reached if isinstance(widget, QRadioButton)}
    missed = [
        _tell(widget)
        for widget in wanted
        if widget not in reached
        and not (isinstance(widget, QRadioButton) and id(widget.group()) in groups)
    ]
    return missed if here is reached[0] else [*missed, f"stuck at {_tell(here)}"]


def _clipped(window):
    return [
        _tell(widget)
        for widget in window.findChildren(QWidget)
        if _shown(widget) and (not _fits(widget) or _sticks_out(widget))
    ]


def _shown(widget):
    # A bar that has grown hides a button that Qt still takes for visible, and does not paint.
    return widget.isVisible() and not widget.isHidden()


def _behind(window):
    """List the bars of which a part has no room."""
    return [
        _tell(more.parent())
        for more in window.findChildren(QAbstractButton, "qt_toolbar_ext_button")
        if _shown(more)
    ]


def _fits(widget):
    """Tell whether a text has room, or can be read whole in a tool tip."""
    letters, inside = widget.fontMetrics(), widget.contentsRect()
    match widget:
        case QLabel() if widget.text() and widget.wordWrap():
            return widget.heightForWidth(widget.width()) <= widget.height()
        case QLabel() if widget.text():
            size = letters.size(0, widget.text())
            return size.width() <= inside.width() and size.height() <= inside.height()
        case QAbstractButton() if widget.text():
            # Of the one behind which a bar puts what has no room, no hint is right.
            bare = widget.objectName() == "qt_toolbar_ext_button"
            needed = letters.horizontalAdvance(widget.text()) if bare else widget.sizeHint().width()
            return needed <= widget.width() and letters.height() <= inside.height()
        case QComboBox() if not widget.isEditable():
            option = QStyleOptionComboBox()
            widget.initStyleOption(option)
            room = widget.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox,
                option,
                QStyle.SubControl.SC_ComboBoxEditField,
                widget,
            )
            text = widget.currentText()
            return letters.horizontalAdvance(text) <= room.width() or text in widget.toolTip()
        case QLineEdit():
            text = widget.displayText() or widget.placeholderText()
            written = letters.horizontalAdvance(text) <= inside.width()
            typed = bool(widget.displayText()) and not isinstance(
                widget.parent(), QAbstractSpinBox
            )  # it scrolls
            return letters.height() <= inside.height() and (
                written or typed or text in widget.toolTip()
            )
        case _:
            return True


def _sticks_out(widget):
    """Tell whether something lies beyond what holds it, where nothing scrolls."""
    holder = widget.parentWidget()
    if holder is None or widget.isWindow():
        return False
    if isinstance(holder.parentWidget(), QAbstractScrollArea):
        return False
    return not holder.rect().contains(widget.geometry())
