"""Show at the foot of the window how far the render queue is, and let it be stopped there."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from gui.document import Document
from gui.queue.progress import progress
from gui.queue.view import QueueView
from gui.theme import SPACE, Theme


class QueueFoot(QWidget):
    """Say it in words and as a bar; the words open the whole queue."""

    def __init__(
        self,
        document: Document,
        actions: Mapping[str, QAction],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.view = QueueView(document, theme, self)
        self._words = QToolButton()
        self._words.setObjectName("show_queue")
        self._words.setProperty("flat", True)
        self._words.setToolTip("Show the render queue")
        self._words.clicked.connect(self.show_queue)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress of the render queue")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(20 * SPACE)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        self._buttons = [_button(actions[name]) for name in ("pause", "cancel")]
        for button in self._buttons:
            layout.addWidget(button)
        document.queue_changed.connect(self._refresh)
        document.rows_changed.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.view.set_theme(theme)

    def show_queue(self) -> None:
        """Open the whole queue."""
        self.view.pop_up(self)

    def minimumSizeHint(self) -> QSize:
        """Keep the height of the buttons, so that the views above stay as they are without them."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(button.sizeHint().height() for button in self._buttons))

    def sizeHint(self) -> QSize:
        """Ask for that height too."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def _refresh(self) -> None:
        document = self._document
        items = document.queue.items if document.queue else ()
        now = progress(items, document.row_of, document.library.takes)
        failed = sum(bool(item.reason) for item in items)
        self._words.setText(now.text or (f"✕ {failed} failed" if failed else "Queue"))
        rest = f"{failed} failed" if failed else "nothing waits"
        self._words.setAccessibleName(f"Render queue: {now.text or rest}")
        self._words.setVisible(bool(items))
        for part in (self._bar, *self._buttons):
            part.setVisible(bool(now.total))
        self._bar.setMaximum(max(now.total, 1))
        self._bar.setValue(now.done)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    return button
