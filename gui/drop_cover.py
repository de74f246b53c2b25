"""Say over a widget what becomes of what is dragged there."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget

from gui.theme import SPACE


class DropCover(QLabel):
    """Lie over a widget while something is dragged over it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("cover")
        self.setProperty("cover", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence over all of the widget."""
        if (over := self.parentWidget()) is not None:
            self.setGeometry(over.rect().adjusted(SPACE, SPACE, -SPACE, -SPACE))
        self.setText(text)
        self.raise_()
        self.show()
