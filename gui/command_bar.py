"""Hear, render and place, in a tool bar; and lay bars beside each other where there is room."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QLabel, QMainWindow, QToolBar, QToolButton, QWidget

from gui.clock import Clock

_TOOLS = (
    ("play", "▶ Play"),
    ("loop", "Loop"),
    ("sync", "Sync"),
    None,
    ("render", "Render"),
    ("render_new", "Render new"),
    None,
    ("place", "Place"),
)
"""The actions with the shorter words they have here; None parts them."""


class CommandBar(QToolBar):
    """Hold what is done all day, and the place that is heard."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__("Commands", parent)
        self._clock = Clock()
        self._position = 0.0
        self._place = QLabel()
        self._place.setAccessibleName("Playhead")
        self.set_clock(self._clock)
        dress(self)
        for tool in _TOOLS:
            if tool is None:
                self.addSeparator()
            else:
                name, word = tool
                actions[name].setIconText(word)
                self.addAction(actions[name])
        self.insertWidget(actions["loop"], self._place)

    def show_place(self, position: float) -> None:
        """Show where on the timeline is what is heard, in seconds."""
        self._position = position
        self._place.setText(self._clock.text(position))

    def set_clock(self, clock: Clock) -> None:
        """Write the place in another way."""
        self._clock = clock
        self._place.setToolTip(f"Where on the timeline is what you hear. {clock.title}.")
        self._measure()
        self.show_place(self._position)

    def changeEvent(self, event: QEvent | None) -> None:
        """Give the place the room that letters of another size need."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._measure()

    def _measure(self) -> None:
        widest = self._clock.text(3599.999)
        self._place.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest))


def dress(bar: QToolBar) -> None:
    """Let a bar stay where it is, and be whole in every look."""
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    # What has no room is behind this one, whose picture is dark on dark.
    if more := bar.findChild(QToolButton, "qt_toolbar_ext_button"):
        more.setText("»")
        more.setToolTip("Show what has no room in this bar")
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)


def lay_beside(window: QMainWindow, first: QToolBar, second: QToolBar) -> None:
    """Put two bars in one row, or below each other where the window is too narrow for both."""
    beside = first.sizeHint().width() + second.sizeHint().width() <= window.width()
    if beside == window.toolBarBreak(second):
        change = window.removeToolBarBreak if beside else window.insertToolBarBreak
        change(second)
