"""Hold every colour, space and type size of the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from string import Template

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

TITLE_POINTS = 16.0
"""That of a page's title."""

_SIGN, _TICK, _RIM = 10, 13, 3
"""Pixels of an arrow or a round button, of a box to tick, and of the rim of a pressed button."""

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
    application.setStyleSheet(_style_sheet(theme, scale))


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


def _veiled(colour: str) -> str:
    """Give a colour that lets a little of what is behind it through."""
    red, green, blue, _ = QColor(colour).getRgb()
    return f"rgba({red}, {green}, {blue}, 92%)"


def _style_sheet(theme: Theme, scale: float) -> str:
    """Fill the style sheet with the colours of a look and with our spaces, in pixels.

    Signs grow with the type that they stand beside.
    """
    half, wide = SPACE // 2, SPACE + SPACE // 2
    sizes = {
        "half": half,
        "half_in": half - 1,
        "cell": half + 1,
        "space": SPACE,
        "wide": wide,
        "wide_in": wide - 1,
        # As much as a bar leaves at its end, where Qt puts this button.
        "more": 2 * SPACE + SPACE // 4,
    }
    sign, rim = round(_SIGN * scale), round(_RIM * scale)
    signs = {
        "sign": sign,
        "rim": rim,
        "inside_rim": sign + 2 - 2 * rim,
        "round": sign // 2 + 1,
        "tick": round(_TICK * scale),
        "arrow": sign + SPACE + half,
        "title": TITLE_POINTS * scale,
    }
    icons = {name: _icon(name) for name in ("up", "down")}
    colours = {field.name: getattr(theme, field.name) for field in fields(theme)}
    colours["done"] = theme.states[TakeState.DONE]
    sheet = files("gui").joinpath("style.qss").read_text(encoding="utf-8")
    veiled = {"panel_veiled": _veiled(theme.panel)}
    return Template(sheet).substitute(colours, **veiled, **icons, **sizes, **signs)
