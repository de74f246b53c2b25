"""Show and change who says what, and in which way."""

from __future__ import annotations

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard
from gui.performance.fit_meter import FitMeter
from gui.performance.line_editor import LineEditor
from gui.performance.trial import Trial
from gui.theme import SPACE, Theme

_PAUSES = (0.3, 0.5, 0.8, 1.2, 2.0)
"""Seconds."""

_VARIOUS = "various"
_NOTHING = "there is nothing to speak"
_UNSPEAKABLE = "not speakable"


class LineBox(QWidget):
    """Hold the words, their fit, the character and the direction."""

    typed = pyqtSignal()
    """Words or direction are being changed; more may come."""

    def __init__(
        self, lines: ChosenLines, theme: Theme, guard: ControlGuard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._direction: str | None = ""
        self._character: str | None = ""
        self.editor = LineEditor()
        self.fit = FitMeter(theme)
        self.pause = QToolButton()
        self.character = QComboBox()
        self.direction = QLineEdit()
        guard.guard(self.character, self.pause)
        self._make_pause()
        self._lay_out()
        self.editor.committed.connect(lambda words: lines.edit("Edit line", line=words))
        self.editor.typed.connect(lambda _: self.typed.emit())
        self.direction.textEdited.connect(lambda _: self.typed.emit())
        self.direction.editingFinished.connect(self._direct)
        self.character.activated.connect(lambda _: self._cast())
        if field := self.character.lineEdit():
            field.editingFinished.connect(self._cast)

    def refresh(self) -> None:
        """Show the chosen lines as they are now."""
        rows = self._lines.rows
        if not rows:
            return
        texts = [row.line.text for row in rows]
        self.editor.show_words(common((text.line for text in texts), None))
        direction = common((text.direction for text in texts), None)
        if not (self.direction.hasFocus() and self.direction.isModified()):
            self._direction = direction
            self.direction.setText(direction or "")
        how = "In plain words: terrified, hushed" if direction is not None else _VARIOUS
        self.direction.setPlaceholderText(how)
        self._show_character(common((text.character for text in texts), None))
        if only := self._lines.only:
            self.fit.show_fit(only.fit, " ".join(only.line.problems) or _NOTHING)
        else:
            verdicts = [str(row.fit.verdict) if row.fit else _UNSPEAKABLE for row in rows]
            counts = [f"{verdicts.count(of)} {of}" for of in dict.fromkeys(verdicts)]
            self.fit.show_many(", ".join(counts))

    def settle(self) -> None:
        """Let what is being typed count now."""
        self.editor.settle()
        self._direct()
        self._cast()

    def show_trial(self, trial: Trial) -> None:
        """Show how what is being typed fits."""
        self.fit.show_fit(trial.fit, trial.problem or _NOTHING)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.fit.set_theme(theme)

    def _make_pause(self) -> None:
        menu = QMenu(self.pause)
        for seconds in _PAUSES:
            action = menu.addAction(f"{seconds:g} s")
            if action is not None:
                action.triggered.connect(lambda _=False, s=seconds: self._insert_pause(s))
        self.pause.setText("+ Pause")
        self.pause.setMenu(menu)
        self.pause.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.pause.setToolTip("Put a pause where the cursor is, such as [pause 0.8].")
        self.pause.setAccessibleName("Insert a pause")

    def _lay_out(self) -> None:
        self.character.setEditable(True)
        self.character.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.character.setAccessibleName("Character")
        self.character.setMinimumContentsLength(8)
        self.character.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.direction.setAccessibleName("Direction")
        self.direction.setClearButtonEnabled(True)
        under = QHBoxLayout()
        under.setSpacing(SPACE)
        under.addWidget(self.fit, 1)
        under.addWidget(self.pause, 0, Qt.AlignmentFlag.AlignTop)
        parts = QGridLayout()
        parts.setHorizontalSpacing(SPACE)
        parts.setVerticalSpacing(SPACE)
        parts.setColumnStretch(1, 1)
        for row, (title, field) in enumerate(
            (("Character", self.character), ("Direction", self.direction))
        ):
            label = QLabel(title)
            label.setBuddy(field)
            parts.addWidget(label, row, 0)
            parts.addWidget(field, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.editor)
        layout.addLayout(under)
        layout.addLayout(parts)

    def _show_character(self, character: str | None) -> None:
        field = self.character.lineEdit()
        if field is None or (field.hasFocus() and field.isModified()):
            return
        self._character = character
        names = self._lines.characters
        with QSignalBlocker(self.character):
            if [self.character.itemText(i) for i in range(self.character.count())] != names:
                self.character.clear()
                self.character.addItems(names)
            self.character.setCurrentIndex(names.index(character) if character in names else -1)
            self.character.setEditText(character or "")
        field.setPlaceholderText(_VARIOUS if character is None else "Nobody")
        field.setModified(False)

    def _insert_pause(self, seconds: float) -> None:
        if self._lines.only is not None:
            self.editor.insert(f"[pause {seconds:g}]")
        self.editor.setFocus()

    def _direct(self) -> None:
        direction = self.direction.text().strip()
        self.direction.setModified(False)
        if direction != (self._direction or ""):
            self._direction = direction
            self._lines.edit("Edit direction", direction=direction)

    def _cast(self) -> None:
        field = self.character.lineEdit()
        character = self.character.currentText().strip()
        if field is not None:
            field.setModified(False)
        if character != (self._character or ""):
            self._character = character
            self._lines.edit("Edit character", character=character)
