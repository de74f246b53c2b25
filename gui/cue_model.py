"""Show the lines of a document as a table that Qt can read, sort, filter and edit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal

from daw_bridge.session.cue_row import CueRow
from gui.clock import Clock
from gui.cue_columns import COLUMNS, INDEX, Column
from gui.cue_order import CueOrder, Wanted
from gui.document import Document

ROW_ROLE = Qt.ItemDataRole.UserRole
"""Gives the `CueRow`."""

_FIRST_CELLS = QModelIndex()

_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_FLAGS = {
    (taken, edited): _PLAIN
    | (Qt.ItemFlag.ItemIsDragEnabled if taken else _PLAIN)
    | (Qt.ItemFlag.ItemIsEditable if edited else _PLAIN)
    for taken in (False, True)
    for edited in (False, True)
}
"""What can be done with a cell, by whether its line has takes and its column can be edited.

Made once: a view asks for every cell that it paints.
"""


class CueModel(QAbstractTableModel):
    """Read the rows of a document, as far as they are shown."""

    disarranged = pyqtSignal()
    """Rows are no longer what they were sorted and filtered as; `arrange` mends it."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._order = CueOrder()
        self._clock = Clock()
        self._narrow = False
        self._rows: list[CueRow] = []
        self._shown: list[int] = []
        self._places: dict[str, int] = {}
        self._take_rows()
        document.rows_changed.connect(self._take_rows)
        document.opened.connect(self._take_rows)
        document.rows_touched.connect(lambda _: self._take_rows())

    def rowCount(self, parent: QModelIndex = _FIRST_CELLS) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self._shown)

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
                    nameless = self._narrow and section == INDEX["State"]
                    return "" if nameless else COLUMNS[section].name
                case Qt.ItemDataRole.TextAlignmentRole:
                    return alignment(COLUMNS[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows, and is edited as."""
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        column = COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return column.text(row, self._clock)
            case Qt.ItemDataRole.ToolTipRole:
                problems = "\n".join((*row.line.problems, *row.line.warnings))
                return problems or column.text(row, self._clock)
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.name}: {column.text(row, self._clock) or 'empty'}"
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Tell which cells can be edited, and which lines have a take to be dragged out."""
        column, row = COLUMNS[index.column()], self.row(index.row())
        return _FLAGS[bool(row.takes), bool(column.part)]

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change what a line says."""
        column = COLUMNS[index.column()]
        if role != Qt.ItemDataRole.EditRole or not column.part or value == self.data(index):
            return False
        title = f"Edit {column.name.lower()}"
        region_id = self.row(index.row()).region_id
        if self._document.row_of(region_id) is None:  # it went while it was being edited
            return False
        self._document.edits.say([region_id], title, **{column.part: str(value).strip()})
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the lines in the order of a column."""
        falling = order == Qt.SortOrder.DescendingOrder
        self._order = replace(self._order, column=column, falling=falling)
        self.arrange()

    def set_clock(self, clock: Clock) -> None:
        """Write times in another way."""
        self._clock = clock
        if self._shown:
            start = INDEX["Start"]
            last = self.index(len(self._shown) - 1, start)
            self.dataChanged.emit(self.index(0, start), last)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the states to their signs, which need no name over them."""
        if narrow != self._narrow:
            self._narrow, state = narrow, INDEX["State"]
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, state, state)

    def look_for(self, text: str) -> None:
        """Show only lines that hold every word."""
        self._order = replace(self._order, words=tuple(text.casefold().split()))
        self.arrange()

    def show_only(self, wanted: Wanted) -> None:
        """Show only lines that are wanted."""
        self._order = replace(self._order, wanted=wanted)
        self.arrange()

    def row(self, place: int) -> CueRow:
        """Give the row that is shown at a place."""
        return self._rows[self._shown[place]]

    def place(self, region_id: str) -> int | None:
        """Tell at which place a region is shown."""
        return self._places.get(region_id)

    def arrange(self) -> None:
        """Sort and filter anew; where that changes nothing, nothing is told."""
        shown = self._order.places(self._rows)
        if shown != self._shown:
            self.beginResetModel()
            self._show(shown)
            self.endResetModel()

    def _show(self, shown: list[int]) -> None:
        self._shown = shown
        self._places = {self._rows[row].region_id: place for place, row in enumerate(shown)}

    def _take_rows(self) -> None:
        """Tell of the rows that have changed, and of no other."""
        before, rows = self._rows, list(self._document.rows)
        if [row.region_id for row in before] != [row.region_id for row in rows]:
            self.beginResetModel()
            self._rows = rows
            self._show(self._order.places(rows))
            self.endResetModel()
            return
        self._rows = rows
        changed = [(was, now) for was, now in zip(before, rows, strict=True) if was is not now]
        places = [p for _, now in changed if (p := self.place(now.region_id)) is not None]
        if places:
            last = self.index(max(places), len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(min(places), 0), last)
        if not all(self._order.ranks_alike(was, now) for was, now in changed):
            self.disarranged.emit()


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Say where the words of a column stand."""
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
