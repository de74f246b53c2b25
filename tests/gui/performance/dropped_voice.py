"""Be Takelane with a line of the demo chosen, on whose words a recording is dropped.

`python dropped_voice.py DIR` writes as JSON where on the screen the words are, and then by which
voice the line is spoken as soon as it is one of the user's own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PyQt6.QtCore import QRect, QTimer
from PyQt6.QtWidgets import QApplication

from tests.gui.stage import takelane
from tests.gui.telling import tell

LINE = 3


class Target:
    def __init__(self, application: QApplication, home: Path) -> None:
        self.companion = takelane(application, home, QRect(0, 0, 1200, 800))
        self._step = self._choose
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: self._step())
        self._timer.start(200)

    def _choose(self) -> None:
        if rows := self.companion.document.rows:
            self.companion.window.cue_list.select([rows[LINE].region_id])
            self._step = self._tell_place

    def _tell_place(self) -> None:
        words = self.companion.performance.line.editor
        middle = words.mapToGlobal(words.rect().center())
        tell([middle.x(), middle.y()])
        self._step = self._tell_voice

    def _tell_voice(self) -> None:
        line = self.companion.document.rows[LINE].line
        if line.own is not None:
            self._timer.stop()
            tell({"voice": line.voice, "words": line.text.line})


def main(home: str) -> None:
    application = QApplication(sys.argv[:1])
    target = Target(application, Path(home))
    application.exec()
    target.companion.window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
