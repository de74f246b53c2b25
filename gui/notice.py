"""Say a sentence over the views that stays until it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from gui.sentence import sentence
from gui.theme import SPACE

PROBLEM, DONE = "⚠", "✓"
"""The signs before what is said."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Offer something to do about what is said."""

    title: str
    run: Callable[[], object]


class Notice(QFrame):
    """Show one sentence; a new one takes the place of the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", True)
        self.setAccessibleName("Message")
        self._sign = QLabel()
        self._sign.setProperty("warning", True)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a line may hold what looks like HTML
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._remedy: Remedy | None = None
        self._button = QToolButton()
        self._button.setObjectName("remedy")
        self._button.clicked.connect(self._help)
        close = QToolButton()
        close.setText("✕")
        close.setProperty("flat", True)
        close.setAccessibleName("Close the message")
        close.setToolTip("Close the message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE // 2, SPACE // 2, SPACE // 2)
        layout.setSpacing(SPACE)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """Give what is said now; empty where nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, sign: str = PROBLEM, remedy: Remedy | None = None) -> None:
        """Show a sentence, behind a sign, and beside a button that does something about it."""
        self._sign.setText(sign)
        self._dress(good=sign == DONE)
        self._text.setText(sentence(text))
        self._remedy = remedy
        self._button.setText("" if remedy is None else remedy.title)
        self._button.setVisible(remedy is not None)
        self.show()

    def _dress(self, *, good: bool) -> None:
        """Take the colours of what is said."""
        if self.property("good") != good and (style := self.style()) is not None:
            self.setProperty("good", good)
            for part in (self, self._sign):
                style.unpolish(part)
                style.polish(part)

    def _help(self) -> None:
        if self._remedy is not None:
            self._remedy.run()
