"""Choose an emotion on a pad: the direction is which, the distance is how strongly."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QConicalGradient,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QRadialGradient,
)
from PyQt6.QtWidgets import QWidget

from gui.performance.mood_text import emotion_words
from gui.performance.pad_geometry import (
    CORNERS,
    WHEEL,
    Point,
    emotion_at,
    is_on_pad,
    point_of,
    shifted,
    strengthened,
    turned_to,
)
from gui.performance.weight_slider import SETTLE_MS
from gui.theme import SPACE, Theme
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector

_STEP, _FINE = 0.05, 0.01
_LEAST = 0.5
"""Strength of an emotion that a number key chooses, where there was less."""

_RINGS = (0.25, 0.5, 0.75)
_TINT = 0.8
"""Opacity of the colours at the edge."""

_PLATE = 0.78
"""Opacity of what lies under a name, so that it stays readable on every colour."""

_RING = 0.9 * SPACE
"""Radius of the place, in pixels."""

_NAMES_AT = 0.82
"""Distance of the names from the middle."""

_ARROWS: dict[int, Point] = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}

_HELP = (
    "Drag towards an emotion; further out is stronger. Arrow keys move, with Shift in small steps; "
    "Page up and down are stronger and weaker; 1 to 8 go to an emotion, 0 to neutral."
)


class EmotionPad(QWidget):
    """Show one emotion as a place, and let it be moved by mouse or keys."""

    moved = pyqtSignal(object)
    """An `EmotionVector` is being chosen; more may come."""

    chosen = pyqtSignal(object)
    """An `EmotionVector` has been chosen: one step."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._emotion: EmotionVector | None = NEUTRAL
        self._held = False
        self._painted: tuple[tuple[object, ...], QPixmap] | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._choose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Emotion pad")
        self.setToolTip(_HELP)
        self.show_emotion(NEUTRAL)

    @property
    def emotion(self) -> EmotionVector | None:
        """Give what is shown."""
        return self._emotion

    @property
    def place(self) -> QPointF:
        """Give where the ring is, in pixels."""
        return self._position(point_of(self._emotion or NEUTRAL))

    @property
    def busy(self) -> bool:
        """Tell whether the place is being changed."""
        return self._held or self._settle.isActive()

    def show_emotion(self, emotion: EmotionVector | None) -> None:
        """Show an emotion; None says that lines differ."""
        self._emotion = emotion
        words = "various" if emotion is None else emotion_words(emotion, len(EMOTIONS))
        self.setAccessibleDescription(f"{words}. {_HELP}")
        self.update()

    def settle(self) -> None:
        """Let what is being changed count now."""
        if self._settle.isActive():
            self._choose()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a square with room for the names."""
        side = 13 * self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Keep the names apart."""
        side = 10 * self.fontMetrics().height()
        return QSize(side, side)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._held = True
            self._go(self._point_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the mouse."""
        if event is not None and self._held:
            self._go(self._point_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Let go."""
        if event is not None and self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            self._choose()

    def event(self, event: QEvent | None) -> bool:
        """Claim our keys before the window's shortcuts, such as the numbers of takes."""
        claims = event is not None and event.type() == QEvent.Type.ShortcutOverride
        if claims and isinstance(event, QKeyEvent) and self._point_after(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move by keys; a while after the last one it counts as one step."""
        if event is None:
            return
        point = self._point_after(event)
        if point is None:
            super().keyPressEvent(event)
            return
        self._go(point)
        self._settle.start()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the wheel and the place on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        aside = self._aside()
        painter.drawPixmap(0, 0, self._ground(frozenset(aside)))
        if self._emotion is not None:
            self._paint_way(painter, self._emotion)
            self._paint_names(painter, aside)
            self._paint_place(painter, self._emotion)

    def _point_after(self, event: QKeyEvent) -> Point | None:
        """Give where a key leads; None for keys that are not ours."""
        here = point_of(self._emotion or NEUTRAL)
        key, fine = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _FINE if fine else _STEP
        if key in _ARROWS:
            right, up = _ARROWS[key]
            return shifted(here, right * step, up * step)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            return strengthened(here, step if key == Qt.Key.Key_PageUp else -step)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_0):
            return 0.0, 0.0
        number = key - Qt.Key.Key_1
        return turned_to(here, EMOTIONS[number], _LEAST) if 0 <= number < len(EMOTIONS) else None

    def _go(self, point: Point) -> None:
        emotion = emotion_at(point)
        self.show_emotion(emotion)
        self.moved.emit(emotion)

    def _choose(self) -> None:
        self._settle.stop()
        self.chosen.emit(self._emotion)

    @property
    def _radius(self) -> float:
        return min(self.width(), self.height()) / 2.0 - SPACE // 2

    def _point_at(self, position: QPointF) -> Point:
        middle = QRectF(self.rect()).center()
        return (
            (position.x() - middle.x()) / self._radius,
            (middle.y() - position.y()) / self._radius,
        )

    def _position(self, point: Point, distance: float = 1.0) -> QPointF:
        middle, radius = QRectF(self.rect()).center(), self._radius * distance
        return QPointF(middle.x() + point[0] * radius, middle.y() - point[1] * radius)

    def _octagon(self, size: float = 1.0) -> QPolygonF:
        return QPolygonF([self._position(CORNERS[name], size) for name in WHEEL])

    def _ground(self, covered: frozenset[str]) -> QPixmap:
        """Give wheel and names, which are painted once for a look: what moves on them is little."""
        looks = (self.size(), self.devicePixelRatioF(), self.font(), self._theme, self.hasFocus(),
                 covered)  # fmt: skip
        if self._painted is None or self._painted[0] != looks:
            picture = QPixmap(self.size() * self.devicePixelRatioF())
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_wheel(painter)
            names = self._resting().items()
            self._paint_names(painter, {name: box for name, box in names if name not in covered})
            painter.end()
            self._painted = looks, picture
        return self._painted[1]

    def _paint_wheel(self, painter: QPainter) -> None:
        theme, middle = self._theme, QRectF(self.rect()).center()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised))
        painter.drawPolygon(self._octagon())
        colours = QConicalGradient(middle, 0.0)
        for index in range(len(WHEEL) + 1):
            colour = theme.emotion(WHEEL[index % len(WHEEL)])
            colour.setAlphaF(_TINT)
            colours.setColorAt(index / len(WHEEL), colour)
        painter.setBrush(colours)
        painter.drawPolygon(self._octagon())
        # Neutral in the middle: the colours come up towards the edge.
        fade, clear = QRadialGradient(middle, self._radius), QColor(theme.raised)
        fade.setColorAt(0.0, clear)
        clear.setAlpha(0)
        fade.setColorAt(1.0, clear)
        painter.setBrush(fade)
        painter.drawPolygon(self._octagon())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.line), 1.0))
        for ring in _RINGS:
            painter.drawPolygon(self._octagon(ring))
        for name in WHEEL:
            painter.drawLine(middle, self._position(CORNERS[name]))
        focus = self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if focus else theme.muted), 2.0 if focus else 1.0))
        painter.drawPolygon(self._octagon())

    def _paint_names(self, painter: QPainter, boxes: Mapping[str, QRectF]) -> None:
        plate = QColor(self._theme.panel)
        plate.setAlphaF(_PLATE)
        painter.setFont(self._small())
        for name, box in boxes.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _small(self) -> QFont:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def _resting(self) -> dict[str, QRectF]:
        """Give where the names are as long as nothing lies on them."""
        metrics = QFontMetrics(self._small())
        room = self._octagon().boundingRect().adjusted(3, 3, -3, -3)
        boxes = {}
        for name in WHEEL:
            box = QRectF(metrics.boundingRect(name)).adjusted(-5, -1, 5, 1)
            box.moveCenter(self._position(CORNERS[name], _NAMES_AT))
            box.moveLeft(min(max(box.left(), room.left()), room.right() - box.width()))
            boxes[name] = box
        return boxes

    def names(self) -> dict[str, QRectF]:
        """Give where the names are."""
        return {**self._resting(), **self._aside()}

    def _aside(self) -> dict[str, QRectF]:
        """Give where the names go that the ring would cover: aside, by as little as will do."""
        if self._emotion is None:
            return {}
        ring, size, room = QRectF(0, 0, 2 * _RING, 2 * _RING), _RING + 3, QRectF(self.rect())
        ring.moveCenter(at := self.place)
        aside, names = {}, self._resting()
        for name, box in names.items():
            if not box.intersects(ring):
                continue
            moves = (
                QPointF(0, at.y() + size - box.top()), QPointF(0, at.y() - size - box.bottom()),
                QPointF(at.x() + size - box.left(), 0), QPointF(at.x() - size - box.right(), 0),
            )  # fmt: skip
            others = [other for one, other in names.items() if one != name]
            free = [
                moved
                for move in sorted(moves, key=QPointF.manhattanLength)
                if room.contains(moved := box.translated(move))
                and not any(moved.intersects(other) for other in others)
            ]
            aside[name] = free[0] if free else box
        return aside

    def _paint_way(self, painter: QPainter, emotion: EmotionVector) -> None:
        """Draw a line from the middle."""
        painter.setPen(QPen(QColor(self._theme.text), 1.5))
        painter.drawLine(QRectF(self.rect()).center(), self._position(point_of(emotion)))

    def _paint_place(self, painter: QPainter, emotion: EmotionVector) -> None:
        """Draw a ring; a hollow one where the pad has no place that says exactly this."""
        at, theme = self._position(point_of(emotion)), self._theme
        strongest = max(EMOTIONS, key=lambda name: emotion.as_dict()[name])
        colour = theme.emotion(strongest) if emotion.total else QColor(theme.muted)
        painter.setBrush(colour if is_on_pad(emotion) else QColor(theme.panel))
        painter.setPen(QPen(QColor(theme.text), 2.0))
        painter.drawEllipse(at, _RING, _RING)
