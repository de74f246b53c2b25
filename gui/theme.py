"""Hold every colour, space and type size of the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QFont, QPalette
from PyQt6.QtWidgets import QApplication

from daw_bridge.fit import Verdict
from daw_bridge.session.cue_row import TakeState
from model.emotion import EMOTIONS

SPACE = 8
"""Pixels between things that belong together; multiples of it elsewhere."""

ROW_HEIGHT = 30
"""Pixels of a row in a list, at the usual type size."""

BASE_POINTS = 10.0
"""Type size at a scale of 1."""

STATE_SIGNS: Mapping[TakeState, str] = {
    TakeState.NEW: "○",
    TakeState.STALE: "◐",
    TakeState.QUEUED: "⋯",
    TakeState.RENDERING: "▶",
    TakeState.DONE: "●",
    TakeState.FAILED: "✕",
}
"""Beside the word and the colour of a state, for those who do not see colours."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Name the colours of one look.

    Args:
        selected: ground of what is chosen in a list.
        emotions: of the eight, in the order of `EMOTIONS`.
        states: of takes.
        fits: of verdicts.
    """

    name: str
    window: str
    panel: str
    raised: str
    line: str
    selected: str
    text: str
    muted: str
    accent: str
    on_accent: str
    warning: str
    error: str
    waveform: str
    emotions: tuple[str, ...]
    states: Mapping[TakeState, str]
    fits: Mapping[Verdict, str]

    def emotion(self, name: str) -> QColor:
        """Give the colour of an emotion."""
        return QColor(self.emotions[EMOTIONS.index(name)])


DARK = Theme(
    name="dark",
    window="#17191d",
    panel="#1f2228",
    raised="#2a2e36",
    line="#3a3f4a",
    selected="#2b3644",
    text="#e8eaee",
    muted="#a3a9b5",
    accent="#f0a63c",
    on_accent="#17191d",
    warning="#f2c14e",
    error="#ff7a6b",
    waveform="#8fb7d9",
    emotions=(
        "#f6c945", "#f0604d", "#5b8def", "#a678e2", "#7fae4b", "#6f7fb8", "#f08cc0", "#54c4b0",
    ),
    states={
        TakeState.NEW: "#a3a9b5",
        TakeState.STALE: "#f2c14e",
        TakeState.QUEUED: "#8fb7d9",
        TakeState.RENDERING: "#f0a63c",
        TakeState.DONE: "#6fce8b",
        TakeState.FAILED: "#ff7a6b",
    },
    fits={
        Verdict.TOO_TIGHT: "#ff7a6b",
        Verdict.BRISK: "#f2c14e",
        Verdict.COMFORTABLE: "#6fce8b",
        Verdict.TOO_LOOSE: "#8fb7d9",
    },
)  # fmt: skip

LIGHT = Theme(
    name="light",
    window="#eceef1",
    panel="#f8f9fa",
    raised="#ffffff",
    line="#c6cbd3",
    selected="#dfe8f4",
    text="#1b1e24",
    muted="#565d69",
    accent="#8f5400",
    on_accent="#ffffff",
    warning="#7a5600",
    error="#b3261e",
    waveform="#2f6690",
    emotions=(
        "#b98500", "#c8341f", "#2457c5", "#7440b8", "#4c7a1e", "#45548f", "#b83c82", "#17806d",
    ),
    states={
        TakeState.NEW: "#565d69",
        TakeState.STALE: "#7a5600",
        TakeState.QUEUED: "#2f6690",
        TakeState.RENDERING: "#8f5400",
        TakeState.DONE: "#1d6f3a",
        TakeState.FAILED: "#b3261e",
    },
    fits={
        Verdict.TOO_TIGHT: "#b3261e",
        Verdict.BRISK: "#7a5600",
        Verdict.COMFORTABLE: "#1d6f3a",
        Verdict.TOO_LOOSE: "#2f6690",
    },
)  # fmt: skip

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT)}


def named(name: str, application: QApplication) -> Theme:
    """Give a theme by its name; any other name means the look of the system."""
    hints = application.styleHints()
    light = hints is not None and hints.colorScheme() == Qt.ColorScheme.Light
    return THEMES.get(name, LIGHT if light else DARK)


def contrast(first: str, second: str) -> float:
    """Give the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def apply(application: QApplication, theme: Theme, scale: float = 1.0) -> None:
    """Dress the whole application."""
    application.setStyle("Fusion")
    font = QFont(application.font())
    font.setPointSizeF(BASE_POINTS * scale)
    application.setFont(font)
    palette = _palette(theme)
    application.setPalette(palette)
    # Fusion mixes the edge of a box to tick from the window's colour, dark on dark.
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.muted))
    application.setPalette(palette, "QCheckBox")
    application.setStyleSheet(_style_sheet(theme))


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palette(theme: Theme) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for of, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Highlight: theme.accent,
        role.Accent: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Link: theme.accent,
        role.Mid: theme.line,
        role.Dark: theme.line,
    }.items():
        palette.setColor(of, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for of in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(disabled, of, QColor(theme.muted))
    return palette


def _icon(name: str) -> str:
    """Give the path of a mark, in a grey that stands out from every look."""
    return str(files("gui") / "icons" / f"{name}.svg").replace("\\", "/")


def _style_sheet(theme: Theme) -> str:
    """Give what a palette cannot say: edges, corners and the ring around what has the focus."""
    half, wide = SPACE // 2, SPACE + SPACE // 2
    return f"""
QToolTip {{ border: 1px solid {theme.line}; padding: {half}px; }}
QToolBar {{ background: {theme.panel}; border: 0; border-bottom: 1px solid {theme.line};
  padding: {half}px {SPACE}px; spacing: {SPACE}px; }}
QToolBar::separator {{ background: {theme.line}; width: 1px; margin: {half}px; }}
QStatusBar {{ background: {theme.panel}; border-top: 1px solid {theme.line}; }}
QStatusBar::item {{ border: 0; }}
QHeaderView::section {{ background: {theme.panel}; color: {theme.muted}; border: 0;
  border-bottom: 1px solid {theme.line}; padding: {half}px {SPACE}px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ subcontrol-position: top center;
  width: 10px; height: 10px; }}
QTableView, QTreeView, QListView {{ border: 1px solid {theme.panel}; gridline-color: {theme.line};
  selection-background-color: {theme.selected}; selection-color: {theme.text}; }}
QTreeView::item {{ padding: 2px {SPACE}px 2px 0; }}
QTableView::item {{ padding: 0 {half + 1}px; }}
QTableView::item:selected {{ background: {theme.selected}; color: {theme.text}; }}
QPushButton, QToolButton {{ background: {theme.raised}; border: 1px solid {theme.line};
  border-radius: 4px; padding: {half}px {wide}px; }}
QToolBarExtension {{ padding: 0; min-width: {2 * SPACE}px; }}
QPushButton:hover, QToolButton:hover {{ border-color: {theme.muted}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {theme.line}; }}
QPushButton:disabled, QToolButton:disabled {{ background: {theme.panel}; color: {theme.muted}; }}
QPushButton[primary="true"] {{ background: {theme.accent}; color: {theme.on_accent};
  border-color: {theme.accent}; font-weight: 600; }}
QPushButton[primary="true"]:disabled {{ background: {theme.panel}; color: {theme.muted};
  border-color: {theme.line}; }}
QToolButton[flat="true"] {{ background: transparent; border-color: transparent; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ background: {theme.raised};
  border: 1px solid {theme.line}; border-radius: 4px; padding: {half}px; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus,
QSpinBox:focus, QDoubleSpinBox:focus, QSlider:focus, QTableView:focus, QListView:focus,
QTreeView:focus {{ border: 1px solid {theme.accent}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {theme.text};
  padding: {half - 1}px {wide - 1}px; }}
QProgressBar {{ background: {theme.line}; border: 0; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: 0; padding: 0; }}
QComboBox::drop-down, QSpinBox::up-button, QSpinBox::down-button {{ border: 0;
  background: transparent; width: {SPACE + wide}px; }}
QComboBox::down-arrow, QSpinBox::down-arrow {{ image: url("{_icon("down")}");
  width: 10px; height: 10px; }}
QSpinBox::up-arrow {{ image: url("{_icon("up")}"); width: 10px; height: 10px; }}
QRadioButton::indicator {{ width: 10px; height: 10px; border-radius: 6px;
  border: 1px solid {theme.muted}; background: {theme.raised}; }}
QRadioButton::indicator:checked {{ border: 3px solid {theme.accent}; background: {theme.panel};
  width: 6px; height: 6px; }}
QRadioButton:focus {{ color: {theme.accent}; }}
QFrame[rule="true"] {{ background: {theme.line}; border: 0; min-height: 1px; max-height: 1px; }}
#timeline {{ border: 1px solid {theme.window}; }}
#timeline:focus {{ border: 1px solid {theme.accent}; }}
QSplitter::handle {{ background: {theme.line}; }}
QLabel[muted="true"] {{ color: {theme.muted}; }}
QLabel[heading="true"] {{ font-weight: 600; }}
QLabel[error="true"] {{ color: {theme.error}; }}
QLabel[warning="true"] {{ color: {theme.warning}; }}
QToolButton#qt_toolbar_ext_button {{ qproperty-icon: none; padding: {half}px; }}
QFrame[card="true"] {{ background: {theme.panel}; border: 1px solid {theme.line};
  border-radius: 6px; }}
QFrame[notice="true"] {{ background: {theme.raised}; border: 0;
  border-bottom: 1px solid {theme.warning}; }}
"""
