"""Choose how takes are made: with which seed, how many, in draft or final."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QGridLayout, QLabel, QSpinBox, QWidget

from daw_bridge.phrasing import SEED_DIGITS
from gui.document import Document
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard
from gui.theme import SPACE

_MOST_TAKES = 20
_ANY = -1
"""Place of the words that stand where there is no seed."""

_TAKES, _DELIVERY = ("wish", "takes"), ("wish", "delivery")
"""Keys of what is remembered for a project."""


class DeliveryBox(QWidget):
    """Hold the seed of the chosen lines, and what holds for the whole project.

    Args:
        deliveries: that the engine knows, the usual one first.
    """

    delivery_chosen = pyqtSignal(str)
    """The engine is to perform in this way from now on."""

    def __init__(
        self,
        document: Document,
        lines: ChosenLines,
        deliveries: Sequence[str],
        guard: ControlGuard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._lines = lines
        self._usual = deliveries[0] if deliveries else ""
        self._delivery = self._usual
        self.seed = QSpinBox()
        self.takes = QSpinBox()
        self.delivery = QComboBox()
        self._prepare(deliveries)
        guard.guard(self.seed, self.takes, self.delivery)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE)
        layout.setVerticalSpacing(SPACE // 2)
        for column, (title, field) in enumerate(
            (("Seed", self.seed), ("Takes", self.takes), ("Delivery", self.delivery))
        ):
            label = QLabel(title)
            label.setBuddy(field)
            label.setVisible(field is not self.delivery or len(deliveries) > 1)
            layout.addWidget(label, 0, column)
            layout.addWidget(field, 1, column)
            layout.setColumnStretch(column, 1)
        self.seed.valueChanged.connect(self._choose_seed)
        self.takes.valueChanged.connect(self._choose_takes)
        self.delivery.activated.connect(lambda _: self._choose_delivery())
        document.opened.connect(self._remember)

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        seeds = [row.line.seed for row in self._lines.rows]
        if not seeds:
            return
        seed = common(seeds, _ANY)
        various = seed == _ANY
        with QSignalBlocker(self.seed):
            self.seed.setSpecialValueText("various" if various else "any")
            self.seed.setValue(_ANY if seed is None else seed)

    def _prepare(self, deliveries: Sequence[str]) -> None:
        self.seed.setAccessibleName("Seed")
        self.seed.setRange(_ANY, 10**SEED_DIGITS - 1)
        self.seed.setKeyboardTracking(False)
        self.seed.setToolTip("The same seed gives the same take; “any” leaves it to the render.")
        self.takes.setAccessibleName("Number of takes")
        self.takes.setRange(1, _MOST_TAKES)
        self.takes.setKeyboardTracking(False)
        self.takes.setToolTip("How many takes of each line are rendered.")
        self.delivery.setAccessibleName("Delivery")
        self.delivery.addItems([name.capitalize() for name in deliveries])
        self.delivery.setToolTip("A draft is quicker; takes of the other delivery become stale.")
        self.delivery.setVisible(len(deliveries) > 1)
        self._names = tuple(deliveries)

    def _remember(self) -> None:
        """Show what was wished for the project that has been opened."""
        session = self._document.session
        if session is None:
            return
        with QSignalBlocker(self.takes):
            self.takes.setValue(session.ledger.get(*_TAKES, 1))
        wished = session.ledger.get(*_DELIVERY, self._usual)
        self._show_delivery(wished if wished in self._names else self._usual)

    def _show_delivery(self, name: str) -> None:
        if name in self._names:
            self.delivery.setCurrentIndex(self._names.index(name))
        if name != self._delivery:
            self._delivery = name
            self.delivery_chosen.emit(name)

    def _choose_seed(self, seed: int) -> None:
        self._lines.edit("Set seed", tags={"seed": "" if seed == _ANY else str(seed)})

    def _choose_takes(self, takes: int) -> None:
        if session := self._document.session:
            session.ledger.note({_TAKES: takes})

    def _choose_delivery(self) -> None:
        name = self._names[self.delivery.currentIndex()]
        if session := self._document.session:
            session.ledger.note({_DELIVERY: name})
        self._show_delivery(name)
