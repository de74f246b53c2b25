"""Show what lanes, direction and hand say and what comes of it, and choose who decides."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLabel, QRadioButton, QWidget

from gui.performance.emotion_bar import EmotionBar
from gui.performance.mood_text import Source, emotion_words
from gui.theme import SPACE, Theme
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector

_TITLES: Mapping[Source, tuple[str, str]] = {
    Source.LANES: ("Lanes", "Perform what the lanes say, and leave the direction unheard."),
    Source.DIRECTION: ("Direction", "Perform the direction; lanes that speak count half."),
    Source.OWN: ("Own", "Perform what is set below; lanes that speak count half."),
}


class SourceBox(QWidget):
    """Hold a row for each source, and one for what will be performed."""

    chosen = pyqtSignal(object)
    """The user wants this `Source` to decide."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 2)
        self._group = QButtonGroup(self)
        self._theme = theme
        self.buttons: dict[Source, QRadioButton] = {}
        self.bars: dict[str, EmotionBar] = {}
        self._words: dict[str, QLabel] = {}
        for row, (source, (title, about)) in enumerate(_TITLES.items()):
            button = self.buttons[source] = QRadioButton(title)
            button.setToolTip(about)
            button.clicked.connect(lambda _=False, source=source: self.chosen.emit(source))
            self._group.addButton(button)
            self._add_row(row, source, button)
        line = QFrame()
        line.setProperty("rule", True)
        self._grid.addWidget(line, len(_TITLES), 0, 1, 3)
        performed = QLabel("Performed")
        performed.setProperty("heading", True)
        self._add_row(len(_TITLES) + 1, "performed", performed)
        self._how = QLabel()
        self._how.setProperty("muted", True)
        self._how.setWordWrap(True)
        self._grid.addWidget(self._how, len(_TITLES) + 2, 1, 1, 2)

    @property
    def how(self) -> str:
        """Give the sentence on how the performance comes about."""
        return self._how.text()

    def show_source(self, source: Source | None) -> None:
        """Mark who decides; None says that lines differ."""
        self._group.setExclusive(False)
        for of, button in self.buttons.items():
            button.setChecked(of is source)
        self._group.setExclusive(True)

    def show_said(self, source: Source, emotion: EmotionVector | None, *, various: bool) -> None:
        """Show what a source says; None where it says nothing."""
        self._show(source, emotion, various)
        title, _ = _TITLES[source]
        self.buttons[source].setAccessibleName(f"{title}: {self._words[source].text()}")

    def show_performed(self, emotion: EmotionVector | None, how: str, *, various: bool) -> None:
        """Show what will be performed, and how it comes about."""
        self._show("performed", emotion, various)
        self._how.setText(how)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        for bar in self.bars.values():
            bar.set_theme(theme)

    def _add_row(self, row: int, key: str, title: QWidget) -> None:
        self.bars[key], self._words[key] = EmotionBar(self._theme), QLabel()
        self._words[key].setWordWrap(True)
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(self.bars[key], row, 1)
        self._grid.addWidget(self._words[key], row, 2)

    def _show(self, key: str, emotion: EmotionVector | None, various: bool) -> None:
        words = "various" if various else emotion_words(emotion)
        self.bars[key].show_emotion(NEUTRAL if various or emotion is None else emotion)
        label = self._words[key]
        label.setText(words)
        label.setToolTip(words if various else emotion_words(emotion, len(EMOTIONS)))
        label.setAccessibleName(f"{key}: {label.toolTip()}")
