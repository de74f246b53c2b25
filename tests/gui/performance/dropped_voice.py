"""Be Takelane with a line of the demo chosen, on whose words a recording is dropped.

`python dropped_voice.py DIR` writes as JSON where on the screen the words are, and then by which
voice the line is spoken as soon as it is one of the user's own.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

import presets
from daw_bridge.audio.fake import FakeStream
from daw_bridge.fake_jack import no_jack
from daw_bridge.midi.fake import FakePort
from gui.app import Companion
from gui.sound.sound_device import SoundDevice
from model.fake import FakePerformer

LINE = 3
_PATIENCE_MS = 90_000
"""After which nobody will drop anything any more."""


class Target:
    def __init__(self, application: QApplication, home: Path) -> None:
        project = home / "harbour.rpp"
        shutil.copy(presets.folder("demo") / project.name, project)
        device = SoundDevice(lambda *_: FakeStream(), scan=list)
        self.companion = Companion(
            application, home / "data", home / "library", lambda *_: FakePerformer, lambda _: {},
            FakePort, no_jack, device,
        )  # fmt: skip
        self.companion.window.setGeometry(0, 0, 1200, 800)
        self.companion.window.show()
        self.companion.open(project)
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


def tell(what) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(home: str) -> None:
    application = QApplication(sys.argv[:1])
    target = Target(application, Path(home))
    QTimer.singleShot(_PATIENCE_MS, application.quit)
    application.exec()
    target.companion.window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
