"""The bars share a row where there is room, and what is done all day is in them."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QToolBar, QToolButton


@pytest.fixture
def window(open_companion, qtbot):
    window = open_companion().window
    window.show()
    qtbot.waitExposed(window)
    return window


def _bar(window, title):
    return next(bar for bar in window.findChildren(QToolBar) if bar.windowTitle() == title)


@pytest.mark.parametrize(("width", "rows"), [(1600, 1), (820, 2)])
def test_bars_share_a_row_where_there_is_room(window, qtbot, width, rows):
    window.resize(width, 700)
    tops = lambda: len({_bar(window, title).y() for title in ("Commands", "Level")})  # noqa: E731
    qtbot.waitUntil(lambda: tops() == rows)
    assert not _bar(window, "Commands").findChild(QToolButton, "qt_toolbar_ext_button").isVisible()


def test_the_words_of_the_bar_are_short_and_play_becomes_stop(window):
    actions = window.actions_by_name
    words = {action.iconText() for action in _bar(window, "Commands").actions() if action.text()}
    assert words == {"▶ Play", "Loop", "Sync", "Render", "Render new", "Place"}
    assert actions["render"].text() == "Render selected"  # in the menu it says more
