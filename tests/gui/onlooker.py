"""Be Takelane as a person starts it, and tell where on the screen the next thing to click is.

`python onlooker.py DIR` writes one line of JSON for every step of the first minute, when it is
reached, and saves a picture of the screen at each into a folder.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PyQt6.QtCore import QPoint, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QToolButton, QWidget

from gui import __main__ as takelane
from gui.cue_columns import INDEX
from gui.main_window import MainWindow
from tests.gui.telling import tell

LINE = 3
_EVERY_MS = 10
_PAINTED = 5
"""Looks after which what is there has been painted too."""


def _shown(kind: type[QWidget], text: str) -> QWidget | None:
    """Find what a person finds: a thing that can be seen, with words on it."""
    for window in QApplication.topLevelWidgets():
        for widget in window.findChildren(kind) if isinstance(window, MainWindow) else ():
            if widget.isVisible() and widget.isEnabled() and text in widget.text():
                return widget
    return None


def _middle(widget: QWidget | None) -> QPoint | None:
    return None if widget is None else widget.mapToGlobal(widget.rect().center())


def _cell(column: str) -> Callable[[], tuple[QTableView, str] | None]:
    def find() -> tuple[QTableView, str] | None:
        for window in QApplication.topLevelWidgets():
            table = window.findChild(QTableView, "cues")
            if table is not None and table.isVisible() and table.model().rowCount() > LINE:
                return table, table.model().index(LINE, INDEX[column]).data()
        return None

    return find


def _line() -> QPoint | None:
    if (found := _cell("Line")()) is None:
        return None
    table, _ = found
    rect = table.visualRect(table.model().index(LINE, INDEX["Line"]))
    return table.viewport().mapToGlobal(rect.center())


def _state(wanted: str) -> Callable[[], QPoint | None]:
    def find() -> QPoint | None:
        found = _cell("State")()
        return QPoint() if found is not None and wanted in found[1] else None

    return find


STEPS: dict[str, Callable[[], QPoint | None]] = {
    "demo": lambda: _middle(_shown(QPushButton, "Try the demo")),
    "line": _line,
    "play": lambda: _middle(_shown(QToolButton, "▶ Play")),
    "rendering": lambda: _middle(_shown(QLabel, "being spoken")),
    "done": _state("done"),
}
"""In the order in which they must come; each gives its place on the screen once it is there."""


def _watch(folder: Path) -> Iterator[None]:
    for name, find in STEPS.items():
        while (at := find()) is None:
            yield
        said = {"step": name, "at": [at.x(), at.y()], "time": time.monotonic()}
        tell(said)
        yield from (None for _ in range(_PAINTED))
        if screen := QGuiApplication.primaryScreen():
            screen.grabWindow(0).save(str(folder / f"{name}.png"))


def main(folder: str) -> int:
    begin, watch = QApplication.exec, _watch(Path(folder))

    def look_on(*_: object) -> int:
        timer = QTimer()
        timer.timeout.connect(lambda: next(watch, None))
        timer.start(_EVERY_MS)
        return begin()

    QApplication.exec = look_on  # type: ignore[method-assign]
    return takelane.main([])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
