"""Let the pattern of the names of takes be written, and show a name that it makes."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from daw_bridge.name_pattern import EXAMPLE, FIELDS, USUAL_PATTERN, NamePattern
from daw_bridge.timeline import ProjectError
from gui.theme import SPACE


class NameField(QWidget):
    """Hold the pattern; what makes no names is told and not taken.

    Attributes:
        example: the name of a take, or what is wrong; to be put below.
    """

    changed = pyqtSignal(str)
    """Another pattern is written, and makes names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = USUAL_PATTERN
        self.line = QLineEdit()
        self.fields = QToolButton()
        self.example = QLabel()
        self._prepare()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.fields)
        self.line.textChanged.connect(self._try)
        self.line.editingFinished.connect(self._take)

    @property
    def pattern(self) -> str:
        """Give what is written; the usual pattern where nothing is."""
        return self.line.text().strip() or USUAL_PATTERN

    def show_pattern(self, pattern: str) -> None:
        """Show a pattern that makes names."""
        self._known = pattern
        self.line.setText("" if pattern == USUAL_PATTERN else pattern)
        self._try()

    def _prepare(self) -> None:
        self.line.setObjectName("name_pattern")
        self.line.setAccessibleName("Name of take files")
        self.line.setPlaceholderText(USUAL_PATTERN)
        self.line.setClearButtonEnabled(True)
        menu = QMenu(self.fields)
        for field in FIELDS:
            action = menu.addAction(f"{{{field}}}")
            if action is not None:
                action.triggered.connect(lambda _=False, field=field: self._insert(field))
        self.line.setToolTip("{take:02} has two digits at least, {character:lower} small letters.")
        self.setFocusProxy(self.line)
        self.fields.setText("Field")
        self.fields.setMenu(menu)
        self.fields.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.fields.setToolTip("Put a field where the cursor is.")
        self.fields.setAccessibleName("Insert a field")
        self.example.setObjectName("name_example")
        self.example.setWordWrap(True)

    def _insert(self, field: str) -> None:
        if not self.line.text():  # the usual pattern is seen, and what is seen is gone on with
            self.line.setText(USUAL_PATTERN)
        self.line.insert(f"{{{field}}}")
        self.line.setFocus()

    def _try(self) -> None:
        """Show the name of a take, or what is wrong."""
        try:
            said, wrong = NamePattern.parse(self.pattern).name(EXAMPLE, take=1), False
        except ProjectError as error:
            said, wrong = str(error)[:1].upper() + str(error)[1:] + ".", True
        self.example.setText(said)
        self.example.setProperty("error", wrong)
        self.example.setProperty("muted", not wrong)
        if (style := self.example.style()) is not None:
            style.polish(self.example)

    def _take(self) -> None:
        if not self.example.property("error") and self.pattern != self._known:
            self._known = self.pattern
            self.changed.emit(self.pattern)
