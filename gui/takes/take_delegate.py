"""Paint a take as a card: what it is marked as, its waveform, its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PyQt6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from gui.polygon import polygon
from gui.sound.take_sound import TakeSound
from gui.takes.take_model import PLACE_ROLE, TAKE_ROLE
from gui.takes.take_row import TakeRow, flow
from gui.theme import SPACE, Theme

_WAVE_LINES = 2
_GAP = 2 * SPACE
_PILL_GAP = SPACE // 2
_QUIET_DB = -48.0
"""Decibels of peak that are drawn as nothing, so that a whisper is still a shape."""

_CHOSEN, _PLACED = "chosen", "in the DAW"
CHOSEN_SIGNS = {True: "◉", False: "○"}
STAR_SIGNS = {True: "★", False: "☆"}


@dataclass(frozen=True, slots=True)
class Card:
    """Say where on a card is what, in the coordinates of the list."""

    choice: QRectF
    star: QRectF
    head: QRectF
    wave: QRectF
    details: QRectF


class TakeDelegate(QStyledItemDelegate):
    """Paint cards in a list, as wide as it is."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Give room for as many lines of numbers as the width asks for."""
        row: TakeRow = index.data(TAKE_ROLE)
        viewport = self._view.viewport()
        width = viewport.width() if viewport is not None else option.rect.width()
        metrics = QFontMetrics(option.font)
        _, lines = self._words(row, option.font, width - 2 * SPACE)
        height = 3 * SPACE + metrics.height() * (1 + _WAVE_LINES + len(lines))
        return QSize(metrics.horizontalAdvance(max(row.details, key=len)), height)

    def card(self, rect: QRectF, metrics: QFontMetrics) -> Card:
        """Lay out a card."""
        inner, line = rect.adjusted(SPACE, SPACE, -SPACE, -SPACE), metrics.height()
        sign = metrics.horizontalAdvance("◉") + SPACE
        head = QRectF(inner.left(), inner.top(), inner.width(), line)
        wave = QRectF(inner.left(), head.bottom() + SPACE / 2, inner.width(), line * _WAVE_LINES)
        return Card(
            QRectF(head.left(), head.top(), sign, line),
            QRectF(head.right() - sign, head.top(), sign, line),
            head.adjusted(sign, 0, -sign, 0),
            wave,
            QRectF(inner.left(), wave.bottom() + SPACE / 2, inner.width(), rect.height()),
        )

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint a card."""
        if painter is None:
            return
        row: TakeRow = index.data(TAKE_ROLE)
        rect, theme = QRectF(option.rect), self.theme
        metrics = QFontMetrics(option.font)
        card = self.card(rect, metrics)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.selected))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()),
                             QColor(theme.accent))  # fmt: skip
        painter.setPen(QColor(theme.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._paint_head(painter, card, row, option.font)
        self._paint_wave(painter, card.wave, row.sound, index.data(PLACE_ROLE), row.duration)
        self._paint_details(painter, card.details, row, option.font)
        painter.restore()

    def _paint_head(self, painter: QPainter, card: Card, row: TakeRow, font: QFont) -> None:
        theme, middle = self.theme, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.accent if row.chosen else theme.muted))
        painter.drawText(card.choice, middle, CHOSEN_SIGNS[row.chosen])
        painter.setPen(QColor(theme.warning if row.starred else theme.muted))
        painter.drawText(card.star, middle | Qt.AlignmentFlag.AlignRight, STAR_SIGNS[row.starred])
        painter.setFont(_bold(font))
        painter.setPen(QColor(theme.text))
        painter.drawText(card.head, middle, row.title)
        left = card.head.left() + QFontMetrics(_bold(font)).horizontalAdvance(row.title) + SPACE
        painter.setFont(font)
        colours = {row.letter: theme.text, _CHOSEN: theme.accent, _PLACED: theme.waveform}
        for word in _pills(row):
            left = self._paint_pill(painter, card.head, left, word, QColor(colours[word]))
        painter.setPen(QColor(theme.muted))
        origin, _ = self._words(row, font, round(card.wave.width()))
        painter.drawText(card.head, middle | Qt.AlignmentFlag.AlignRight, origin)

    def _paint_pill(
        self, painter: QPainter, head: QRectF, left: float, text: str, colour: QColor
    ) -> float:
        """Put a word into a rounded frame, if there is room; give where the next one may begin."""
        width = painter.fontMetrics().horizontalAdvance(text) + SPACE
        if left + width > head.right():
            return left
        frame = QRectF(left, head.top(), width, head.height())
        painter.setPen(colour)
        painter.drawRoundedRect(frame, 3, 3)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)
        return left + width + _PILL_GAP

    def _words(self, row: TakeRow, font: QFont, width: int) -> tuple[str, list[list[str]]]:
        """Give what stands at the end of the head, if there is room for it, and the lines below."""
        metrics = QFontMetrics(font)
        used = QFontMetrics(_bold(font)).horizontalAdvance(row.title) + 4 * SPACE
        used += 2 * metrics.horizontalAdvance(CHOSEN_SIGNS[True])
        used += sum(metrics.horizontalAdvance(word) + SPACE + _PILL_GAP for word in _pills(row))
        fits = used + metrics.horizontalAdvance(row.origin) <= width
        words = row.details if fits else (row.origin, *row.details)
        lines = flow([metrics.horizontalAdvance(word) for word in words], width, _GAP)
        return row.origin if fits else "", [[words[at] for at in line] for line in lines]

    def _paint_wave(
        self,
        painter: QPainter,
        rect: QRectF,
        sound: TakeSound | None,
        place: float | None,
        duration: float,
    ) -> None:
        theme, middle = self.theme, rect.center().y()
        painter.fillRect(rect, QColor(theme.window))
        if sound is not None and len(sound.overview):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.waveform))
            painter.drawPolygon(_wave(sound, rect))
        else:
            painter.setPen(QColor(theme.line))
            painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
        if place is not None and duration > 0 and 0.0 <= place <= duration:
            left = rect.left() + rect.width() * place / duration
            painter.fillRect(QRectF(left - 1, rect.top(), 2, rect.height()), QColor(theme.accent))

    def _paint_details(self, painter: QPainter, rect: QRectF, row: TakeRow, font: QFont) -> None:
        metrics, top = QFontMetrics(font), rect.top()
        _, lines = self._words(row, font, round(rect.width()))
        for line in lines:
            left = rect.left()
            for word in line:
                colour = self.theme.warning if word in row.cautions else self.theme.muted
                painter.setPen(QColor(colour))
                painter.drawText(QPointF(left, top + metrics.ascent()), word)
                left += metrics.horizontalAdvance(word) + _GAP
            top += metrics.height()


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _pills(row: TakeRow) -> list[str]:
    pills = (row.letter, _CHOSEN if row.chosen else "", _PLACED if row.placed else "")
    return [word for word in pills if word]


def _wave(sound: TakeSound, rect: QRectF) -> QPolygonF:
    """Give the outline of a waveform; even silence has a height."""
    overview, columns = sound.overview, max(int(rect.width()), 1)
    at = np.linspace(0, len(overview) - 1, columns).round().astype(np.intp)
    scale = _scale(float(np.abs(overview).max()))
    middle, half = rect.center().y(), rect.height() / 2 - 1
    tops = middle - 0.5 - overview[at, 1] * scale * half
    bottoms = middle + 0.5 - overview[at, 0] * scale * half
    xs = rect.left() + np.arange(columns) + 0.5
    return polygon(np.concatenate((xs, xs[::-1])), np.concatenate((tops, bottoms[::-1])))


def _scale(peak: float) -> float:
    """Draw soft takes larger than they are, but softer than loud ones."""
    if peak <= 0.0:
        return 1.0
    share = 1.0 - max(20 * math.log10(peak), _QUIET_DB) / _QUIET_DB
    return (0.25 + 0.75 * share) / peak
