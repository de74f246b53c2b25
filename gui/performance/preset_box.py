"""Find a named shade by typing a part of its name."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QRectF, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import QComboBox, QCompleter, QWidget

from gui.performance.emotion_bar import paint_emotion
from gui.performance.mood_text import emotion_words
from gui.theme import Theme
from model.emotion import EMOTIONS, EmotionVector

_ICON = QSize(36, 8)
_ASKS = "Find a shade: sarcastic, deadpan …"


class PresetBox(QComboBox):
    """List the named shades, each with its bar of colours."""

    chosen = pyqtSignal(str)
    """The user wants the shade of this name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._presets: Mapping[str, EmotionVector] = {}
        self._shown = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setIconSize(_ICON)
        self.setAccessibleName("Named shade")
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if field := self.lineEdit():
            field.setAccessibleName(self.accessibleName())
            field.setPlaceholderText(_ASKS)
            field.setToolTip(_ASKS)
            field.editingFinished.connect(self._put_back)
        if completer := self.completer():
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.activated.connect(self._choose)

    def set_presets(self, presets: Mapping[str, EmotionVector]) -> None:
        """List other shades."""
        if presets == self._presets:
            return
        self._presets = presets
        self._fill()

    def show_preset(self, name: str) -> None:
        """Show the name of the shade that is set; empty where it has none."""
        self._shown = name
        self._put_back()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            for name in sorted(self._presets):
                emotion = self._presets[name]
                self.addItem(self._icon(emotion), name)
                words = emotion_words(emotion, len(EMOTIONS))
                self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self._put_back()

    def _icon(self, emotion: EmotionVector) -> QIcon:
        pixmap = QPixmap(_ICON)
        painter = QPainter(pixmap)
        paint_emotion(painter, QRectF(pixmap.rect()), emotion, self._theme)
        painter.end()
        return QIcon(pixmap)

    def _choose(self, index: int) -> None:
        self._shown = self.itemText(index)
        self.chosen.emit(self._shown)

    def _put_back(self) -> None:
        """Show what is set instead of letters that name no shade."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findText(self._shown) if self._shown else -1)
            if not self._shown:
                self.clearEditText()
