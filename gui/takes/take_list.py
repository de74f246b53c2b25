"""List takes as cards that can be clicked, dragged and gone through by keys."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PyQt6.QtWidgets import QAbstractItemView, QListView, QWidget

from gui.takes.take_delegate import Card, TakeDelegate
from gui.takes.take_model import TAKE_ROLE, TakeModel
from gui.takes.take_row import TakeRow
from gui.theme import Theme


class TakeList(QListView):
    """Show the takes of a model."""

    gone_to = pyqtSignal(object)
    """The `TakeRow` that the user went to."""

    asked = pyqtSignal(object, float)
    """The user wants to hear a `TakeRow` from a place on, in seconds."""

    star_asked = pyqtSignal(object)
    choice_asked = pyqtSignal(object)
    drag_asked = pyqtSignal()

    def __init__(self, model: TakeModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._cards = TakeDelegate(theme, self)
        self.setItemDelegate(self._cards)
        self.setObjectName("takes")
        self.setAccessibleName("Takes of the line")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        if selection := self.selectionModel():
            selection.currentChanged.connect(self._go)

    @property
    def current(self) -> TakeRow | None:
        """Give the take that was gone to."""
        row: TakeRow | None = self.currentIndex().data(TAKE_ROLE)
        return row

    @property
    def selected(self) -> list[TakeRow]:
        """List the selected takes, in the order they are shown."""
        return [index.data(TAKE_ROLE) for index in sorted(self.selectedIndexes())]

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._cards.theme = theme
        if viewport := self.viewport():
            viewport.update()

    def go_to(self, number: int) -> None:
        """Go to the row with an index."""
        if model := self.model():
            self.setCurrentIndex(model.index(number, 0))

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Ask for a drag of what is selected."""
        self.drag_asked.emit()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Mark a take where its signs are clicked."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid() and self._marked(index, event.position()):
                return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Play from where a waveform was clicked; what was dragged is no click."""
        dragged = self.state() == QAbstractItemView.State.DraggingState
        super().mouseReleaseEvent(event)
        if event is None or dragged or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not event.modifiers():
            wave, row = self._card(index).wave, index.data(TAKE_ROLE)
            if wave.contains(event.position()):
                share = (event.position().x() - wave.left()) / wave.width()
                self.asked.emit(row, share * row.duration)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Play a take from its start."""
        if event is None:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self._on_sign(index, event.position()):
            self.asked.emit(index.data(TAKE_ROLE), 0.0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Break the numbers into lines anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _card(self, index: QModelIndex) -> Card:
        return self._cards.card(QRectF(self.visualRect(index)), QFontMetrics(self.font()))

    def _marked(self, index: QModelIndex, at: QPointF) -> bool:
        card = self._card(index)
        for place, signal in ((card.star, self.star_asked), (card.choice, self.choice_asked)):
            if place.contains(at):
                signal.emit(index.data(TAKE_ROLE))
                return True
        return False

    def _on_sign(self, index: QModelIndex, at: QPointF) -> bool:
        card = self._card(index)
        return card.star.contains(at) or card.choice.contains(at)

    def _go(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.gone_to.emit(current.data(TAKE_ROLE))
