"""Paint regions: who says what, the chosen take's waveform, and where the phrases are bounded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QFontMetrics, QPainter, QPen

from daw_bridge.peaks import Peaks
from daw_bridge.take_library import TakeRecord
from gui.polygon import polygon
from gui.theme import STATE_SIGNS
from gui.timeline.boxes import Crowd, Kind, Marks
from gui.timeline.look import Look
from gui.timeline.rows import Rows
from gui.timeline.scale import Scale
from gui.timeline.scene import RegionBox

_TELLING = 28
"""Pixels below which a region is too narrow for words."""

_TELLS = "Mara…"
"""Words that are cut to less than this tell nothing, and are left out."""

_PAD = 6.0
_PIECE = 2
"""Pixels more on both sides, so that a part that is painted alone looks as it did."""

FindPeaks = Callable[[TakeRecord], Peaks | None]


class RegionPainter:
    """Paint the regions of one picture.

    Args:
        peaks: gives a take's peaks where they are known by now.
    """

    def __init__(
        self, painter: QPainter, look: Look, rows: Rows, scale: Scale, peaks: FindPeaks
    ) -> None:
        self._painter, self._look = painter, look
        self._rows, self._scale, self._peaks = rows, scale, peaks

    def paint(self, crowd: Crowd, chosen: frozenset[str], first: int, last: int) -> None:
        """Paint what of the regions is between two pixels."""
        for marks in crowd.marks:
            self._paint_marks(marks)
        for box in crowd.wide:
            self._paint(box, box.id in chosen, first, last)

    def _paint_marks(self, marks: Marks) -> None:
        look, (top, height) = self._look, mark_span(marks.kind, self._rows, marks.layer)
        inks = {Kind.EMPTY: look.muted, Kind.TAKEN: look.waveform, Kind.CHOSEN: look.accent}
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(inks[marks.kind])
        self._painter.drawRects(
            *(QRect(left, top, end - left, height) for left, end in marks.runs.tolist())
        )

    def _paint(self, box: RegionBox, chosen: bool, first: int, last: int) -> None:
        look, painter = self._look, self._painter
        rect = region_rect(box, self._rows, self._scale)
        edge, width = (look.accent, 2) if chosen else (look.line, 1)
        painter.fillRect(rect, edge)
        painter.fillRect(rect.adjusted(width, width, -width, -width), look.raised)
        wave = rect.adjusted(width, self._rows.title_height, -width, -width)
        if box.take is not None and (peaks := self._peaks(box.take)) is not None:
            self._paint_wave(box, peaks, wave, first, last)
        self._paint_phrases(box, wave)
        # Rounded, regions of one length are not all of one width.
        if (box.end - box.start) * self._scale.pixels >= _TELLING:
            self._paint_title(box, rect)

    def _paint_title(self, box: RegionBox, rect: QRectF) -> None:
        """Write the state's sign, who speaks, and what."""
        look, painter = self._look, self._painter
        place = QRectF(rect.left() + _PAD, rect.top(), rect.width() - 2 * _PAD,
                       self._rows.title_height)  # fmt: skip
        text = box.row.line.text
        parts = (
            (STATE_SIGNS[box.row.state], look.states[box.row.state], look.font),
            (text.character, look.text, look.strong),
            (text.line or box.row.line.region.name, look.text, look.font),
        )
        for words, colour, font in parts:
            if not words:
                continue
            if shown := shortened(words, look.metrics, place.width()):
                painter.setFont(font)
                painter.setPen(colour)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            place.setLeft(place.left() + look.metrics.horizontalAdvance(words) + _PAD)

    def _paint_phrases(self, box: RegionBox, wave: QRectF) -> None:
        """Mark where a phrase ends and the next one begins."""
        times = [time for span in box.phrases for time in span][1:-1]
        if not times or wave.width() < _TELLING:
            return
        pen = QPen(self._look.hint, 1, Qt.PenStyle.DashLine)
        xs = [round(self._scale.x(time)) + 0.5 for time in times]
        self._painter.setPen(pen)
        for x in xs:
            self._painter.drawLine(QPointF(x, wave.top()), QPointF(x, wave.bottom()))

    def _paint_wave(
        self, box: RegionBox, peaks: Peaks, wave: QRectF, first: int, last: int
    ) -> None:
        begin = max(int(wave.left()), first - _PIECE)
        end = min(int(np.ceil(wave.right())), last + _PIECE)
        if end <= begin:
            return
        column = 1.0 / self._scale.pixels
        lows, highs = peaks.columns(self._scale.time(begin) - box.start, column, end - begin)
        middle, half = wave.center().y(), wave.height() / 2 - 3
        xs = np.arange(begin, end, dtype=np.float64) + 0.5
        # By their roots, low voices are seen as well; even silence has a height.
        tops = middle - 0.5 - half * np.sqrt(np.maximum(highs, 0.0))
        bottoms = middle + 0.5 + half * np.sqrt(np.maximum(-lows, 0.0))
        shape = polygon(np.concatenate((xs, xs[::-1])), np.concatenate((tops, bottoms[::-1])))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._look.waveform)
        self._painter.drawPolygon(shape)


def shortened(words: str, metrics: QFontMetrics, room: float) -> str:
    """Give what of some words there is room for; nothing, where that would not tell anything.

    The metrics are those of the boldest font that they are written in: nothing is cut off.
    """
    if metrics.horizontalAdvance(words) <= room:
        return words
    if metrics.horizontalAdvance(_TELLS) > room:
        return ""
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room))


def region_rect(box: RegionBox, rows: Rows, scale: Scale) -> QRectF:
    """Give where a region is painted."""
    left, right = round(scale.x(box.start)), round(scale.x(box.end))
    return QRectF(left, rows.layer_top(box.layer), right - left, rows.box_height)


def mark_span(kind: Kind, rows: Rows, layer: int) -> tuple[int, int]:
    """Give top and height of a mark, in pixels; kinds are told apart without their colours.

    What is chosen stands as high as a region, a take as high as its wave, and nothing lies low.
    """
    top, whole = rows.layer_top(layer), rows.box_height
    wave = whole - rows.title_height
    height = {Kind.CHOSEN: whole, Kind.TAKEN: wave, Kind.EMPTY: wave // 2}[kind]
    return top + whole - height, height
