"""Choose the voice of the chosen lines, and hear it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from daw_bridge.timeline import Region
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard
from gui.theme import SPACE
from model.voices import Voice


class VoiceBox(QWidget):
    """List the voices.

    Args:
        voices: that are installed, by name.
        audition: plays an audio file in the place of a region; None where nothing can be heard.
    """

    def __init__(
        self,
        lines: ChosenLines,
        voices: Mapping[str, Voice],
        guard: ControlGuard,
        audition: Callable[[Region, Path], None] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._voices = voices
        self._audition = audition
        self._items: list[tuple[str, str]] = []
        self.choice = QComboBox()
        self.choice.setPlaceholderText("various")
        self.choice.setAccessibleName("Voice")
        self.choice.setMinimumContentsLength(10)
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.hear = QPushButton("Hear")
        self.hear.setToolTip("Play a few seconds of this voice.")
        self.hear.setVisible(audition is not None)
        guard.guard(self.choice, self.hear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.hear)
        self.choice.activated.connect(self._choose)
        self.hear.clicked.connect(self._play)

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        rows = self._lines.rows
        if not rows:
            return
        tag = common((row.line.text.tags.get("voice", "") for row in rows), None)
        cast = common((row.line.voice for row in rows if not row.line.text.tags.get("voice")), "")
        items = [(f"From the cast: {cast}" if cast else "From the cast", "")]
        items += [(f"{name} — {voice.about}", name) for name, voice in self._voices.items()]
        if tag and tag not in self._voices:
            items.append((f"{tag} (not installed)", tag))
        with QSignalBlocker(self.choice):
            self._list(items)
            self.choice.setCurrentIndex(-1 if tag is None else self.choice.findData(tag))
        self.hear.setEnabled(self._heard() is not None)

    def _list(self, items: list[tuple[str, str]]) -> None:
        """List items; a list that is just so may be open under the mouse, and stays."""
        if items != self._items:
            self._items = items
            self.choice.clear()
            for text, name in items:
                self.choice.addItem(text, name)

    def _choose(self) -> None:
        self._lines.edit("Set voice", tags={"voice": self.choice.currentData()})

    def _heard(self) -> Voice | None:
        name = self.choice.currentData()
        if name == "":
            name = common((row.line.voice for row in self._lines.rows), None)
        return self._voices.get(name or "")

    def _play(self) -> None:
        voice, rows = self._heard(), self._lines.rows
        if voice is not None and rows and self._audition is not None:
            self._audition(rows[0].line.region, voice.prompt)
