"""Choose whether the chosen lines are whispered, spoken or shouted, beside other lines."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import QComboBox, QWidget

from daw_bridge.level import Level, directed_level
from daw_bridge.phrasing import Line, Studio
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard

_TITLES: Mapping[Level, str] = {
    Level.NORMAL: "Spoken",
    Level.WHISPER: "Whispered",
    Level.SHOUT: "Shouted",
}
_DIRECTED = "As directed"
_ABOUT = "Where takes are brought to a loudness, whispers lie below the others and shouts above."


class LevelBox(QComboBox):
    """List the levels; the first entry leaves it to the direction."""

    def __init__(
        self, lines: ChosenLines, guard: ControlGuard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName("Level")
        self.setPlaceholderText("various")
        self.setToolTip(_ABOUT)
        self.addItem(_DIRECTED, "")
        for level, title in _TITLES.items():
            self.addItem(title, str(level))
        guard.guard(self)
        self.activated.connect(self._choose)

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        lines, studio = [row.line for row in self._lines.rows], self._lines.studio
        tag = common((line.text.tags.get("level", "").casefold() for line in lines), None)
        title = _DIRECTED
        if studio is not None:
            directed = common((_directed(line, studio) for line in lines), None)
            title += f": {_TITLES[directed].lower()}" if directed else ""
        with QSignalBlocker(self):
            self.setItemText(0, title)
            self.setCurrentIndex(-1 if tag is None else self.findData(tag))

    def _choose(self) -> None:
        self._lines.edit("Set level", tags={"level": self.currentData()})


def _directed(line: Line, studio: Studio) -> Level:
    """Give the level that a line has where no tag asks for one."""
    if "level" in line.text.tags:
        return directed_level(line.text, studio.levels)
    return line.level
