"""Say what to do while no project is open."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import SPACE

_HOW = (
    "Draw a region over the time of each line, and write the line into its name:\n"
    "MARA (terrified, hushed): They are inside the wall."
)


class Welcome(QWidget):
    """Offer the two ways to begin."""

    open_asked = pyqtSignal()
    demo_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("Drop a project here")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        title.setFont(font)
        kinds = QLabel("REAPER, Ableton Live, Ardour, DAWproject, MIDI, CSV, SRT …")
        kinds.setProperty("muted", True)
        how = QLabel(_HOW)
        how.setProperty("muted", True)
        how.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        opening = QPushButton("Open project…")
        opening.setProperty("primary", True)
        opening.clicked.connect(self.open_asked)
        demo = QPushButton("Try the demo")
        demo.setToolTip("Eight lines in a harbour, ready to be rendered")
        demo.clicked.connect(self.demo_asked)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        for part in (title, kinds, opening, demo, how):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
