"""Show the main states of the window as pictures: `python -m gui.screenshots --out DIR`.

The window is the real one, over a temporary folder, with the real voice, or with one that hums if
it has to be quick. Scenes go on from each other, so that every line is spoken once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QDeadlineTimer, QEventLoop
from PyQt6.QtWidgets import QApplication, QListWidget, QWidget

import presets
from daw_bridge.audio.fake import FakeStream
from daw_bridge.fake_jack import no_jack
from daw_bridge.midi.fake import FakePort
from daw_bridge.session.cue_row import TakeState
from daw_bridge.worker.child import LoadPerformer
from gui.app import Companion
from gui.engine import load_engine
from gui.keys import Keys
from gui.sound.sound_device import SoundDevice
from gui.theme import DARK, LIGHT, Theme
from model import delivery, engines, voices
from model.fake import FakePerformer

_PATIENCE_MS = 120_000
_DEVICE = "Main outputs, 1 and 2"
_SIZE = (1440, 900)
_NARROW = (960, 640)
_DIALOG = (860, 600)


class Stage:
    """Hold a window, and do with it what a user would.

    Args:
        home: an empty folder for all that is read and written.
        load: loads the voice, in its process.
    """

    def __init__(self, application: QApplication, home: Path, load: LoadPerformer) -> None:
        self.application = application
        self.project = home / "harbour.rpp"
        shutil.copy(presets.folder("demo") / self.project.name, self.project)
        self.gate = home / "go"
        data, library = home / "data", home / "library"
        device = SoundDevice(lambda *_: FakeStream(label=_DEVICE), scan=list)
        self.companion = Companion(
            application, data, library, lambda *_: load, lambda _: {}, FakePort, no_jack, device
        )
        self.companion.window.show()
        self.subject: QWidget = self.companion.window

    def wait_until(self, done: Callable[[], bool]) -> None:
        """Let the window live until something is so.

        Raises:
            TimeoutError: it never was.
        """
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not done():
            if deadline.hasExpired():
                raise TimeoutError("the window did not get where the picture was to be taken")
            self.application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def begin(self) -> None:
        """Go back to the window alone."""
        self.companion.window.queue.view.hide()
        self.subject = self.companion.window

    def dress(self, look: Theme, scale: float, size: tuple[int, int]) -> None:
        """Give what is shown colours, type size and size."""
        settings = self.companion.settings
        self.companion.change(replace(settings, look=look.name, scale=scale))
        self.settle()
        self.subject.resize(*size)
        self.settle()

    def settle(self) -> None:
        """Let everything be laid out and painted."""
        for _ in range(3):
            self.application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            self.application.sendPostedEvents()

    def grab(self, file: Path) -> None:
        """Save what is to be seen."""
        self.subject.grab().save(str(file))


def _empty(stage: Stage) -> None:
    stage.companion.synthesis.start()
    stage.wait_until(lambda: stage.companion.synthesis.loaded is not None)


def _demo(stage: Stage) -> None:
    stage.companion.open(stage.project)
    stage.wait_until(lambda: bool(stage.companion.document.rows))
    _select(stage, 3)


def _rendering(stage: Stage) -> None:
    document = stage.companion.document
    document.render([row.region_id for row in document.rows], takes=2)
    document.render([row.region_id for row in document.rows[5:8]], takes=3, seed=2)
    stage.wait_until(lambda: document.rows[3].state is TakeState.RENDERING)


def _takes(stage: Stage) -> None:
    document = stage.companion.document
    stage.gate.touch()
    stage.wait_until(lambda: all(row.state is TakeState.DONE for row in document.rows))
    _select(stage, 3)


def _edited(stage: Stage) -> None:
    document = stage.companion.document
    document.edits.say([document.rows[4].region_id], "Edit line", line="Down, all of you, now!")
    stage.wait_until(lambda: document.rows[4].state is TakeState.STALE)


def _own_voice(stage: Stage) -> None:
    recording = stage.project.with_name("Nora Weiss.flac")
    shutil.copy(presets.folder("voices") / engines.SHIPPED / "wren.flac", recording)
    _select(stage, 3)
    stage.companion.performance.bring([recording])
    stage.wait_until(lambda: stage.companion.document.rows[3].line.own is not None)


def _error(stage: Stage) -> None:
    broken = stage.project.with_name("broken.rpp")
    broken.write_text("<REAPER_PROJECT 0.1\n<TRACK\n")
    stage.companion.open(broken)
    stage.wait_until(lambda: broken.name in stage.companion.window.notice.text)


def _settings(stage: Stage, page: int) -> None:
    dialog = stage.companion.show_settings()
    stage.subject = dialog
    pages = dialog.findChild(QListWidget, "pages")
    assert pages is not None
    pages.setCurrentRow(page)


def _queue(stage: Stage) -> None:
    stage.companion.window.queue.show_queue()
    stage.subject = stage.companion.window.queue.view


def _keys(stage: Stage) -> None:
    stage.subject = Keys(stage.companion.window)
    stage.subject.show()


def _stay(stage: Stage) -> None:
    """Show again what is there, in another look."""


def _select(stage: Stage, *rows: int) -> None:
    known = stage.companion.document.rows
    stage.companion.window.cue_list.select([known[row].region_id for row in rows])


@dataclass(frozen=True, slots=True)
class Scene:
    """Describe one picture.

    Args:
        arrange: brings the window there from the scene before.
        scale: of the type.
        size: of the window, in pixels.
    """

    name: str
    arrange: Callable[[Stage], None]
    look: Theme = DARK
    scale: float = 1.0
    size: tuple[int, int] = _SIZE


SCENES: tuple[Scene, ...] = (
    Scene("empty", _empty),
    Scene("empty-light", _stay, LIGHT),
    Scene("demo", _demo),
    Scene("rendering", _rendering),
    Scene("queue", _queue, DARK, 1.0, _DIALOG),
    Scene("queue-light", _queue, LIGHT, 1.0, _DIALOG),
    Scene("takes", _takes),
    Scene("takes-light", _stay, LIGHT),
    Scene("edited", _edited),
    Scene("own-voice", _own_voice),
    Scene("own-voice-light", _stay, LIGHT),
    Scene("error", _error),
    Scene("double", _stay, DARK, 2.0),
    Scene("double-light", _stay, LIGHT, 2.0),
    Scene("narrow", _stay, DARK, 1.0, _NARROW),
    Scene("settings-look", partial(_settings, page=0), DARK, 1.0, _DIALOG),
    Scene("settings-voice", partial(_settings, page=1), DARK, 1.0, _DIALOG),
    Scene("settings-voice-light", partial(_settings, page=1), LIGHT, 1.0, _DIALOG),
    Scene("settings-takes", partial(_settings, page=2), LIGHT, 1.0, _DIALOG),
    Scene("settings-sound", partial(_settings, page=3), DARK, 1.0, _DIALOG),
    Scene("settings-daws", partial(_settings, page=4), DARK, 1.0, _DIALOG),
    Scene("settings-double", partial(_settings, page=4), DARK, 2.0, _SIZE),
    Scene("keys", _keys, DARK, 1.0, _DIALOG),
)


def take_all(stage: Stage, out: Path) -> list[Path]:
    """Take every picture and give the files."""
    files = []
    for number, scene in enumerate(SCENES, 1):
        stage.begin()
        scene.arrange(stage)
        stage.dress(scene.look, scene.scale, scene.size)
        stage.settle()
        files.append(out / f"{number:02d}-{scene.name}.png")
        stage.grab(files[-1])
    return files


def performer(home: Path, *, fake: bool) -> LoadPerformer:
    """Give what loads the voice; the one that hums waits in the fourth line until it may go on."""
    if not fake:
        return partial(load_engine, engines.SHIPPED, delivery.USUAL)
    known = tuple(voices.installed(engines.folder(engines.SHIPPED)))
    line = "They are inside the wall."
    return partial(FakePerformer, voices=known, waits_at=line, gate=home)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m gui.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--fake", action="store_true", help="hum instead of speaking")
    args = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    args.out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    application.setApplicationName("Takelane")
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(application, Path(folder), performer(Path(folder), fake=args.fake))
        for file in take_all(stage, args.out):
            sys.stdout.write(f"{file}\n")
        stage.companion.window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
