"""The bar over the timeline says whose lanes are shown, in as many words as it has room for."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget

from gui.timeline.bar import OF_ALL, OF_SELECTED, TimelineBar


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(window):
    bar = TimelineBar(window)
    bar.list_tracks(["", "MARA"])
    window.show()
    return bar


def test_words_are_left_out_where_there_is_little_room(bar):
    label = next(label for label in bar.findChildren(QLabel) if label.text() == "Lanes of")
    least = bar.minimumSizeHint()
    said = []
    for width in (2 * least.width(), least.width(), 2 * least.width()):
        bar.resize(width, least.height())
        said.append((bar.free.text(), label.isHidden()))
        # What it asks for does not depend on what it shows, but for what fonts round.
        assert bar.minimumSizeHint().width() == pytest.approx(least.width(), abs=2)
    assert said == [("✎ Draw by hand", False), ("✎", True), ("✎ Draw by hand", False)]


def test_tracks_are_offered_and_what_is_chosen_stays(bar, qtbot):
    box = bar.findChild(QComboBox, "lanes_of")
    assert bar.wanted == OF_SELECTED
    box.setCurrentText("MARA")
    bar.list_tracks(["TOM", "MARA"])
    assert bar.wanted == ("MARA",)
    bar.list_tracks(["TOM"])
    assert bar.wanted == OF_SELECTED
    with qtbot.waitSignal(bar.chosen):
        box.setCurrentText(OF_ALL)
        box.activated.emit(box.currentIndex())
    assert bar.wanted == OF_ALL


@pytest.mark.parametrize("button", ["Zoom out", "Zoom in", "Show the whole project"])
def test_its_buttons_ask_for_what_they_say(bar, qtbot, button):
    asked = dict(zip(
        ("Zoom out", "Zoom in", "Show the whole project"),
        (bar.zoomed_out, bar.zoomed_in, bar.fitted), strict=True,
    ))  # fmt: skip
    found = next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == button)
    with qtbot.waitSignal(asked[button]):
        found.click()
