"""Show the render queue as a table that Qt can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from daw_bridge.session.cue_row import TakeState
from daw_bridge.session.queue_item import JobState, QueueItem
from gui.document import Document
from gui.queue.progress import listed, state_text
from gui.theme import STATE_SIGNS, Theme

ITEM_ROLE = Qt.ItemDataRole.UserRole
"""Gives the `QueueItem`."""

COLUMNS = ("Job", "State")

_AS_TAKES: Mapping[JobState, TakeState] = {
    JobState.QUEUED: TakeState.QUEUED,
    JobState.RENDERING: TakeState.RENDERING,
    JobState.DONE: TakeState.DONE,
    JobState.FAILED: TakeState.FAILED,
    JobState.CANCELLED: TakeState.NEW,
}
"""Signs and colours are those that the lines have."""

_FIRST_CELLS = QModelIndex()


class QueueModel(QAbstractTableModel):
    """Read the queue of a document, in the order in which it is read."""

    def __init__(self, document: Document, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._items: list[QueueItem] = []
        document.queue_changed.connect(self._take_items)
        document.opened.connect(self._take_items)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme

    def rowCount(self, parent: QModelIndex = _FIRST_CELLS) -> int:
        """Count the jobs."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: QModelIndex = _FIRST_CELLS) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        item = self._items[index.row()]
        state = _AS_TAKES[item.state]
        words = (item.title, f"{STATE_SIGNS[state]}  {state_text(item)}")
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return words[index.column()]
            case Qt.ItemDataRole.ForegroundRole if index.column() == 1:
                return QColor(self._theme.states[state])
            case _ if role == ITEM_ROLE:
                return item
        return None

    def row(self, number: int) -> int | None:
        """Tell in which row a job is."""
        rows = (row for row, item in enumerate(self._items) if item.number == number)
        return next(rows, None)

    def _take_items(self) -> None:
        queue = self._document.queue
        items = listed(queue.items) if queue else []
        same = [item.number for item in items] == [item.number for item in self._items]
        if same:
            self._items = items
            if items:
                last = self.index(len(items) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self._items = items
            self.endResetModel()
