"""Edit the words of a line in place."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QMimeData, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QPlainTextEdit, QWidget

from gui.theme import SPACE

_LINES = 3
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineEditor(QPlainTextEdit):
    """Take the words in when the field is left, or with Return; Escape puts them back."""

    committed = pyqtSignal(str)
    """The words are to be these."""

    typed = pyqtSignal(str)
    """The words are being changed; more may come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: str | None = ""
        self.setAccessibleName("Words of the line")
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: self.typed.emit(self.words))

    @property
    def words(self) -> str:
        """Give what stands there, in one line: a region has no line ends."""
        return " ".join(self.toPlainText().split())

    def show_words(self, words: str | None) -> None:
        """Show words, unless others are being typed; None says that lines differ."""
        if words == self._words or (self.hasFocus() and self._is_edited()):
            return
        self._words = words
        self._put_back()

    def canInsertFromMimeData(self, source: QMimeData | None) -> bool:
        """Take words; files are for what this is a part of."""
        return source is not None and not source.hasUrls() and super().canInsertFromMimeData(source)

    def sizeHint(self) -> QSize:
        """Ask for a few lines."""
        height = _LINES * self.fontMetrics().lineSpacing() + 3 * SPACE
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """Keep them."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def event(self, event: QEvent | None) -> bool:
        """Take Return before a command of the window does."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _ENDS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Commit or put back."""
        if event is not None and event.key() in _ENDS:
            self.settle()
        elif event is not None and event.key() == Qt.Key.Key_Escape:
            self._put_back()
            self.typed.emit(self.words)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Commit, unless only a menu has opened."""
        super().focusOutEvent(event)
        if event is None or event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()

    def insert(self, words: str) -> None:
        """Put words where the cursor is, with spaces around them, and take them in."""
        cursor = self.textCursor()
        text, at = self.toPlainText(), cursor.position()
        before = " " if at and not text[at - 1].isspace() else ""
        after = " " if at < len(text) and not text[at].isspace() else ""
        cursor.insertText(f"{before}{words}{after}")
        self.settle()

    def settle(self) -> None:
        """Let what is being typed count now."""
        if self._is_edited():
            self._words = self.words
            self.committed.emit(self.words)

    def _is_edited(self) -> bool:
        return self.words != (self._words or "")

    def _put_back(self) -> None:
        with QSignalBlocker(self):
            self.setPlainText(self._words or "")
        self.setPlaceholderText("various" if self._words is None else "What is said")
