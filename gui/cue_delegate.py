"""Paint the cells of the cue list that say more than words: state, fit, emotion."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from daw_bridge.session.cue_row import CueRow
from gui.cue_columns import INDEX
from gui.cue_model import ROW_ROLE
from gui.theme import ROW_HEIGHT, SPACE, STATE_SIGNS, Theme
from model.emotion import EMOTIONS

_WIDEST_SHARE = 2.0
"""Time that there is over the time that it takes, at the right end of the fit meter."""

_BAR_HEIGHT = 6.0


class CueDelegate(QStyledItemDelegate):
    """Paint what is special, and leave the rest to Qt."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._painters = {
            INDEX["State"]: self._paint_state,
            INDEX["Fit"]: self._paint_fit,
            INDEX["Emotion"]: self._paint_emotion,
        }

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Give room for a comfortable row."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height() + SPACE, ROW_HEIGHT))

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint a cell."""
        special = self._painters.get(index.column())
        if special is None or painter is None:
            super().paint(painter, option, index)
            return
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(self.theme.raised))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        special(painter, QRectF(option.rect).adjusted(SPACE, 0, -SPACE, 0), index.data(ROW_ROLE))
        painter.restore()

    def _paint_state(self, painter: QPainter, rect: QRectF, row: CueRow) -> None:
        colour = QColor(self.theme.states[row.state])
        painter.setPen(colour)
        sign = QRectF(rect.left(), rect.top(), 2.0 * SPACE, rect.height())
        painter.drawText(sign, Qt.AlignmentFlag.AlignVCenter, STATE_SIGNS[row.state])
        word = rect.adjusted(2.0 * SPACE + 2, 0, 0, 0)
        edited = " ✎" if row.edited else ""
        painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, f"{row.state.value}{edited}")

    def _paint_fit(self, painter: QPainter, rect: QRectF, row: CueRow) -> None:
        if row.fit is None:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, "—")
            return
        colour = QColor(self.theme.fits[row.fit.verdict])
        meter = QRectF(rect.left(), rect.center().y() + 5, rect.width(), 4.0)
        painter.fillRect(meter, QColor(self.theme.line))
        share = min(1.0 / row.fit.share, _WIDEST_SHARE) / _WIDEST_SHARE
        painter.fillRect(QRectF(meter.left(), meter.top(), meter.width() * share, 4.0), colour)
        middle = meter.left() + meter.width() / _WIDEST_SHARE
        painter.fillRect(QRectF(middle - 0.5, meter.top() - 2, 1.0, 8.0), QColor(self.theme.text))
        painter.setPen(colour)
        words = rect.adjusted(0, 0, 0, -10)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, row.fit.verdict.value)
        painter.setPen(QColor(self.theme.muted))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(words, flags, f"{row.fit.rate:.1f}/s")

    def _paint_emotion(self, painter: QPainter, rect: QRectF, row: CueRow) -> None:
        """Draw the weights side by side, the strongest named."""
        emotion = row.emotion
        weights = emotion.as_dict()
        strongest = max(EMOTIONS, key=lambda name: weights[name])
        painter.setPen(QColor(self.theme.text if weights[strongest] >= 0.05 else self.theme.muted))
        words = rect.adjusted(0, 0, 0, -10)
        name = strongest if weights[strongest] >= 0.05 else "neutral"
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
        top = rect.center().y() + 5
        painter.fillRect(QRectF(rect.left(), top, rect.width(), _BAR_HEIGHT - 2),
                         QColor(self.theme.line))  # fmt: skip
        left, full = rect.left(), max(emotion.total, 1.0)
        for emotion_name in EMOTIONS:
            width = rect.width() * weights[emotion_name] / full
            if width > 0:
                painter.fillRect(
                    QRectF(left, top, width, _BAR_HEIGHT - 2), self.theme.emotion(emotion_name)
                )
                left += width
