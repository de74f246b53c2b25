"""Let wheel and space bar do in the panel what they do to the control that has the focus."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget


class ControlGuard(QObject):
    """Watch over controls.

    The wheel scrolls the panel past a control without the focus, and does not change it. The space
    bar presses the button that has the focus before it plays a take.
    """

    def guard(self, *controls: QWidget) -> None:
        """Watch over more controls."""
        for control in controls:
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            control.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hand the wheel on; claim the space bar."""
        if event is None or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.Wheel and not watched.hasFocus():
            event.ignore()
            return True
        claims = event.type() == QEvent.Type.ShortcutOverride
        if claims and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return False


def is_typing(box: QSpinBox | QDoubleSpinBox) -> bool:
    """Tell whether a number is being typed that does not count yet."""
    written = f"{box.prefix()}{box.textFromValue(box.value())}{box.suffix()}"  # type: ignore[arg-type]
    special = box.specialValueText() if box.value() == box.minimum() else ""
    return box.hasFocus() and box.text() != (special or written)
