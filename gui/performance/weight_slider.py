"""Set one weight: a slider, and its number, which can be typed."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSlider

from gui.performance.control_guard import ControlGuard
from gui.theme import Theme

SETTLE_MS = 350
"""After the last key, until what was chosen counts as one step."""

_STEPS = 100
"""Of the slider, for each 1."""

_VARIOUS = "various"


class WeightSlider(QObject):
    """Hold a slider and a number that show the same weight; they are laid out by their owner.

    Args:
        name: as it is read aloud.
        most: highest weight.
    """

    moved = pyqtSignal(float)
    """The weight is being changed; more may come."""

    chosen = pyqtSignal(float)
    """The weight has been changed: one step."""

    def __init__(self, name: str, guard: ControlGuard, most: float = 1.0) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(name)
        self.slider.setRange(0, round(most * _STEPS))
        self.slider.setSingleStep(5)
        self.slider.setPageStep(20)
        self.number = QDoubleSpinBox()
        self.number.setAccessibleName(f"{name}, number")
        self.number.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setSingleStep(0.05)
        # Below 0 is the place of the word that stands where lines differ.
        self.number.setRange(-0.01, most)
        self.number.setSpecialValueText(_VARIOUS)
        self.number.setKeyboardTracking(False)
        guard.guard(self.slider, self.number)
        self.number.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._choose)
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderReleased.connect(self._choose)
        self.number.valueChanged.connect(self._type)

    @property
    def weight(self) -> float:
        """Give what the slider says."""
        return self.slider.value() / _STEPS

    @property
    def busy(self) -> bool:
        """Tell whether the weight is being changed."""
        return self.slider.isSliderDown() or self._settle.isActive()

    def show_weight(self, weight: float | None) -> None:
        """Show a weight; None says that lines differ."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((weight or 0.0) * _STEPS))
        shown = self.number.minimum() if weight is None else round(weight, self.number.decimals())
        # A number that is set is written anew, also where it is the same.
        if shown != self.number.value():
            with QSignalBlocker(self.number):
                self.number.setValue(shown)

    def set_colour(self, colour: str, theme: Theme) -> None:
        """Paint in a colour."""
        self.slider.setStyleSheet(_slider_style(colour, theme))
        self.number.setStyleSheet(
            f"QDoubleSpinBox {{ color: {theme.text}; background: transparent;"
            f" border: 1px solid transparent; padding: 0; }}"
            f"QDoubleSpinBox:focus {{ border: 1px solid {theme.accent}; }}"
        )

    def settle(self) -> None:
        """Let what is being changed count now."""
        if self._settle.isActive():
            self._choose()

    def _slide(self) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(self.weight)
        self.moved.emit(self.weight)
        if not self.slider.isSliderDown():
            self._settle.start()

    def _type(self, weight: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(weight * _STEPS))
        with QSignalBlocker(self.number):
            self.number.setValue(self.weight)
        self.moved.emit(self.weight)
        self._choose()

    def _choose(self) -> None:
        self._settle.stop()
        self.chosen.emit(self.weight)


def _slider_style(colour: str, theme: Theme) -> str:
    return f"""
QSlider {{ border: 0; min-height: 18px; }}
QSlider::groove:horizontal {{ height: 4px; background: {theme.line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ height: 4px; background: {colour}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
  background: {colour}; border: 1px solid {theme.panel}; }}
QSlider::handle:horizontal:focus {{ border: 1px solid {theme.text}; }}
QSlider:focus {{ border: 1px solid {theme.accent}; border-radius: 4px; }}
"""
