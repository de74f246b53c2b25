"""Show how a line fits its time: a bar, the verdict and the numbers."""

from __future__ import annotations

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from daw_bridge.fit import Fit
from gui.sentence import sentence
from gui.theme import SPACE, Theme

_WIDEST = 2.0
"""Time that the words take over the time that there is, at the right end."""

_BAR = 4

_NBSP = "\N{NO-BREAK SPACE}"


def fit_words(fit: Fit) -> tuple[str, str]:
    """Say how a line fits, first in short.

    A number and its unit stay in one line.

    >>> short, long = fit_words(Fit(natural=2.0, available=2.5, syllables=10))
    >>> short, long.replace(_NBSP, " ")
    ('comfortable · 4.0 syllables/s', '10 syllables, 2.00 s unhurried in 2.50 s')
    """
    return (
        f"{fit.verdict} · {fit.rate:.1f} syllables/s",
        f"{fit.syllables} syllables, {fit.natural:.2f}{_NBSP}s unhurried in "
        f"{fit.available:.2f}{_NBSP}s",
    )


class FitMeter(QWidget):
    """Show one fit; without one, a sentence on why; of many lines, how many fit how."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fit: Fit | None = None
        self._warns = False
        self.label, self.numbers = QLabel(), QLabel()
        self.label.setAccessibleName("Fit")
        self.numbers.setAccessibleName("Fit in numbers")
        self.numbers.setProperty("muted", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, _BAR + SPACE // 2, 0, 0)
        layout.setSpacing(0)
        for label in (self.label, self.numbers):
            label.setWordWrap(True)
            layout.addWidget(label)
        self.setToolTip("The natural length of the words beside the region; in the middle it fits.")

    def show_fit(self, fit: Fit | None, otherwise: str) -> None:
        """Show a fit, or why there is none."""
        self._warns = fit is None
        words = (f"⚠ {sentence(otherwise)}", "") if fit is None else fit_words(fit)
        self._show(fit, *words)

    def show_many(self, words: str) -> None:
        """Say how many lines fit how."""
        self._warns = False
        self._show(None, words)

    def _show(self, fit: Fit | None, words: str, numbers: str = "") -> None:
        self._fit = fit
        self.label.setText(words)
        self.numbers.setText(numbers)
        self.numbers.setVisible(bool(numbers))
        self._dye()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._dye()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        bar = QRectF(0.0, 2.0, self.width(), _BAR)
        painter.fillRect(bar, QColor(self._theme.line))
        if self._fit is not None:
            share = min(1.0 / self._fit.share, _WIDEST) / _WIDEST
            full = QRectF(0.0, 2.0, self.width() * share, _BAR)
            painter.fillRect(full, QColor(self._theme.fits[self._fit.verdict]))
            middle = QRectF(self.width() / _WIDEST - 0.5, 0.0, 1.0, _BAR + 4)
            painter.fillRect(middle, QColor(self._theme.text))

    def _dye(self) -> None:
        theme = self._theme
        otherwise = theme.error if self._warns else theme.muted
        colour = otherwise if self._fit is None else theme.fits[self._fit.verdict]
        style = f"color: {colour};"
        # A style sheet that is set is read, also where it says what the one before has said.
        if style != self.label.styleSheet():
            self.label.setStyleSheet(style)
        self.update()
