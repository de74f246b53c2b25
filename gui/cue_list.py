"""Show every line of the project as a row."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QEvent, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.session.cue_row import CueRow
from gui.clock import Clock
from gui.cue_columns import COLUMNS, GROWING, INDEX, SIGN_WIDTH, go_on, leaving, room_of_directions
from gui.cue_model import CueModel
from gui.cue_order import UNSPEAKABLE, WANTED
from gui.cue_table import CueTable
from gui.document import Document
from gui.theme import BASE_POINTS, ROW_HEIGHT, SPACE, Theme


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
        self._arrives = False
        self._directions = 0
        self._whole_state: int | None = None
        self._model = CueModel(document, self)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Find a line")
        self._search.setToolTip("Find words in lines, characters and directions.")
        self._search.setObjectName("search")
        self._search.setAccessibleName("Find lines")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._model.look_for)
        self._shown = QComboBox()
        self._shown.setObjectName("wanted")
        self._shown.setAccessibleName("Show only these lines")
        self._shown.setToolTip("Show only some of the lines.")
        self._shown.addItems(list(WANTED))
        self._shown.currentTextChanged.connect(lambda name: self._model.show_only(WANTED[name]))
        self._tools = QWidget()
        self._table = CueTable(self._model, theme)
        self._table.selection_changed.connect(self.selection_changed)
        self._table.drag_asked.connect(self.drag_asked)
        self._table.doubleClicked.connect(
            lambda index: self.activated.emit(self._model.row(index.row()).region_id)
        )
        self._empty = empty
        self._stack = QStackedLayout()
        self._stack.addWidget(empty)
        self._stack.addWidget(self._table)
        self._lay_out()
        self._measure()
        self._show_right_page()
        document.opened.connect(self._arrive)
        document.rows_changed.connect(self._show_right_page)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._table.set_theme(theme)

    def set_clock(self, clock: Clock) -> None:
        """Write times in another way."""
        self._model.set_clock(clock)

    def selected_rows(self) -> list[CueRow]:
        """List the chosen lines, in the order they are shown."""
        return [self._model.row(place) for place in self._table.selected()]

    def select(self, region_ids: Iterable[str], current: str | None = None) -> None:
        """Choose lines by the ids of their regions, and go to one of them, or to the first."""
        self._table.select(region_ids, current)

    def select_all(self) -> None:
        """Choose every line that is shown."""
        self._table.selectAll()

    def show_unspeakable(self) -> None:
        """Show the lines that cannot be spoken and no others, and go to the first of them."""
        self._search.clear()
        self._shown.setCurrentText(UNSPEAKABLE)
        self._go_to_first()

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

    def _set_height(self) -> None:
        """Let a row be as high as its words need; in a narrow list lines have a second one."""
        height, rows = self.fontMetrics().height(), self._table.verticalHeader()
        tall = go_on(self.width() / self._scale())
        row = 2 * height + SPACE if tall else max(ROW_HEIGHT, 2 * height)
        # Thousands of rows are told their height, where it has to be said.
        if rows is not None and rows.defaultSectionSize() != row:
            rows.setDefaultSectionSize(row)

    def _measure(self) -> None:
        scale = self._scale()
        if (header := self._table.horizontalHeader()) is not None:
            for index, column in enumerate(COLUMNS):
                header.resizeSection(index, round(column.width * scale))
            self._directions = header.sectionSize(INDEX[GROWING])
            # With the next look at the room they are shortened again, where that has to be.
            self._whole_state = None
            self._model.set_narrow(False)

    def _make_room(self) -> None:
        self._set_height()
        width, scale = self.width() / self._scale(), self._scale()
        gone, header = leaving(width), self._table.horizontalHeader()
        self._shorten_states(narrow=go_on(width))
        for name, index in INDEX.items():
            self._table.setColumnHidden(index, name in gone)
        # What the user has made wider or narrower stays so.
        if header is not None and header.sectionSize(INDEX[GROWING]) == self._directions:
            self._directions = round(room_of_directions(width) * scale)
            header.resizeSection(INDEX[GROWING], self._directions)

    def _shorten_states(self, *, narrow: bool) -> None:
        """Leave states to their signs in a narrow list; else they are as wide as before."""
        header, state = self._table.horizontalHeader(), INDEX["State"]
        if header is None or narrow == (self._whole_state is not None):
            return
        self._model.set_narrow(narrow)
        before, self._whole_state = self._whole_state, header.sectionSize(state) if narrow else None
        header.resizeSection(state, before or round(SIGN_WIDTH * self._scale()))

    def _scale(self) -> float:
        return self.font().pointSizeF() / BASE_POINTS

    def _arrive(self) -> None:
        """Wait for the lines of another project."""
        self._arrives = True
        self._show_right_page()

    def _show_right_page(self) -> None:
        """Show lines if there are any; without them there is nothing to look for.

        A project begins at its first line, so that it can be heard at once.
        """
        filled = bool(self._document.rows)
        if filled and self._tools.isHidden():
            self._table.setFocus()
        self._tools.setVisible(filled)
        # The page that is not shown asks for no room.
        shown, ignored = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        self._empty.setSizePolicy(shown, ignored if filled else shown)
        self._stack.setCurrentIndex(1 if filled else 0)
        if filled and self._arrives:
            self._arrives = False
            self._go_to_first()

    def _go_to_first(self) -> None:
        if self._model.rowCount():
            self.select([self._model.row(0).region_id])
