"""Choose who performs the project: which engine, in draft or final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.document import Document
from gui.engine import EngineChoice
from gui.performance.control_guard import ControlGuard
from gui.performance.side_by_side import side_by_side
from gui.theme import SPACE
from model import delivery, engines
from model.manner import Manner

_ENGINE, _DELIVERY = ("wish", "engine"), ("wish", "delivery")
"""Keys of what is remembered for a project."""


class MannerBox(QWidget):
    """Hold what the project is performed with; what is queued already keeps its own."""

    chosen = pyqtSignal(object)
    """What is asked for from now on is to be performed in this `Manner`."""

    weights_asked = pyqtSignal()
    """The user wants to get an engine that is missing."""

    def __init__(
        self, document: Document, guard: ControlGuard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._choices: Mapping[str, EngineChoice] = {}
        self._usual = self._manner = document.manner
        self.engine = QComboBox()
        self.delivery = QComboBox()
        self.missing = QLabel()
        self.get = QPushButton("Get…")
        self._lay_out()
        guard.guard(self.engine, self.delivery, self.get)
        self.engine.activated.connect(lambda _: self._choose_engine())
        self.delivery.activated.connect(lambda _: self._choose_delivery())
        self.get.clicked.connect(self.weights_asked)
        document.opened.connect(self._show_wish)

    def set_usual(self, choices: Sequence[EngineChoice], usual: Manner) -> None:
        """Take the engines there are, and what holds for projects that wish nothing else."""
        self._choices = {choice.name: choice for choice in choices}
        self._usual = usual
        self.engine.clear()
        for choice in choices:
            self.engine.addItem(choice.title if choice.deliveries else f"{choice.title} …",
                                choice.name)  # fmt: skip
        self._show_wish()

    def _lay_out(self) -> None:
        self.engine.setAccessibleName("Engine")
        self.engine.setToolTip("Who performs; takes of another engine become stale.")
        self.delivery.setAccessibleName("Delivery")
        self.delivery.setToolTip("A draft is quicker; takes of another delivery become stale.")
        for box in (self.engine, self.delivery):
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.missing.setWordWrap(True)
        self.missing.setProperty("warning", True)
        self.get.setAccessibleName("Get the weights")
        self.get.setToolTip("Show what there is to get, how large it is and on what terms.")
        below = QHBoxLayout()
        below.setSpacing(SPACE)
        below.addWidget(self.missing, 1)
        below.addWidget(self.get)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(side_by_side({"Engine": self.engine, "Delivery": self.delivery}))
        layout.addLayout(below)
        self._say_missing(None)

    def _wish(self) -> Manner:
        """Give what is wished for the project that is open, whether it can be had or not."""
        if (session := self._document.session) is None:
            return self._usual
        return Manner(
            session.ledger.get(*_ENGINE, self._usual.engine),
            session.ledger.get(*_DELIVERY, self._usual.delivery),
        )

    def _show_wish(self) -> None:
        """Let hold what is wished; the voice that ships stands in for an engine that is gone."""
        wish = self._wish()
        gone = self._unless_installed(wish.engine)
        self._say_missing(gone)
        self._perform(wish if gone is None else Manner(engines.SHIPPED, wish.delivery))

    def _unless_installed(self, name: str) -> EngineChoice | None:
        choice = self._choices.get(name, EngineChoice(name, name, ()))
        return None if choice.deliveries else choice

    def _perform(self, manner: Manner) -> None:
        """Show a manner, and tell it where it is another one."""
        choice = self._choices.get(manner.engine)
        if choice is None:
            return
        if manner.delivery not in choice.deliveries:
            manner = Manner(manner.engine, delivery.USUAL)
        self.engine.setCurrentIndex(self.engine.findData(manner.engine))
        self.delivery.clear()
        for name in choice.deliveries:
            self.delivery.addItem(name.capitalize(), name)
        self.delivery.setCurrentIndex(self.delivery.findData(manner.delivery))
        if manner != self._manner:
            self._manner = manner
            self.chosen.emit(manner)

    def _say_missing(self, choice: EngineChoice | None) -> None:
        """Say that an engine is not here; None takes the words away."""
        words = ""
        if choice is not None:
            size = f": {choice.n_bytes / 1e9:.1f} GB of weights" if choice.n_bytes else ""
            words = f"{choice.title} is not installed{size}."
        self.missing.setText(words)
        for part in (self.missing, self.get):
            part.setVisible(choice is not None)

    def _choose_engine(self) -> None:
        name = self.engine.currentData()
        gone = self._unless_installed(name)
        self._say_missing(gone)
        if gone is not None:
            self._perform(self._manner)
            return
        self._remember(_ENGINE, name)
        self._perform(Manner(name, self._manner.delivery))

    def _choose_delivery(self) -> None:
        name = self.delivery.currentData()
        self._remember(_DELIVERY, name)
        self._perform(Manner(self._manner.engine, name))

    def _remember(self, key: tuple[str, str], name: str) -> None:
        self._document.edits.note(*key, name)
