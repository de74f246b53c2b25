"""Say what to do while no project is open."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.daw_setup import DawSetup
from gui.theme import SPACE

_HOW = (
    "Draw a region over the time of each line, and write the line into its name:\n"
    "MARA (terrified, hushed): They are inside the wall."
)
_NOBODY = (
    "No REAPER, Live or Ardour was found where they usually are. "
    "If you have one: File > Settings > DAWs."
)


class Welcome(QWidget):
    """Offer the ways to begin.

    Args:
        setup: shows the DAWs of this computer and sets them up.
    """

    open_asked = pyqtSignal()
    demo_asked = pyqtSignal()

    def __init__(self, setup: DawSetup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._setup = setup
        self._title = QLabel("Drop a project here")
        self._title.setProperty("title", True)
        self._opening = QPushButton("Open project…")
        self._opening.setProperty("primary", True)
        self._opening.clicked.connect(self.open_asked)
        self._demo = QPushButton("Try the demo")
        self._demo.setToolTip("Fourteen lines in a harbour, ready to be rendered")
        self._demo.clicked.connect(self.demo_asked)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        for part in self._beginning():
            layout.addWidget(part)
        layout.addSpacing(2 * SPACE)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self._daws(), 2)
        below.addStretch(1)
        layout.addLayout(below)
        layout.addStretch(3)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Let Return open a project."""
        super().showEvent(event)
        self._opening.setFocus()

    def show_project(self, name: str) -> None:
        """Say that the project of this name has no lines."""
        self._title.setText(f"{name} has no lines yet")

    def close_down(self) -> None:
        """Wait for what is under way."""
        self._setup.close_down()

    def _beginning(self) -> tuple[QWidget, ...]:
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addStretch(1)
        row.addWidget(self._opening)
        row.addWidget(self._demo)
        row.addStretch(1)
        kinds = _muted("REAPER, Ableton Live, Ardour, DAWproject, MIDI, CSV, SRT …")
        return self._title, kinds, buttons, _muted(_HOW)

    def _daws(self) -> QWidget:
        if not self._setup.show_daws():
            return _muted(_NOBODY)
        box = QFrame()
        box.setProperty("card", True)
        heading = QLabel("On this computer")
        heading.setProperty("heading", True)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(heading)
        layout.addWidget(self._setup)
        return box


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    # This page is as wide as the lines that follow it, and asks for no more room than they do.
    label.setWordWrap(True)
    return label
