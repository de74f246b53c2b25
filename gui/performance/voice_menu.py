"""Offer what can be done with one's own voices: add, rename, remove."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QToolButton,
    QWidget,
)

from daw_bridge.dropped import RECORDINGS
from gui.performance.chosen_lines import ChosenLines
from gui.voice_shelf import VoiceShelf
from model.voices import Voice

_KINDS = f"Audio ({' '.join(f'*{ending}' for ending in sorted(RECORDINGS))});;All files (*)"


class VoiceMenu(QToolButton):
    """Open a menu about the voice that is shown."""

    chosen = pyqtSignal(object)
    """These files are to become voices."""

    def __init__(
        self, shelf: VoiceShelf, lines: ChosenLines, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._lines = lines
        self._voice: Voice | None = None
        self.setText("Yours")
        self.setAccessibleName("Your voices")
        self.setToolTip("Bring a recording of a voice, rename it, or remove it.")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.add, self.rename, self.remove = (QAction(self) for _ in range(3))
        self.add.setText("Add voice…")
        self.add.triggered.connect(self._add)
        self.rename.triggered.connect(self._rename)
        self.remove.triggered.connect(self._remove)
        menu.addAction(self.add)
        menu.addSeparator()
        menu.addActions([self.rename, self.remove])
        self.setMenu(menu)
        self.show_voice(None)

    def show_voice(self, voice: Voice | None) -> None:
        """Be about a voice; only the user's own can be renamed and removed."""
        self._voice = voice if voice is not None and voice.sign else None
        whom = f"“{self._voice.name}”" if self._voice else "your voice"
        self.rename.setText(f"Rename {whom}…")
        self.remove.setText(f"Remove {whom}…")
        for action in (self.rename, self.remove):
            action.setEnabled(self._voice is not None)

    def _add(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Recordings of voices", "", _KINDS)
        if names:
            self.chosen.emit([Path(name) for name in names])

    def _rename(self) -> None:
        if (voice := self._voice) is None:
            return
        normal = QLineEdit.EchoMode.Normal
        name, agreed = QInputDialog.getText(
            self, "Rename voice", f"What “{voice.name}” is to be called:", normal, voice.name
        )
        if agreed:
            self._shelf.rename(voice, name)

    def _remove(self) -> None:
        if (voice := self._voice) is None:
            return
        question = f"Remove “{voice.name}” and its recording? Takes that it has spoken stay."
        if n_lines := self._lines.spoken_by(voice):
            lines = "1 line" if n_lines == 1 else f"{n_lines} lines"
            question += f" {lines} of this project will need another voice."
        answer = QMessageBox.question(self, "Remove voice", question)
        if answer == QMessageBox.StandardButton.Yes:
            self._shelf.remove(voice)
