"""Paint emotion lanes, each in its colour, and the names that stand before them."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen

from gui.polygon import polygon
from gui.timeline.curve import Numbers
from gui.timeline.look import Look
from gui.timeline.rows import Band
from gui.timeline.scale import Scale
from gui.timeline.scene import Strip

POINT = 7
"""Pixels of a point that can be moved."""

OURS = "✎"
"""Stands beside the name of a lane that is drawn here."""

_CORNERS = 256
"""Corners of an area that is filled at once: twice as many take Qt four times as long."""

_PIECE = 4
"""Pixels more on both sides, so that a part that is painted alone looks as it did."""


def paint_lane(
    painter: QPainter, look: Look, scale: Scale, band: Band, strip: Strip, first: int, last: int
) -> None:
    """Paint what of a lane is between two pixels of the scale."""
    first, last = first - _PIECE, last + _PIECE
    colour, tint = look.emotions[strip.lane.emotion]
    line = strip.curve.line(scale, first, last)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    _fill_below(painter, band, strip.curve.area(line, scale))
    # A cosmetic line of one pixel is painted fifty times as fast as any wider one.
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPolyline(polygon(line[0], band.y(0.0) - line[1] * band.span))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _paint_points(painter, look, scale, band, strip, first, last)
    painter.setPen(look.line)
    bottom = band.top + band.height - 1
    painter.drawLine(QPointF(first, bottom), QPointF(last, bottom))


def paint_name(painter: QPainter, look: Look, band: Band, track: str, width: int) -> None:
    """Write which lane this is, or whose the lanes below are."""
    strip = band.strip
    rect = QRectF(0, band.top, width, band.height)
    painter.fillRect(rect, look.panel)
    place = rect.adjusted(8, 0, -8, -1)
    flag = Qt.AlignmentFlag.AlignVCenter
    if strip is None:
        painter.setFont(look.strong)
        painter.setPen(look.text)
        shown = look.metrics.elidedText(track, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, flag, shown)
    else:
        colour, _ = look.emotions[strip.lane.emotion]
        painter.fillRect(QRectF(0, band.top, 3, band.height - 1), colour)
        painter.setFont(look.font)
        painter.setPen(look.text if strip.lane.envelope.points else look.muted)
        painter.drawText(place, flag, strip.lane.emotion)
        if strip.drawn:
            painter.setPen(look.accent)
            painter.drawText(place, flag | Qt.AlignmentFlag.AlignRight, OURS)
    painter.setPen(look.line)
    painter.drawLine(rect.bottomLeft() - QPointF(0, 1), rect.bottomRight() - QPointF(0, 1))


def _fill_below(painter: QPainter, band: Band, line: Numbers) -> None:
    ground, n_corners = band.y(0.0), line.shape[1]
    for begin in range(0, n_corners - 1, _CORNERS):
        xs, values = line[:, begin : begin + _CORNERS + 1]
        outline = np.concatenate((xs, xs[[-1, 0]]))
        painter.drawPolygon(
            polygon(outline, np.concatenate((ground - values * band.span, [ground, ground])))
        )


def _paint_points(
    painter: QPainter, look: Look, scale: Scale, band: Band, strip: Strip, first: int, last: int
) -> None:
    xs, values = strip.curve.seen_points(scale, first, last)
    if len(xs):
        colour, _ = look.emotions[strip.lane.emotion]
        places = polygon(np.round(xs), np.round(band.y(0.0) - values * band.span))
        # A square of the ground in a square of the colour, each all at once.
        for width, ink in ((POINT, colour), (POINT - 4, look.window)):
            pen = QPen(ink, width)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            painter.drawPoints(places)
