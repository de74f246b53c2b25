"""Show the lines of a document as a table that Qt can read, sort, filter and edit."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
)

from daw_bridge.session.cue_row import CueRow, TakeState
from gui.cue_columns import COLUMNS, Column
from gui.document import Document

ROW_ROLE = Qt.ItemDataRole.UserRole
"""Gives the `CueRow`."""

SORT_ROLE = Qt.ItemDataRole.UserRole + 1

_FIRST_CELLS = QModelIndex()


class CueModel(QAbstractTableModel):
    """Read the rows of a document."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._n_rows = len(document.rows)
        document.rows_changed.connect(self._take_rows)
        document.opened.connect(self._take_rows)
        document.row_changed.connect(self._take_row)

    def rowCount(self, parent: QModelIndex = _FIRST_CELLS) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else self._n_rows

    def columnCount(self, parent: QModelIndex = _FIRST_CELLS) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal:
            match role:
                case Qt.ItemDataRole.DisplayRole:
                    return COLUMNS[section].name
                case Qt.ItemDataRole.TextAlignmentRole:
                    return _alignment(COLUMNS[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows, is edited as, and is sorted by."""
        row, column = self._document.rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join((*row.line.problems, *row.line.warnings)) or column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.name}: {column.text(row) or 'empty'}"
            case _ if role == ROW_ROLE:
                return row
            case _ if role == SORT_ROLE:
                return column.order(row)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Tell which cells can be edited, and which lines have a take to be dragged out."""
        flags = super().flags(index)
        if self._document.rows[index.row()].takes:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if COLUMNS[index.column()].part else flags

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change what a line says."""
        column = COLUMNS[index.column()]
        if role != Qt.ItemDataRole.EditRole or not column.part or value == self.data(index):
            return False
        row = self._document.rows[index.row()]
        title = f"Edit {column.name.lower()}"
        self._document.edit([row.region_id], title, **{column.part: str(value).strip()})
        return True

    def _take_rows(self) -> None:
        if len(self._document.rows) != self._n_rows:
            self.beginResetModel()
            self._n_rows = len(self._document.rows)
            self.endResetModel()
        elif self._n_rows:
            last = self.index(self._n_rows - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _take_row(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class CueFilter(QSortFilterProxyModel):
    """Sort and filter the lines; words are looked for in everything a line says."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._states: frozenset[TakeState] = frozenset(TakeState)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def look_for(self, text: str) -> None:
        """Show only lines that hold every word."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def show_states(self, states: frozenset[TakeState]) -> None:
        """Show only lines in these states."""
        self._states = states
        self.invalidateFilter()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        """Tell whether a line is shown."""
        model = self.sourceModel()
        if model is None:
            return False
        row: CueRow = model.index(source_row, 0, source_parent).data(ROW_ROLE)
        if row.state not in self._states:
            return False
        text = row.line.text
        said = " ".join((row.line.region.name, text.character, text.direction)).casefold()
        return all(word in said for word in self._words)

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        """Order rows by what their column says, of any type."""
        return bool(left.data(SORT_ROLE) < right.data(SORT_ROLE))
