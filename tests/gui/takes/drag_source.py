"""Be Takelane with the demo and two takes of its fourth line, to be dragged from.

`python drag_source.py DIR TOP` renders into a folder, then writes as JSON where on the
screen its rows are, and which file each of them is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PyQt6.QtCore import QModelIndex, QRect, QTimer
from PyQt6.QtWidgets import QAbstractItemView, QApplication

from gui.cue_columns import INDEX
from tests.gui.stage import takelane
from tests.gui.telling import tell

LINE = 3


class Source:
    def __init__(self, application: QApplication, home: Path, top: int) -> None:
        self.companion = takelane(application, home, QRect(0, top, 1440, 900))
        self._step = self._render
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: self._step())
        self._timer.start(100)

    def _render(self) -> None:
        document = self.companion.document
        if document.rows:
            self.companion.window.cue_list.select([document.rows[LINE].region_id])
            document.render([document.rows[LINE].region_id], 2)
            self._step = self._tell

    def _tell(self) -> None:
        window, document = self.companion.window, self.companion.document
        takes, cues = (window.findChild(object, name) for name in ("takes", "cues"))
        if len(document.rows[LINE].takes) < 2 or len(takes.model().rows) < 2:
            return
        self._timer.stop()
        chosen = document.rows[LINE].chosen
        told = {
            "line": _place(cues, cues.model().index(LINE, INDEX["Line"]), document.path_of(chosen))
        }
        for name, row in (("newest", 0), ("oldest", 1)):
            told[name] = _place(takes, takes.model().index(row), takes.model().rows[row].path)
        tell(told)


def _place(view: QAbstractItemView, index: QModelIndex, file: Path) -> dict[str, object]:
    at = view.viewport().mapToGlobal(view.visualRect(index).center())
    return {"at": [at.x(), at.y()], "file": str(file)}


def main(home: str, top: str) -> None:
    application = QApplication(sys.argv[:1])
    source = Source(application, Path(home), int(top))
    application.exec()
    source.companion.window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
