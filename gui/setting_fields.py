"""Make fields that show one setting each, and change it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from gui.form import FIELD_LETTERS
from gui.settings import Settings
from gui.theme import SPACE


class SettingFields(QObject):
    """Make the fields; they are called after the settings, and say aloud what they are.

    Args:
        settings: gives them as they are now.
    """

    changed = pyqtSignal(object)
    """The `Settings` as they are to be."""

    def __init__(self, settings: Callable[[], Settings], parent: QObject) -> None:
        super().__init__(parent)
        self._get = settings

    @property
    def settings(self) -> Settings:
        """Give what is set now."""
        return self._get()

    def set(self, name: str, value: Any) -> None:
        """Change a setting."""
        if value != getattr(self.settings, name):
            self.changed.emit(replace(self.settings, **{name: value}))

    def choice(
        self, name: str, titles: Mapping[Any, str], letters: int = FIELD_LETTERS
    ) -> QComboBox:
        """Let a value be chosen by its title, in a field that has room for some letters."""
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(_said(name))
        for value, title in titles.items():
            box.addItem(title, value)
        box.setMinimumContentsLength(letters)
        box.setCurrentIndex(box.findData(getattr(self.settings, name)))
        box.activated.connect(lambda _: self.set(name, box.currentData()))
        return box

    def count(self, name: str, title: str, most: int) -> QSpinBox:
        """Let a number from 1 on be chosen."""
        box = QSpinBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setRange(1, most)
        box.setValue(getattr(self.settings, name))
        box.valueChanged.connect(lambda number: self.set(name, number))
        return box

    def folder(self, name: str, usual: str) -> QWidget:
        """Let a folder be typed or chosen; nothing typed is the usual one."""
        whole, line, button = QWidget(), QLineEdit(), QPushButton("Choose…")
        line.setObjectName(name)
        line.setAccessibleName(_said(name))
        line.setText(getattr(self.settings, name))
        line.setPlaceholderText(usual)
        line.setClearButtonEnabled(True)
        line.editingFinished.connect(lambda: self.set(name, line.text().strip()))
        button.setAccessibleName(f"Choose: {line.accessibleName().lower()}")
        button.clicked.connect(lambda: self._ask(name, line))
        whole.setFocusProxy(line)
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(line, 1)
        layout.addWidget(button)
        return whole

    def _ask(self, name: str, line: QLineEdit) -> None:
        title = "Choose a folder"
        if folder := QFileDialog.getExistingDirectory(line.window(), title, line.text()):
            line.setText(folder)
            self.set(name, folder)


def _said(name: str) -> str:
    return name.replace("_", " ").capitalize()
