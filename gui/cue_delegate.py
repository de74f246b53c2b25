"""Paint the cells of the cue list.

Every cell is painted here and none by the style: thousands of rows are scrolled, and a style that
is told in a style sheet takes several times as long.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from PyQt6.QtCore import QModelIndex, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetrics, QPainter
from PyQt6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from daw_bridge.session.cue_row import CueRow
from gui.cue_columns import COLUMNS, INDEX, STRETCHED
from gui.cue_model import ROW_ROLE, alignment
from gui.theme import ROW_HEIGHT, SPACE, STATE_SIGNS, Theme
from model.emotion import EMOTIONS

_WIDEST_SHARE = 2.0
"""Time that there is over the time that it takes, at the right end of the fit meter."""

_UNSPEAKABLE = "⚠ not speakable"
_BAR_HEIGHT = 4
_LEAST_LETTERS = 4
"""Of a state that has more than its sign."""

_HEARD = 0.05
"""The least weight that is named."""

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LINE = INDEX[STRETCHED]
_ALIGNMENTS = tuple(map(alignment, COLUMNS))
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value


class CueDelegate(QStyledItemDelegate):
    """Paint words, and what says more than words: state, fit, emotion."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = _Ink(theme)
        self._painters = {
            INDEX["State"]: _paint_state,
            INDEX["Fit"]: _paint_fit,
            INDEX["Emotion"]: _paint_emotion,
        }

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Give room for a comfortable row."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height() + SPACE, ROW_HEIGHT))

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        """Show what a cell says, but leave alone what is typed: its line may change meanwhile."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint a cell."""
        if painter is None:
            return
        column, rect = index.column(), option.rect
        state = option.state.value
        if state & _SELECTED:
            painter.fillRect(rect, self._ink.selected)
        if state & _FOCUSED:
            painter.setPen(self._ink.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        cell = _Cell(painter, option.fontMetrics, self._ink)
        rect.adjust(SPACE, 0, -SPACE, 0)
        if special := self._painters.get(column):
            special(cell, rect, index.data(ROW_ROLE))
        elif column == _LINE and rect.height() >= 2 * option.fontMetrics.height() + SPACE:
            cell.write_on(rect, index.data(), self._ink.text)
        else:
            cell.write(rect, index.data(), self._ink.text, _ALIGNMENTS[column])


class _Ink:
    """Mix the colours of a theme, once."""

    def __init__(self, theme: Theme) -> None:
        self.text, self.muted = QColor(theme.text), QColor(theme.muted)
        self.line, self.selected = QColor(theme.line), QColor(theme.selected)
        self.accent, self.error = QColor(theme.accent), QColor(theme.error)
        self.states = {state: QColor(colour) for state, colour in theme.states.items()}
        self.fits = {verdict: QColor(colour) for verdict, colour in theme.fits.items()}
        self.emotions = {name: theme.emotion(name) for name in EMOTIONS}


class _Cell:
    """Paint into one cell."""

    def __init__(self, painter: QPainter, metrics: QFontMetrics, ink: _Ink) -> None:
        self._painter = painter
        self.metrics = metrics
        self.ink = ink

    def write(self, rect: QRect, text: str, colour: QColor, flags: Qt.AlignmentFlag = _LEFT) -> int:
        """Write what there is room for, and give how wide it is."""
        if not text:
            return 0
        room, width = rect.width(), self.metrics.horizontalAdvance(text)
        if width > room:
            text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            width = self.metrics.horizontalAdvance(text)
        self._painter.setPen(colour)
        self._painter.drawText(rect, flags, text)
        return width

    def write_on(self, rect: QRect, text: str, colour: QColor) -> None:
        """Write in two rows what has no room in one."""
        advance, height = self.metrics.horizontalAdvance, self.metrics.height()
        if advance(text) <= rect.width():
            self.write(rect, text, colour)
            return
        top = rect.top() + (rect.height() - 2 * height) // 2
        for row, words in enumerate(parted(text, rect.width(), advance)):
            place = QRect(rect.left(), top + row * height, rect.width(), height)
            self.write(place, words, colour)

    def fill(self, rect: QRect, colour: QColor) -> None:
        """Fill a rectangle."""
        self._painter.fillRect(rect, colour)

    def over_and_bar(self, rect: QRect) -> tuple[QRect, QRect]:
        """Divide a cell into words and a bar below them, both together in the middle."""
        height = self.metrics.height()
        top = rect.top() + round((rect.height() - height - _BAR_HEIGHT - 1) / 2)
        words = QRect(rect.left(), top, rect.width(), height)
        return words, QRect(rect.left(), top + height + 1, rect.width(), _BAR_HEIGHT)


def parted(text: str, room: int, advance: Callable[[str], int]) -> tuple[str, str]:
    """Part what has room in a row from what goes on in the next, between words where there are any.

    >>> parted("They are inside the wall.", 10, len)
    ('They are', 'inside the wall.')
    >>> parted("unbelievably", 5, len)
    ('unbel', 'ievably')
    """
    fits = bisect_right(range(1, len(text) + 1), room, key=lambda letters: advance(text[:letters]))
    space = text.rfind(" ", 0, fits + 1)
    at = fits if space <= 0 else space
    return text[:at].rstrip(), text[at:].lstrip()


def _paint_state(cell: _Cell, rect: QRect, row: CueRow) -> None:
    colour = cell.ink.states[row.state]
    cell.write(rect, STATE_SIGNS[row.state], colour)
    word = rect.adjusted(cell.metrics.height() + SPACE // 2, 0, 0, 0)
    if word.width() < _LEAST_LETTERS * cell.metrics.averageCharWidth():
        return  # the sign says it too
    cell.write(word, f"{row.state.value}{' ✎' if row.edited else ''}", colour)


def _paint_fit(cell: _Cell, rect: QRect, row: CueRow) -> None:
    """Write the verdict over a meter whose middle is the length that the words would take."""
    if row.fit is None:
        cell.write(rect, _UNSPEAKABLE, cell.ink.error)
        return
    colour = cell.ink.fits[row.fit.verdict]
    words, meter = cell.over_and_bar(rect)
    rate = f"{row.fit.rate:.1f}/s"
    used = cell.write(words, row.fit.verdict.value, colour)
    if used + cell.metrics.horizontalAdvance(rate) + SPACE // 2 < words.width():
        cell.write(words, rate, cell.ink.muted, _RIGHT)
    cell.fill(meter, cell.ink.line)
    share = min(1.0 / row.fit.share, _WIDEST_SHARE) / _WIDEST_SHARE
    cell.fill(QRect(meter.left(), meter.top(), round(meter.width() * share), _BAR_HEIGHT), colour)
    middle = meter.left() + round(meter.width() / _WIDEST_SHARE)
    cell.fill(QRect(middle, meter.top() - 2, 1, _BAR_HEIGHT + 4), cell.ink.text)


def _paint_emotion(cell: _Cell, rect: QRect, row: CueRow) -> None:
    """Draw the weights side by side, the strongest named."""
    emotion = row.emotion
    weights = emotion.as_dict()
    strongest = max(weights, key=weights.__getitem__)
    words, bar = cell.over_and_bar(rect)
    if weights[strongest] >= _HEARD:
        cell.write(words, strongest, cell.ink.text)
    else:
        cell.write(words, "neutral", cell.ink.muted)
    cell.fill(bar, cell.ink.line)
    reached, full = 0.0, max(emotion.total, 1.0)
    for name, weight in weights.items():
        if weight > 0:
            left = round(bar.width() * reached / full)
            reached += weight
            right = round(bar.width() * reached / full)
            part = QRect(bar.left() + left, bar.top(), right - left, _BAR_HEIGHT)
            cell.fill(part, cell.ink.emotions[name])
