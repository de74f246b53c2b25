"""Choose how fast the chosen lines are spoken."""

from __future__ import annotations

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import QDoubleSpinBox, QWidget

from daw_bridge.phrase_time import FASTEST_PACE, SLOWEST_PACE
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard, is_typing

_STEP = 0.05
_FILLED = SLOWEST_PACE - _STEP
"""Place of the words that stand where there is no pace."""

_ABOUT = (
    "How fast the words are spoken, 1 as nobody hurries; silence takes the rest of the region. "
    "Without a pace the words fill it. Where there is too little time, they fill it too."
)


class PaceBox(QDoubleSpinBox):
    """Hold the pace; below the slowest, the words take the time of the region."""

    def __init__(
        self, lines: ChosenLines, guard: ControlGuard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName("Pace")
        self.setToolTip(_ABOUT)
        self.setRange(_FILLED, FASTEST_PACE)
        self.setSingleStep(_STEP)
        self.setSuffix(" × unhurried")
        self.setKeyboardTracking(False)
        guard.guard(self)
        self.valueChanged.connect(self._choose)

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        if is_typing(self):
            return
        tag = common((row.line.text.tags.get("pace", "") for row in self._lines.rows), None)
        with QSignalBlocker(self):
            self.setSpecialValueText("various" if tag is None else "Fill the region")
            self.setValue(_read(tag or ""))

    def _choose(self, pace: float) -> None:
        tag = f"{pace:g}" if pace > _FILLED + _STEP / 2 else ""
        self._lines.edit("Set pace", tags={"pace": tag})


def _read(tag: str) -> float:
    try:
        return float(tag)
    except ValueError:
        return _FILLED
