"""Put the application together: every part is made here and handed to those who need it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from platformdirs import user_data_path, user_documents_path
from PyQt6.QtWidgets import QApplication

import presets
from daw_bridge.daw import Daw
from daw_bridge.midi.lane_port import OpenPort
from daw_bridge.midi.ports import RtMidiPort
from daw_bridge.readers import READERS, read
from daw_bridge.session.ledger import Ledger
from daw_bridge.take_folder import take_folder
from daw_bridge.take_name import safe_name
from daw_bridge.timeline import ProjectError, Region, Timeline
from daw_bridge.worker.child import LoadPerformer
from daw_bridge.worker.messages import Crashed, Loaded, NotLoaded, WorkerEvent
from gui import theme
from gui.background import Background
from gui.commands.studio import studio
from gui.daw_link import DawLink
from gui.daws import DawPlaces, daws_here
from gui.document import Document
from gui.engine import load_engine
from gui.main_window import MainWindow
from gui.midi_link import MidiLink
from gui.performance.panel import PerformancePanel
from gui.sound.sound import Sound
from gui.sound.sound_device import SoundDevice
from gui.sound.transport import Heard
from gui.synthesis import Synthesis
from model import delivery, engines, voices

_SESSION_DIGITS = 8


class Companion:
    """Hold the parts of the running application.

    Args:
        data: where sessions and settings are kept.
        library: where the takes of projects without a file are kept.
        load: loads the engine, in the render process.
        daws: that are listened to, by name.
        open_port: opens the MIDI port.
        deliveries: load the engine to perform in other ways, by name, the usual one first.
        device: on which takes are heard; that of this computer if None.
    """

    def __init__(
        self,
        application: QApplication,
        data: Path,
        library: Path,
        load: LoadPerformer,
        daws: Mapping[str, Daw],
        open_port: OpenPort,
        deliveries: Mapping[str, LoadPerformer] = MappingProxyType({}),
        device: SoundDevice | None = None,
    ) -> None:
        self._data = data
        theme.apply(application, theme.DARK)
        self.synthesis = Synthesis(load)
        folder = partial(take_folder, library=library, kinds=tuple(READERS))
        self.document = Document(studio, self.synthesis, folder, self._ledger)
        self.daw_link = DawLink(daws, self.document)
        self.midi_link = MidiLink(open_port, self.document)
        self.sound = Sound(device or SoundDevice())
        self.document.opened.connect(self.sound.device.warm_up)
        self.document.progressed.connect(
            lambda event: self.sound.transport.progress(event, self.document.folder)
        )
        self._reading = Background()
        demo = presets.folder("demo") / "harbour.rpp"
        known = voices.installed(engines.folder(engines.SHIPPED))
        performance = PerformancePanel(
            self.document, theme.DARK, known, tuple(deliveries), self._hear_voice
        )
        performance.delivery_chosen.connect(
            lambda name: self.synthesis.change_engine(deliveries[name])
        )
        self.window = MainWindow(
            self.document,
            self.daw_link,
            self.sound,
            theme.DARK,
            self.open,
            demo,
            performance,
        )
        self.synthesis.told.connect(self._hear)
        self.midi_link.problem.connect(self.window.show_message)
        self.window.closed.connect(self._close)
        self.daw_link.start()
        self.midi_link.start()

    def open(self, path: Path) -> None:
        """Read a project and show it."""
        self._reading.run(partial(read, path), self._show, self.window.show_message)

    def _hear_voice(self, region: Region, file: Path) -> None:
        """Play the sample of a voice as if it were a take of a region."""
        self.sound.transport.hear(Heard(region.id, region.start, (file,)))

    def _close(self) -> None:
        """Let go of everything; all of it is on the disk already."""
        self.midi_link.close()
        self.daw_link.close()
        self.sound.close()
        self._reading.close()
        self.document.close()

    def _show(self, timeline: Timeline) -> None:
        try:
            self.document.open(timeline)
        except ProjectError as error:
            self.window.show_message(str(error))
        for warning in timeline.warnings[:1]:
            self.window.show_message(warning)

    def _ledger(self, project: Path) -> Ledger:
        """Keep the user's work in our own folder, so that opening a project leaves no trace."""
        folder = self._data / "sessions"
        folder.mkdir(parents=True, exist_ok=True)
        sign = hashlib.sha256(str(project).encode()).hexdigest()[:_SESSION_DIGITS]
        return Ledger(folder / f"{safe_name(project.stem) or 'Unsaved'}-{sign}.takelane")

    def _hear(self, event: WorkerEvent) -> None:
        match event:
            case Loaded(version, speakers):
                engine = version.partition(" ")[0]
                self.window.show_engine(f"{engine}, {len(speakers)} voices")
            case NotLoaded(reason):
                self.window.show_engine("no voice")
                self.window.show_message(reason)
            case Crashed():
                self.window.show_engine("The voice is loading again …")
            case _:
                pass


def run(arguments: Sequence[str]) -> int:
    """Open the window, with a project if one is named, and stay until it is closed."""
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("Takelane")
    data, library = user_data_path("Takelane", appauthor=False), user_documents_path() / "Takelane"
    deliveries = {
        name: partial(load_engine, engines.SHIPPED, name)
        for name in presets.load(delivery.KIND, engines.SHIPPED)
    }
    companion = Companion(
        application,
        data,
        library,
        deliveries[delivery.USUAL],
        daws_here(DawPlaces()),
        RtMidiPort,
        deliveries,
    )
    companion.window.show()
    if arguments:
        companion.open(Path(arguments[0]))
    return application.exec()
