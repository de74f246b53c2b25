"""Lay out pages of settings: forms, headings, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.theme import SPACE

_COLUMNS = 5
"""Of a grid: two titles, two fields, and the room that is left."""

FIELD_LETTERS = 18
"""How wide fields are, so that they end in one line."""


def form() -> QFormLayout:
    """Make a form, whose fields grow."""
    made = QFormLayout()
    made.setHorizontalSpacing(3 * SPACE)
    made.setVerticalSpacing(2 * SPACE)
    made.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return made


def grid(rows: Iterable[Sequence[QWidget | str]]) -> QGridLayout:
    """Lay out rows of titles and fields, at most two fields beside each other.

    What stands alone is as wide as all, and a single field to write in goes on to the edge.
    """
    made = QGridLayout()
    made.setHorizontalSpacing(2 * SPACE)
    made.setVerticalSpacing(SPACE + SPACE // 2)
    made.setColumnStretch(_COLUMNS - 1, 1)
    for at, row in enumerate(rows):
        for column, part in enumerate(row):
            widget = _title(part, row[column + 1]) if isinstance(part, str) else part
            alone = column == len(row) - 1 and len(row) <= 2
            grows = alone and not isinstance(widget, QComboBox | QAbstractSpinBox)
            made.addWidget(widget, at, column, 1, _COLUMNS - column if grows else 1)
    return made


def _title(text: str, field: QWidget | str) -> QLabel:
    title = QLabel(text)
    if isinstance(field, QWidget) and text:
        title.setBuddy(field)
    return title


def page(top: QFormLayout, *below: QWidget) -> QWidget:
    """Put a form and widgets on a page, one below the other."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(SPACE, 0, SPACE, 0)
    layout.setSpacing(2 * SPACE)
    layout.addLayout(top)
    for widget in below:
        layout.addWidget(widget)
    layout.addStretch(1)
    return made


def scrolled(made: QWidget) -> QScrollArea:
    """Let a page be scrolled where it is too large."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setWidget(made)
    return area


def heading(text: str) -> QLabel:
    """Name a part of a page."""
    label = QLabel(text)
    label.setProperty("heading", True)
    label.setContentsMargins(0, SPACE, 0, 0)
    return label


def note(text: str) -> QLabel:
    """Explain something."""
    label = QLabel(text)
    label.setProperty("muted", True)
    label.setWordWrap(True)
    return label
