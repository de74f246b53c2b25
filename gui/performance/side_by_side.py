"""Lay fields of equal width side by side, each below its name."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.theme import SPACE


def side_by_side(fields: Mapping[str, QWidget]) -> QGridLayout:
    """Give the layout of fields, by their names."""
    layout = QGridLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setHorizontalSpacing(SPACE)
    layout.setVerticalSpacing(SPACE // 2)
    for column, (name, field) in enumerate(fields.items()):
        label = QLabel(name)
        label.setBuddy(field)
        layout.addWidget(label, 0, column)
        layout.addWidget(field, 1, column)
        layout.setColumnStretch(column, 1)
        # Equal parts, whatever stands in them.
        layout.setColumnMinimumWidth(column, 1)
    return layout
