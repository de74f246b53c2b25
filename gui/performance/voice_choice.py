"""Choose one of many voices, which stand below headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPaintEvent, QPalette, QStandardItemModel
from PyQt6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget


@dataclass(frozen=True, slots=True)
class VoiceItem:
    """Offer a voice by its name; a heading has none, and cannot be chosen."""

    text: str
    name: str | None = None


class VoiceChoice(QComboBox):
    """List voices; words that have no room end in dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[VoiceItem] = ()
        self.setPlaceholderText("various")
        self.setAccessibleName("Voice")
        self.setMinimumContentsLength(10)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def show_items(self, items: Sequence[VoiceItem]) -> None:
        """List items; a list that is just so may be open under the mouse, and stays."""
        if items == self._items:
            return
        self._items = items
        self.clear()
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for index, item in enumerate(items):
            self.addItem(item.text, item.name)
            if item.name is None and (heading := model.item(index)) is not None:
                heading.setEnabled(False)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint as any other box, with dots."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
            muted = option.palette.brush(QPalette.ColorRole.PlaceholderText)
            option.palette.setBrush(QPalette.ColorRole.ButtonText, muted)
        if (style := self.style()) is not None:
            whole, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
            width = style.subControlRect(whole, option, field, self).width()
            option.currentText = self.fontMetrics().elidedText(
                option.currentText, Qt.TextElideMode.ElideRight, width
            )
            painter.drawComplexControl(whole, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
