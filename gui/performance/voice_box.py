"""Choose the voice of the chosen lines, hear it, and bring one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.timeline import Region
from gui.engine import voice_note
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard
from gui.performance.voice_choice import VoiceChoice, VoiceItem
from gui.performance.voice_menu import VoiceMenu
from gui.sentence import sentence
from gui.theme import SPACE
from gui.voice_shelf import VoiceShelf
from model.voices import Voice

_INVITATION = "Drop a recording here to add a voice."


class VoiceBox(QWidget):
    """List the voices.

    Args:
        audition: plays an audio file in the place of a region; None where nothing can be heard.
    """

    def __init__(
        self,
        lines: ChosenLines,
        shelf: VoiceShelf,
        guard: ControlGuard,
        audition: Callable[[Region, Path], None] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._shelf = shelf
        self._audition = audition
        self.choice = VoiceChoice()
        self.hear = QPushButton("Hear")
        self.more = VoiceMenu(shelf, lines)
        self.note = QLabel()
        self._lay_out()
        guard.guard(self.choice, self.hear, self.more)
        self.choice.activated.connect(self._choose)
        self.hear.clicked.connect(self._play)
        self.more.chosen.connect(self.bring)
        shelf.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        rows = self._lines.rows
        if not rows:
            return
        tag = common((row.line.text.tags.get("voice", "") for row in rows), None)
        cast = common((row.line.voice for row in rows if not row.line.text.tags.get("voice")), "")
        meant = self._shelf.find(tag) if tag else None
        name = meant.name if meant else tag
        with QSignalBlocker(self.choice):
            first = VoiceItem(f"From the cast: {cast}" if cast else "From the cast", "")
            self.choice.show_items([first, *self._known(unknown="" if meant else tag or "")])
            self.choice.setCurrentIndex(-1 if name is None else self.choice.findData(name))
            self.choice.setToolTip(self.choice.currentText())
        voice = self._shown()
        self.hear.setEnabled(voice is not None)
        self.more.show_voice(voice)
        self._say(voice)

    def bring(self, files: Sequence[Path]) -> None:
        """Make voices of recordings; one alone speaks the chosen lines from then on."""
        use = partial(self._use, self._lines.holder()) if self._lines.rows else None
        self._shelf.add(files, use)

    def _lay_out(self) -> None:
        self.hear.setToolTip("Play a few seconds of this voice.")
        self.hear.setVisible(self._audition is not None)
        self.note.setProperty("muted", True)
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.choice, 1)
        row.addWidget(self.hear)
        row.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(row)
        layout.addWidget(self.note)

    def _known(self, unknown: str) -> Iterator[VoiceItem]:
        """Yield the voices, the user's own first, and a name that nobody has."""
        own = self._shelf.own
        names = {voice.name for voice in own}
        installed = [one for one in self._shelf.installed.values() if one.name not in names]
        if own:
            yield VoiceItem("Yours")
        yield from map(_item, own)
        if own:
            yield VoiceItem("Installed")
        yield from map(_item, installed)
        if unknown:
            yield VoiceItem(f"{unknown} (not there)", unknown)

    def _choose(self) -> None:
        self._lines.edit("Set voice", tags={"voice": self.choice.currentData()})

    def _use(self, lines: ChosenLines, voice: Voice) -> str:
        lines.edit("Set voice", tags={"voice": voice.name})
        n_lines = len(lines.rows)
        return "speaks this line now" if n_lines == 1 else f"speaks {n_lines} lines now"

    def _shown(self) -> Voice | None:
        """Give the voice that is chosen, or that all lines are cast with."""
        name = self.choice.currentData()
        if name == "":
            name = common((row.line.voice for row in self._lines.rows), None)
        return self._shelf.find(name) if name else None

    def _say(self, voice: Voice | None) -> None:
        """Say what the engine makes of the voice, or how to bring one's own."""
        note = sentence(voice_note(self._shelf.engine, voice)) if voice else ""
        if not note and not self._shelf.own:
            note = _INVITATION
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _play(self) -> None:
        voice, rows = self._shown(), self._lines.rows
        if voice is not None and rows and self._audition is not None:
            self._audition(rows[0].line.region, voice.prompt)


def _item(voice: Voice) -> VoiceItem:
    return VoiceItem(f"{voice.name} — {voice.about}", voice.name)
