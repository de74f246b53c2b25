"""Show every key of the window, from the one table of commands."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import COMMANDS
from gui.theme import SPACE

_LETTERS_WIDE, _LINES_HIGH = 90, 36


class Keys(QDialog):
    """List the commands menu by menu, each with its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        tree = QTreeWidget()
        tree.setObjectName("keys")
        tree.setAccessibleName("Commands and their keys")
        tree.setHeaderLabels(["Command", "Key", "What it does"])
        tree.setRootIsDecorated(False)
        menus: dict[str, QTreeWidgetItem] = {}
        for command in COMMANDS:
            if command.menu not in menus:
                menus[command.menu] = _menu(tree, command.menu)
            key = QKeySequence(command.key).toString(QKeySequence.SequenceFormat.NativeText)
            menus[command.menu].addChild(QTreeWidgetItem([command.title, key, command.about]))
        tree.expandAll()
        tree.setCurrentItem(tree.topLevelItem(0))
        if (header := tree.header()) is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(tree)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * _LETTERS_WIDE, metrics.lineSpacing() * _LINES_HIGH)


def _menu(tree: QTreeWidget, name: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(tree, [name])
    font = item.font(0)
    font.setBold(True)
    item.setFont(0, font)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item
