"""Say over the timeline whose lanes are shown and what the pointer is at, and hold its buttons."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.theme import SPACE
from gui.timeline.names import EVERYBODY

OF_SELECTED, OF_ALL = "Selected line", "All tracks"
_LETTERS = 11
"""Of a track's name have room; a name may be as long as a line."""

_SIGN, _WORDS = "✎", "✎ Draw by hand"
_ABOUT_DRAWING = (
    "Draw lanes by hand (D). Without it: double-click adds or deletes a point, "
    "and points and lines are dragged."
)


class TimelineBar(QWidget):
    """Hold what stands over the timeline; where there is little room, in fewer words."""

    chosen = pyqtSignal()
    """Other lanes are to be shown."""

    zoomed_out = pyqtSignal()
    zoomed_in = pyqtSignal()
    fitted = pyqtSignal()
    """The whole project is to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel("Lanes of")
        self._lanes_of = QComboBox()
        self._lanes_of.setObjectName("lanes_of")
        self._lanes_of.setAccessibleName("Whose emotion lanes are shown")
        self._lanes_of.setToolTip("Whose emotion lanes are shown")
        self._lanes_of.setMinimumContentsLength(_LETTERS)
        self._lanes_of.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._lanes_of.activated.connect(lambda _: self.chosen.emit())
        self._label.setBuddy(self._lanes_of)
        self.free = QToolButton()
        self.free.setObjectName("draw_by_hand")
        self.free.setAccessibleName("Draw by hand")
        self.free.setText(_WORDS)
        self.free.setCheckable(True)
        self.free.setShortcut("D")
        self.free.setToolTip(_ABOUT_DRAWING)
        self.readout = QLabel()
        self.readout.setObjectName("readout")
        self.readout.setProperty("muted", True)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()

    @property
    def wanted(self) -> str | tuple[str, ...]:
        """Give `OF_SELECTED`, `OF_ALL`, or the tracks whose lanes are to be shown."""
        data: str | tuple[str, ...] = self._lanes_of.currentData()
        return data

    def list_tracks(self, tracks: Iterable[str]) -> None:
        """Offer these tracks, and stay with what is chosen."""
        present = self._lanes_of.currentText() or OF_SELECTED
        self._lanes_of.clear()
        for words in (OF_SELECTED, OF_ALL):
            self._lanes_of.addItem(words, words)
        self._lanes_of.insertSeparator(self._lanes_of.count())
        for track in tracks:
            self._lanes_of.addItem(track or EVERYBODY, (track,))
        self._lanes_of.setCurrentIndex(max(self._lanes_of.findText(present), 0))

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the fewest words."""
        return QSize(self._width(wordy=False), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave words out, or put them back."""
        super().resizeEvent(event)
        wordy = self.width() >= self._width(wordy=True)
        self._label.setVisible(wordy)
        self.free.setText(_WORDS if wordy else _SIGN)

    def _width(self, *, wordy: bool) -> int:
        """Give the room that all takes with more words or with less."""
        now, width = not self._label.isHidden(), super().minimumSizeHint().width()
        if wordy == now:
            return width
        letters = self.free.fontMetrics()
        words = letters.horizontalAdvance(_WORDS) - letters.horizontalAdvance(_SIGN)
        words += self._label.sizeHint().width() + SPACE
        return width + (words if wordy else -words)

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self)
        bar.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        bar.setSpacing(SPACE)
        for widget in (self._label, self._lanes_of, self.free):
            bar.addWidget(widget)
        bar.addWidget(self.readout, 1)
        for words, name, asked in (
            ("−", "Zoom out", self.zoomed_out),
            ("+", "Zoom in", self.zoomed_in),
            ("Fit", "Show the whole project", self.fitted),
        ):
            button = QToolButton()
            button.setText(words)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda _=False, signal=asked: signal.emit())
            bar.addWidget(button)
