"""Paint the ruler."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter

from gui.clock import Clock
from gui.timeline.look import Look
from gui.timeline.scale import Scale
from gui.timeline.ticks import Tick, ticks

_LABEL = "00:00:00.000"
"""As wide as any label gets."""

_LABEL_PAD = 5
_LONG_TICK, _SHORT_TICK = 10, 4
"""Pixels."""


def ruler_ticks(look: Look, scale: Scale, first: float, last: float, clock: Clock) -> list[Tick]:
    """List the marks between two pixels, and what a label before them may reach into them with."""
    label = look.metrics.horizontalAdvance(_LABEL) + 4 * _LABEL_PAD
    return list(ticks(scale, scale.time(first - label), scale.time(last), label, clock.base))


def paint_ruler(
    painter: QPainter, look: Look, scale: Scale, marks: list[Tick], rect: QRectF, clock: Clock
) -> None:
    """Paint marks and times into a rectangle, whose pixels are those of the scale."""
    painter.fillRect(rect, look.panel)
    painter.setFont(look.font)
    for mark in marks:
        x, bottom = round(scale.x(mark.time)) + 0.5, rect.bottom()
        painter.setPen(look.muted if mark.labelled else look.line)
        length = _LONG_TICK if mark.labelled else _SHORT_TICK
        painter.drawLine(QPointF(x, bottom - length), QPointF(x, bottom - 1))
        if mark.labelled:
            place = QRectF(x + _LABEL_PAD, rect.top(), 1000.0, rect.height() - 2)
            words = _shortened(clock.text(mark.time))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
    painter.setPen(look.line)
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def _shortened(text: str) -> str:
    """Leave the zeros out that say nothing."""
    return text.removesuffix(".000")
