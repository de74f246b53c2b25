"""Do what pointer and keys ask of regions: choose one, some, a stretch, or all within a band."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PyQt6.QtCore import QObject, QPointF, QRect, Qt, pyqtSignal
from PyQt6.QtWidgets import QRubberBand

from gui.timeline.canvas import Canvas
from gui.timeline.scene import RegionBox

_SLACK = 3
"""Pixels that a press may move before it draws a band."""

_Hold = Callable[[Callable[[QPointF], None], Callable[[], None]], None]
_Keys = Qt.KeyboardModifier


class ChoiceHand(QObject):
    """Choose regions of a canvas, as in every list: with Ctrl one more, with Shift up to here.

    Args:
        hold: takes what follows the pointer, and what is done when it lets go.
    """

    chosen = pyqtSignal(object, object)
    """These regions are to be chosen; the keys go on from that one, or from None."""

    def __init__(self, canvas: Canvas, hold: _Hold) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hold = hold
        self._current: str | None = None
        self._anchor: str | None = None
        """From where a stretch is chosen."""

    @property
    def current(self) -> str | None:
        """Give the region that the keys go on from: the one gone to last, if it is chosen yet."""
        chosen = self._canvas.chosen
        if self._current in chosen:
            return self._current
        first = self._canvas.boxes.places(chosen)[:1]
        return self._canvas.boxes[first[0]].id if first else None

    def press(self, box: RegionBox, keys: _Keys) -> None:
        """Choose a region, or take it away where it is one of several."""
        if keys & _Keys.ShiftModifier:
            self._stretch(box.id, adding=bool(keys & _Keys.ControlModifier))
        elif keys & _Keys.ControlModifier:
            self._anchor = box.id
            self._choose(self._canvas.chosen ^ {box.id}, box.id)
        else:
            self._only(box.id)

    def press_nothing(self, place: QPointF, keys: _Keys) -> None:
        """Draw a band from here; what it touches is chosen, with Ctrl or Shift as well."""
        chosen = self._canvas.chosen
        before = chosen if keys & (_Keys.ControlModifier | _Keys.ShiftModifier) else frozenset()
        band = QRubberBand(QRubberBand.Shape.Rectangle, self._canvas.view)
        touched: list[str] = []
        held_at = self._canvas.time_at(place.x())

        def drag(to: QPointF) -> None:
            nonlocal touched
            start = QPointF(self._canvas.x_of(held_at), place.y())
            area = QRect(start.toPoint(), to.toPoint()).normalized()
            if area.width() + area.height() > _SLACK:
                band.setGeometry(area)
                band.show()
                touched = [box.id for box in self._canvas.boxes_in(area)]
                self._canvas.mark(before.union(touched))

        def drop() -> None:
            band.hide()
            band.deleteLater()
            # Whoever is told decides what is chosen in the end.
            self._canvas.mark(chosen)
            self._anchor = touched[0] if touched else None
            self._choose(before.union(touched), self._anchor)

        self._hold(drag, drop)

    def press_key(self, key: Qt.Key, keys: _Keys) -> bool:
        """Go to another region, with Shift choosing what lies between; tell whether it is ours."""
        boxes = self._canvas.boxes
        if not boxes:
            return False
        here = boxes.places([self.current] if self.current else ())
        match key:
            case Qt.Key.Key_Right:
                to = here[0] + 1 if here else 0
            case Qt.Key.Key_Left:
                to = here[0] - 1 if here else 0
            case Qt.Key.Key_Home:
                to = 0
            case Qt.Key.Key_End:
                to = len(boxes) - 1
            case _:
                return False
        region_id = boxes[min(max(to, 0), len(boxes) - 1)].id
        if keys & _Keys.ShiftModifier:
            self._stretch(region_id, adding=False)
        else:
            self._only(region_id)
        return True

    def _only(self, region_id: str) -> None:
        self._anchor = region_id
        self._choose([region_id], region_id)

    def _stretch(self, region_id: str, *, adding: bool) -> None:
        """Choose everything from the anchor to a region."""
        boxes, chosen = self._canvas.boxes, self._canvas.chosen
        if self._anchor not in chosen:
            self._anchor = self.current or region_id
        ends = boxes.places([self._anchor, region_id])
        between = [box.id for box in boxes[ends[0] : ends[-1] + 1]]
        self._choose((*chosen, *between) if adding else between, region_id)

    def _choose(self, region_ids: Iterable[str], current: str | None) -> None:
        self._current = current
        self.chosen.emit(frozenset(region_ids), current)
