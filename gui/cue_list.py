"""Show every line of the project as a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PyQt6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.session.cue_row import CueRow, TakeState
from gui.cue_columns import COLUMNS, INDEX, STRETCHED, leaving
from gui.cue_delegate import CueDelegate
from gui.cue_model import ROW_ROLE, CueFilter, CueModel
from gui.document import Document
from gui.theme import BASE_POINTS, ROW_HEIGHT, SPACE, Theme

_SHOWN: dict[str, frozenset[TakeState]] = {
    "All lines": frozenset(TakeState),
    "To render": frozenset((TakeState.NEW, TakeState.STALE, TakeState.FAILED)),
    "In the queue": frozenset((TakeState.QUEUED, TakeState.RENDERING)),
    "Done": frozenset((TakeState.DONE,)),
    "Failed": frozenset((TakeState.FAILED,)),
}


class CueList(QWidget):
    """Let lines be looked over, found, chosen and edited in place.

    Args:
        empty: is shown while there are no lines.
    """

    selection_changed = pyqtSignal()

    activated = pyqtSignal(str)
    """The user wants to hear the region with this id."""

    drag_asked = pyqtSignal()
    """The chosen lines are being dragged away."""

    def __init__(
        self, document: Document, theme: Theme, empty: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._filter = CueFilter(self)
        self._filter.setSourceModel(CueModel(document, self))
        self._search = QLineEdit()
        self._search.setPlaceholderText("Find in lines, characters, directions")
        self._search.setObjectName("search")
        self._search.setAccessibleName("Find lines")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter.look_for)
        self._shown = QComboBox()
        self._shown.setAccessibleName("Show lines in these states")
        self._shown.addItems(list(_SHOWN))
        self._shown.currentTextChanged.connect(lambda name: self._filter.show_states(_SHOWN[name]))
        self._tools = QWidget()
        self._table = self._make_table(theme)
        self._stack = QStackedLayout()
        self._stack.addWidget(empty)
        self._stack.addWidget(self._table)
        self._lay_out()
        self._measure()
        self._show_right_page()
        document.rows_changed.connect(self._show_right_page)
        document.opened.connect(self._show_right_page)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._table.setItemDelegate(CueDelegate(theme, self._table))

    def selected_rows(self) -> list[CueRow]:
        """List the chosen lines, in the order they are shown."""
        model = self._table.selectionModel()
        chosen = sorted(model.selectedRows() if model else [], key=lambda index: index.row())
        return [index.data(ROW_ROLE) for index in chosen]

    def select(self, region_ids: Iterable[str]) -> None:
        """Choose lines by the ids of their regions."""
        wanted, selection = set(region_ids), QItemSelection()
        for row in range(self._filter.rowCount()):
            index = self._filter.index(row, 0)
            if index.data(ROW_ROLE).region_id in wanted:
                selection.select(index, index)
        model = self._table.selectionModel()
        if model is not None:
            flag = QItemSelectionModel.SelectionFlag
            model.select(selection, flag.ClearAndSelect | flag.Rows)
            if selection.indexes():
                self._table.scrollTo(selection.indexes()[0])

    def select_all(self) -> None:
        """Choose every line that is shown."""
        self._table.selectAll()

    def go_to_search(self) -> None:
        """Go to the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def changeEvent(self, event: QEvent | None) -> None:
        """Give every column and row the room that letters of another size need."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._measure()
            self._make_room()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave columns out where there is too little room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_table(self, theme: Theme) -> QTableView:
        table = _Table(self.drag_asked.emit)
        table.setObjectName("cues")
        table.setAccessibleName("Lines of the project")
        table.setModel(self._filter)
        table.setItemDelegate(CueDelegate(theme, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.EditKeyPressed | triggers.SelectedClicked)
        table.setDragEnabled(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSortingEnabled(True)
        table.sortByColumn(INDEX["Start"], Qt.SortOrder.AscendingOrder)
        table.setTabKeyNavigation(False)
        # A header without sections counts as false.
        if (rows := table.verticalHeader()) is not None:
            rows.hide()
            # Rows of one height need not be asked for it, so that thousands scroll smoothly.
            rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if (header := table.horizontalHeader()) is not None:
            header.setHighlightSections(False)
            header.setSectionsMovable(True)
            header.setSectionResizeMode(INDEX[STRETCHED], QHeaderView.ResizeMode.Stretch)
        table.doubleClicked.connect(
            lambda index: self.activated.emit(index.data(ROW_ROLE).region_id)
        )
        if model := table.selectionModel():
            model.selectionChanged.connect(lambda *_: self.selection_changed.emit())
        return table

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self._tools)
        bar.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        bar.setSpacing(SPACE)
        bar.addWidget(self._search, 1)
        bar.addWidget(self._shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._tools)
        layout.addLayout(self._stack, 1)

    def _measure(self) -> None:
        scale, height = self._scale(), self.fontMetrics().height()
        if (rows := self._table.verticalHeader()) is not None:
            rows.setDefaultSectionSize(max(ROW_HEIGHT, 2 * height))
        if (header := self._table.horizontalHeader()) is not None:
            for index, column in enumerate(COLUMNS):
                header.resizeSection(index, round(column.width * scale))

    def _make_room(self) -> None:
        gone = leaving(self.width() / self._scale())
        for name, index in INDEX.items():
            self._table.setColumnHidden(index, name in gone)

    def _scale(self) -> float:
        return self.font().pointSizeF() / BASE_POINTS

    def _show_right_page(self) -> None:
        """Show lines if there are any; without them there is nothing to look for."""
        filled = bool(self._document.rows)
        if filled and self._tools.isHidden():
            self._table.setFocus()
        self._tools.setVisible(filled)
        self._stack.setCurrentIndex(1 if filled else 0)


class _Table(QTableView):
    """Let rows be dragged out."""

    def __init__(self, drag: Callable[[], None]) -> None:
        super().__init__()
        self._drag = drag

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Ask for a drag of what is selected."""
        self._drag()
