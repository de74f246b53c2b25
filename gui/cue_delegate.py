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

_BAR_HEIGHT = 4.0
_HEARD = 0.05
"""The least weight that is named."""

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


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
            painter.fillRect(option.rect, QColor(self.theme.selected))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        special(painter, QRectF(option.rect).adjusted(SPACE, 0, -SPACE, 0), index.data(ROW_ROLE))
        painter.restore()

    def _paint_state(self, painter: QPainter, rect: QRectF, row: CueRow) -> None:
        colour = self.theme.states[row.state]
        sign = rect.adjusted(0, 0, 0, 0)
        sign.setWidth(painter.fontMetrics().height())
        _write(painter, sign, STATE_SIGNS[row.state], colour)
        word = rect.adjusted(sign.width() + SPACE // 2, 0, 0, 0)
        _write(painter, word, f"{row.state.value}{' ✎' if row.edited else ''}", colour)

    def _paint_fit(self, painter: QPainter, rect: QRectF, row: CueRow) -> None:
        """Write the verdict over a meter whose middle is the length that the words would take."""
        if row.fit is None:
            _write(painter, rect, "—", self.theme.muted)
            return
        colour = self.theme.fits[row.fit.verdict]
        words, meter = _over_and_bar(painter, rect)
        rate = f"{row.fit.rate:.1f}/s"
        used = _write(painter, words, row.fit.verdict.value, colour)
        if used + painter.fontMetrics().horizontalAdvance(rate) + SPACE // 2 < words.width():
            _write(painter, words, rate, self.theme.muted, _RIGHT)
        painter.fillRect(meter, QColor(self.theme.line))
        share = min(1.0 / row.fit.share, _WIDEST_SHARE) / _WIDEST_SHARE
        filled = QRectF(meter.left(), meter.top(), meter.width() * share, meter.height())
        painter.fillRect(filled, QColor(colour))
        middle = meter.left() + meter.width() / _WIDEST_SHARE
        mark = QRectF(middle - 0.5, meter.top() - 2, 1.0, meter.height() + 4)
        painter.fillRect(mark, QColor(self.theme.text))

    def _paint_emotion(self, painter: QPainter, rect: QRectF, row: CueRow) -> None:
        """Draw the weights side by side, the strongest named."""
        weights = row.emotion.as_dict()
        strongest = max(EMOTIONS, key=lambda name: weights[name])
        words, bar = _over_and_bar(painter, rect)
        if weights[strongest] >= _HEARD:
            _write(painter, words, strongest, self.theme.text)
        else:
            _write(painter, words, "neutral", self.theme.muted)
        painter.fillRect(bar, QColor(self.theme.line))
        left, full = bar.left(), max(row.emotion.total, 1.0)
        for name in EMOTIONS:
            width = bar.width() * weights[name] / full
            if width > 0:
                part = QRectF(left, bar.top(), width, bar.height())
                painter.fillRect(part, self.theme.emotion(name))
                left += width


def _over_and_bar(painter: QPainter, rect: QRectF) -> tuple[QRectF, QRectF]:
    """Divide a cell into words and a bar below them, both together in the middle."""
    height = painter.fontMetrics().height()
    top = rect.top() + round((rect.height() - height - _BAR_HEIGHT - 1) / 2)
    words = QRectF(rect.left(), top, rect.width(), height)
    return words, QRectF(rect.left(), words.bottom() + 1, rect.width(), _BAR_HEIGHT)


def _write(
    painter: QPainter, rect: QRectF, text: str, colour: str, flags: Qt.AlignmentFlag = _LEFT
) -> int:
    """Write what there is room for, and give how wide it is."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.setPen(QColor(colour))
    painter.drawText(rect, flags, shown)
    return metrics.horizontalAdvance(shown)
