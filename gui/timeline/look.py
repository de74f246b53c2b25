"""Mix the colours and fonts that the timeline is painted with, once for a theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from PyQt6.QtGui import QColor, QFont, QFontMetrics

from daw_bridge.session.cue_row import TakeState
from gui.theme import Theme
from model.emotion import EMOTIONS

_TINT = 0.22
"""How much of an emotion's colour the area below its line has."""

_HINT = 0.5
"""How much of the text's colour a mark has that must not draw the eye."""


@dataclass(frozen=True, slots=True)
class Look:
    """Hold everything that painters ask for.

    Args:
        emotions: line and area of each.
    """

    window: QColor
    panel: QColor
    raised: QColor
    line: QColor
    text: QColor
    muted: QColor
    hint: QColor
    accent: QColor
    waveform: QColor
    emotions: dict[str, tuple[QColor, QColor]]
    states: dict[TakeState, QColor]
    font: QFont
    strong: QFont
    metrics: QFontMetrics

    @classmethod
    def of(cls, theme: Theme, font: QFont) -> Self:
        """Mix for a theme and the font of the window."""
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        emotions = {
            name: (theme.emotion(name), _mixed(theme.panel, theme.emotion(name).name(), _TINT))
            for name in EMOTIONS
        }
        return cls(
            QColor(theme.window), QColor(theme.panel), QColor(theme.raised), QColor(theme.line),
            QColor(theme.text), QColor(theme.muted), _mixed(theme.panel, theme.text, _HINT),
            QColor(theme.accent), QColor(theme.waveform), emotions,
            {state: QColor(colour) for state, colour in theme.states.items()},
            QFont(font), strong, QFontMetrics(strong),
        )  # fmt: skip


def _mixed(ground: str, colour: str, share: float) -> QColor:
    """Lay some of a colour over another; what is opaque is painted much faster."""
    parts = zip(QColor(ground).getRgb()[:3], QColor(colour).getRgb()[:3], strict=True)
    return QColor(*(round(a + share * (b - a)) for a, b in parts))
