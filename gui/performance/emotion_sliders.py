"""Set the eight weights one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.performance.control_guard import ControlGuard
from gui.performance.weight_slider import WeightSlider
from gui.theme import SPACE, Theme
from model.emotion import EMOTIONS


class EmotionSliders(QWidget):
    """Show eight weights, each in the colour of its emotion."""

    moved = pyqtSignal(str, float)
    """A weight is being changed: the emotion, and its weight now."""

    chosen = pyqtSignal(str, float)
    """A weight has been changed: one step."""

    def __init__(self, theme: Theme, guard: ControlGuard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE)
        layout.setVerticalSpacing(SPACE // 4)
        layout.setColumnStretch(1, 1)
        self.weights = {name: WeightSlider(name, guard) for name in EMOTIONS}
        for row, (name, weight) in enumerate(self.weights.items()):
            label = QLabel(name.capitalize())
            label.setBuddy(weight.slider)
            layout.addWidget(label, row, 0)
            layout.addWidget(weight.slider, row, 1)
            layout.addWidget(weight.number, row, 2)
            weight.moved.connect(lambda value, name=name: self.moved.emit(name, value))
            weight.chosen.connect(lambda value, name=name: self.chosen.emit(name, value))
        self.set_theme(theme)

    @property
    def busy(self) -> bool:
        """Tell whether a weight is being changed."""
        return any(weight.busy for weight in self.weights.values())

    def show_weights(self, weights: Sequence[float | None]) -> None:
        """Show weights in the order of `EMOTIONS`; None says that lines differ."""
        for slider, weight in zip(self.weights.values(), weights, strict=True):
            slider.show_weight(weight)

    def settle(self) -> None:
        """Let what is being changed count now."""
        for weight in self.weights.values():
            weight.settle()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        for name, weight in self.weights.items():
            weight.set_colour(theme.emotion(name).name(), theme)
