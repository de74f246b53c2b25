"""Show lines as rows, and stay with what is chosen however they are sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.cue_columns import COLUMNS, INDEX, STRETCHED
from gui.cue_delegate import CueDelegate
from gui.cue_model import CueModel
from gui.theme import Theme

_NOTHING = "No line is like that. Clear the search, or show all lines."

_CLICKED = QAbstractItemView.EditTrigger.SelectedClicked
_FLAG = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Remember what is chosen while all rows go and come.

    Args:
        current: the line that the keys begin at, if there is one.
        column: of the cell that they begin at.
    """

    region_ids: frozenset[str] = frozenset()
    current: str | None = None
    column: int = 0


class CueTable(QTableView):
    """Let lines be chosen, sorted, edited in place and dragged out."""

    selection_changed = pyqtSignal()

    drag_asked = pyqtSignal()
    """The chosen lines are being dragged away."""

    def __init__(self, model: CueModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._kept: _Chosen | None = None
        self._again = False
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.timeout.connect(self._arrange)
        self._behave()
        self.setModel(model)
        self._paint_by(theme)
        self._set_headers()
        self.sortByColumn(INDEX["Start"], Qt.SortOrder.AscendingOrder)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.disarranged.connect(self._arranging.start)
        if chosen := self.selectionModel():
            chosen.selectionChanged.connect(lambda *_: self._tell())

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._paint_by(theme)

    def selected(self) -> list[int]:
        """List the places that are chosen, from top to bottom."""
        model = self.selectionModel()
        chosen = model.selection() if model is not None else QItemSelection()
        ranges = [chosen[number] for number in range(len(chosen))]
        return sorted({place for one in ranges for place in range(one.top(), one.bottom() + 1)})

    def select(self, region_ids: Iterable[str], current: str | None = None) -> None:
        """Choose lines by the ids of their regions, and go to one of them, or to the first."""
        places, column = self._places(region_ids), self.currentIndex().column()
        here = None if current is None else self._model.place(current)
        self._choose(places)
        if places:
            place = places[0] if here is None else here
            self._go_to(place, column if column >= 0 else INDEX[STRETCHED])

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Remember whether this press is on the very cell that was gone to before."""
        if event is not None:
            same = self.indexAt(event.position().toPoint()) == self.currentIndex()
            self._again = same and len(self.selected()) == 1
        super().mousePressEvent(event)

    def edit(self, *arguments: Any) -> Any:  # Qt has two of this name
        """Edit a cell; but by a click only where it is one more on the same cell."""
        if len(arguments) > 1 and arguments[1] == _CLICKED and not self._again:
            return False
        return super().edit(*arguments)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Ask for a drag of what is selected."""
        self.drag_asked.emit()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the ground that cells do not cover, then the cells."""
        if event is not None and (ground := self.viewport()) is not None:
            painter = QPainter(ground)
            painter.fillRect(event.rect(), self.palette().base())
            if not self._model.rowCount():
                painter.setPen(self.palette().placeholderText().color())
                painter.drawText(ground.rect(), Qt.AlignmentFlag.AlignCenter, _NOTHING)
            painter.end()
        super().paintEvent(event)

    def _behave(self) -> None:
        self.setObjectName("cues")
        self.setAccessibleName("Lines of the project")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.SelectedClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        # Qt only moves what is painted already where it knows that nothing shines through.
        if ground := self.viewport():
            ground.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _set_headers(self) -> None:
        # A header without sections counts as false.
        if (rows := self.verticalHeader()) is not None:
            rows.hide()
            # Rows of one height need not be asked for it, so that thousands scroll smoothly.
            rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if (header := self.horizontalHeader()) is not None:
            header.setHighlightSections(False)
            # A header asks of every line whether it is chosen, for a sign that it never shows.
            header.setSelectionModel(QItemSelectionModel(self._model, header))
            header.setSectionsMovable(True)
            header.setSectionResizeMode(INDEX[STRETCHED], QHeaderView.ResizeMode.Stretch)

    def _paint_by(self, theme: Theme) -> None:
        delegate = CueDelegate(theme, self)
        delegate.closeEditor.connect(lambda *_: self._arranging.start())
        self.setItemDelegate(delegate)

    def _arrange(self) -> None:
        """Sort and filter anew, but never take a line away from under the user's words."""
        if self.state() != QAbstractItemView.State.EditingState:
            self._model.arrange()

    def _settle(self) -> None:
        """Let what is being typed count; the cell that it is typed in goes."""
        if self.state() == QAbstractItemView.State.EditingState:
            self.commitData(self.indexWidget(self.currentIndex()))

    def _keep(self) -> None:
        self._settle()
        current = self.currentIndex()
        region_ids = frozenset(self._model.row(place).region_id for place in self.selected())
        here = self._model.row(current.row()).region_id if current.isValid() else None
        self._kept = _Chosen(region_ids, here, current.column())

    def _restore(self) -> None:
        kept = self._kept or _Chosen()
        self._choose(self._places(kept.region_ids))
        if kept.current is not None and (place := self._model.place(kept.current)) is not None:
            self._go_to(place, kept.column)
        self._kept = None
        if {self._model.row(place).region_id for place in self.selected()} != kept.region_ids:
            self._tell()

    def _tell(self) -> None:
        # What goes and comes back has not changed.
        if self._kept is None:
            self.selection_changed.emit()

    def _places(self, region_ids: Iterable[str]) -> list[int]:
        """Tell where regions are shown, from top to bottom, as far as they are."""
        found = (self._model.place(region_id) for region_id in region_ids)
        return sorted(place for place in found if place is not None)

    def _choose(self, places: Sequence[int]) -> None:
        selection = QItemSelection()
        for first, last in _runs(places):
            end = self._model.index(last, len(COLUMNS) - 1)
            selection.select(self._model.index(first, 0), end)
        if model := self.selectionModel():
            model.select(selection, _FLAG.ClearAndSelect)

    def _go_to(self, place: int, column: int) -> None:
        """Let the keys begin at a cell, and show it."""
        index = self._model.index(place, column)
        if model := self.selectionModel():
            model.setCurrentIndex(index, _FLAG.NoUpdate)
        self.scrollTo(index)


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join neighbours, given in order, to stretches from a first to a last."""
    first = last = None
    for place in places:
        if last is not None and place == last + 1:
            last = place
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = place
    if first is not None and last is not None:
        yield first, last
