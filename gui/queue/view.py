"""List the render queue, and let it be paused, cancelled and tried again."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QModelIndex, Qt
from PyQt6.QtGui import QKeySequence, QPalette, QResizeEvent, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.session.render_queue import RenderQueue
from gui.document import Document
from gui.queue.model import ITEM_ROLE, QueueModel
from gui.theme import SPACE, Theme

_LETTERS_WIDE, _LINES_HIGH = 90, 22

_FIRST, _EARLIER, _LATER = "Do next", "Earlier", "Later"
_KEYS = {_FIRST: "Alt+Home", _EARLIER: "Alt+Up", _LATER: "Alt+Down"}


class _Dyed(QStyledItemDelegate):
    """Keep the colour of a state where its job is chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Write what is chosen in the colour of what is not."""
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if option is not None and colour is not None:
            option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)


class _Jobs(QTableView):
    """Give a job's name what room there is beside its state."""

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """Let states have at most half of it: why a job has failed may be long."""
        if (ground := self.viewport()) is not None:
            state = min(self.sizeHintForColumn(1) + SPACE, ground.width() // 2)
            self.setColumnWidth(0, ground.width() - state)


class QueueView(QFrame):
    """Pop up over the window until the user goes elsewhere."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._document = document
        self._kept: int | None = None
        self._model = QueueModel(document, theme, self)
        self._title = QLabel("Render queue")
        self._title.setProperty("heading", True)
        self._table = self._make_table()
        self._buttons = {
            name: self._button(name, about, does)
            for name, about, does in (
                ("Pause", "Begin no further job", self._pause),
                ("Cancel", "Stop this job; its finished takes are kept", self._cancel),
                ("Retry", "Put this job at the end of the queue again", self._retry),
                ("Clear ended", "Forget the jobs that have ended; their takes stay", self._clear),
                (_FIRST, "Let this job come next", self._first),
                (_EARLIER, "Let this job come one place earlier", self._earlier),
                (_LATER, "Let this job come one place later", self._later),
            )
        }
        for name, keys in _KEYS.items():
            button = self._buttons[name]
            button.setToolTip(f"{button.toolTip()} ({keys})")
            # A button's own shortcut does nothing in what pops up.
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("Render queue")
        self._lay_out()
        if model := self._table.selectionModel():
            model.selectionChanged.connect(lambda *_: self._refresh())
        self._model.modelAboutToBeReset.connect(self._keep)
        self._model.modelReset.connect(self._restore)
        document.queue_changed.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._model.set_theme(theme)

    def pop_up(self, above: QWidget) -> None:
        """Show it over a widget at the foot of the window, ending at its right."""
        metrics = self.fontMetrics()
        width = metrics.averageCharWidth() * _LETTERS_WIDE
        self.resize(width, metrics.lineSpacing() * _LINES_HIGH)
        corner = above.mapToGlobal(above.rect().topRight())
        self.move(max(0, corner.x() - self.width()), max(0, corner.y() - self.height() - SPACE))
        self.show()
        if (model := self._table.selectionModel()) and not model.hasSelection():
            self._table.selectRow(0)
        self._table.setFocus()

    def selected(self) -> QueueItem | None:
        """Give the job that is chosen."""
        index = self._table.currentIndex()
        return index.data(ITEM_ROLE) if index.isValid() else None

    def _make_table(self) -> QTableView:
        table = _Jobs()
        table.setObjectName("queue")
        table.setAccessibleName("Jobs of the render queue")
        table.setModel(self._model)
        table.setItemDelegate(_Dyed(table))
        for changed in (self._model.modelReset, self._model.dataChanged):
            changed.connect(table.share)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        if (rows := table.verticalHeader()) is not None:
            rows.hide()
        if (header := table.horizontalHeader()) is not None:
            header.setHighlightSections(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            header.setStretchLastSection(True)
        return table

    def _button(self, name: str, about: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(name)
        button.setToolTip(about)
        button.setObjectName(name.lower().replace(" ", "_"))
        button.clicked.connect(does)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for name, button in self._buttons.items():
            if name == _FIRST:
                buttons.addStretch(1)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)

    def _refresh(self) -> None:
        queue, item = self._document.queue, self.selected()
        items = queue.items if queue else ()
        waiting = any(not one.has_ended for one in items)
        self._buttons["Pause"].setEnabled(waiting)
        self._buttons["Pause"].setText("Resume" if queue and queue.paused and waiting else "Pause")
        self._buttons["Cancel"].setEnabled(item is not None and not item.has_ended)
        retries = (JobState.FAILED, JobState.CANCELLED)
        self._buttons["Retry"].setEnabled(item is not None and item.state in retries)
        self._buttons["Clear ended"].setEnabled(any(one.has_ended for one in items))
        place, last = self._place(), len(queue.waiting) - 1 if queue else 0
        for name in (_FIRST, _EARLIER):
            self._buttons[name].setEnabled(place is not None and place > 0)
        self._buttons[_LATER].setEnabled(place is not None and place < last)

    def _keep(self) -> None:
        item = self.selected()
        self._kept = None if item is None else item.number

    def _restore(self) -> None:
        """Stay with the job that was chosen, wherever it is now."""
        row = None if self._kept is None else self._model.row(self._kept)
        if row is not None:
            self._table.selectRow(row)
        self._refresh()

    def _place(self) -> int | None:
        """Tell at which place among those that wait the chosen job is."""
        queue, item = self._document.queue, self.selected()
        numbers = [one.number for one in queue.waiting] if queue else []
        return numbers.index(item.number) if item and item.number in numbers else None

    def _first(self) -> None:
        self._with_selected(lambda queue, item: queue.move(item.number, 0))

    def _earlier(self) -> None:
        self._step(-1)

    def _later(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        if (place := self._place()) is not None:
            self._with_selected(lambda queue, item: queue.move(item.number, place + step))

    def _pause(self) -> None:
        if queue := self._document.queue:
            queue.resume() if queue.paused else queue.pause()

    def _cancel(self) -> None:
        self._with_selected(lambda queue, item: queue.cancel(item.number))

    def _retry(self) -> None:
        self._with_selected(lambda queue, item: queue.retry(item.number))

    def _clear(self) -> None:
        if queue := self._document.queue:
            queue.clear_ended()

    def _with_selected(self, does: Callable[[RenderQueue, QueueItem], None]) -> None:
        queue, item = self._document.queue, self.selected()
        if queue is not None and item is not None:
            does(queue, item)
