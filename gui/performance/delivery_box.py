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
    """Hold the seed of the chosen lines, and what holds for the whole project."""

    delivery_chosen = pyqtSignal(str)
    """The engine is to perform in this way from now on."""

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
        self._usual = self._delivery = ""
        self._usual_takes = 1
        self._names: tuple[str, ...] = ()
        self.seed = QSpinBox()
        self.takes = QSpinBox()
        self.delivery = QComboBox()
        self._delivery_title = QLabel("Delivery")
        self._prepare()
        guard.guard(self.seed, self.takes, self.delivery)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE)
        layout.setVerticalSpacing(SPACE // 2)
        for column, (label, field) in enumerate(
            (
                (QLabel("Seed"), self.seed),
                (QLabel("Takes"), self.takes),
                (self._delivery_title, self.delivery),
            )
        ):
            label.setBuddy(field)
            layout.addWidget(label, 0, column)
            layout.addWidget(field, 1, column)
            layout.setColumnStretch(column, 1)
        self.seed.valueChanged.connect(self._choose_seed)
        self.takes.valueChanged.connect(self._choose_takes)
        self.delivery.activated.connect(lambda _: self._choose_delivery())
        document.opened.connect(self._show_wishes)

    def set_usual(self, deliveries: Sequence[str], usual: str, takes: int) -> str:
        """Take the deliveries of an engine, and what holds for projects that wish nothing else.

        Give the delivery that holds for this project.
        """
        self._names, self._usual, self._usual_takes = tuple(deliveries), usual, takes
        self.delivery.clear()
        self.delivery.addItems([name.capitalize() for name in deliveries])
        for part in (self.delivery, self._delivery_title):
            part.setVisible(len(deliveries) > 1)
        self._delivery = self._wished()
        self._show_wishes()
        return self._delivery

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

    def _prepare(self) -> None:
        self.seed.setAccessibleName("Seed")
        self.seed.setRange(_ANY, 10**SEED_DIGITS - 1)
        self.seed.setKeyboardTracking(False)
        self.seed.setToolTip("The same seed gives the same take; “any” leaves it to the render.")
        self.takes.setAccessibleName("Number of takes")
        self.takes.setRange(1, _MOST_TAKES)
        self.takes.setKeyboardTracking(False)
        self.takes.setToolTip("How many takes of each line are rendered.")
        self.delivery.setAccessibleName("Delivery")
        self.delivery.setToolTip("A draft is quicker; takes of the other delivery become stale.")

    def _wished(self) -> str:
        session = self._document.session
        wished = session.ledger.get(*_DELIVERY, self._usual) if session else self._usual
        return wished if wished in self._names else self._usual

    def _show_wishes(self) -> None:
        """Show what is wished for the project that is open."""
        session = self._document.session
        with QSignalBlocker(self.takes):
            usual = self._usual_takes
            self.takes.setValue(session.ledger.get(*_TAKES, usual) if session else usual)
        self._show_delivery(self._wished())

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
