"""Choose which takes are asked for: from which seed, and how many."""

from __future__ import annotations

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import QSpinBox, QWidget

from daw_bridge.phrasing import SEED_DIGITS
from gui.document import Document
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard, is_typing
from gui.performance.side_by_side import side_by_side

_MOST_TAKES = 20
_ANY = -1
"""Place of the words that stand where there is no seed."""

_TAKES = ("wish", "takes")
"""Key of what is remembered for a project."""


class OrderBox(QWidget):
    """Hold the seed of the chosen lines, and the number of takes for the whole project."""

    def __init__(
        self,
        document: Document,
        lines: ChosenLines,
        guard: ControlGuard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._lines = lines
        self._usual = 1
        self.seed = QSpinBox()
        self.takes = QSpinBox()
        self._prepare()
        guard.guard(self.seed, self.takes)
        self.setLayout(side_by_side({"Seed": self.seed, "Takes": self.takes}))
        self.seed.valueChanged.connect(self._choose_seed)
        self.takes.valueChanged.connect(self._choose_takes)
        document.opened.connect(self._show_wish)

    def set_usual(self, takes: int) -> None:
        """Take how many takes there are in projects that wish nothing else."""
        self._usual = takes
        self._show_wish()

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        seeds = [row.line.seed for row in self._lines.rows]
        if not seeds or is_typing(self.seed):
            return
        seed = common(seeds, _ANY)
        various = seed == _ANY
        with QSignalBlocker(self.seed):
            self.seed.setSpecialValueText("various" if various else "any")
            self.seed.setValue(_ANY if seed is None else seed)

    def _prepare(self) -> None:
        self.seed.setAccessibleName("Seed")
        self.seed.setRange(_ANY, 10**SEED_DIGITS - 1)
        self.seed.setKeyboardTracking(False)
        self.seed.setToolTip("The same seed gives the same take; “any” leaves it to the render.")
        self.takes.setAccessibleName("Number of takes")
        self.takes.setRange(1, _MOST_TAKES)
        self.takes.setKeyboardTracking(False)
        self.takes.setToolTip("How many takes of each line are rendered.")

    def _show_wish(self) -> None:
        """Show what is wished for the project that is open."""
        session = self._document.session
        with QSignalBlocker(self.takes):
            self.takes.setValue(
                session.ledger.get(*_TAKES, self._usual) if session else self._usual
            )

    def _choose_seed(self, seed: int) -> None:
        self._lines.edit("Set seed", tags={"seed": "" if seed == _ANY else str(seed)})

    def _choose_takes(self, takes: int) -> None:
        self._document.edits.note(*_TAKES, takes)
