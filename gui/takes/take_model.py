"""Show the takes of a line as a list that Qt can read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from gui.takes.take_row import TakeRow

TAKE_ROLE = Qt.ItemDataRole.UserRole
"""Gives the `TakeRow`."""

PLACE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives where in the take we are, in seconds; None where it is not heard."""

_NOWHERE = QModelIndex()


class TakeModel(QAbstractListModel):
    """Hold the rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TakeRow] = []
        self._heard: Path | None = None
        self._place = 0.0

    @property
    def rows(self) -> Sequence[TakeRow]:
        """List the takes, the newest first."""
        return self._rows

    def show_rows(self, rows: Sequence[TakeRow]) -> None:
        """Show other takes, or the same ones changed; what is selected stays so if it can."""
        before, after = ([row.path for row in of] for of in (self._rows, rows))
        added = len(after) - len(before)
        if before and added > 0 and after[added:] == before:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._rows = list(rows)
            self.endInsertRows()
        elif before != after:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        self._rows = list(rows)
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def show_place(self, file: Path | None, position: float) -> None:
        """Show where in which take we are; None where none is heard."""
        for row, take in enumerate(self._rows):
            if take.path in (self._heard, file):
                self.dataChanged.emit(self.index(row), self.index(row), [PLACE_ROLE])
        self._heard, self._place = file, position

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """Count the takes."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what is shown of a take."""
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join((row.title, row.origin, *row.marks, *row.details, row.path.name))
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.said
            case _ if role == TAKE_ROLE:
                return row
            case _ if role == PLACE_ROLE:
                return self._place if row.path == self._heard else None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Let takes be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled
