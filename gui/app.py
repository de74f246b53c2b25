"""Put the application together: every part is made here and handed to those who need it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

import presets
from daw_bridge.atomic_file import write_problem
from daw_bridge.daw import Daw
from daw_bridge.dropped import Dropped, sort_dropped
from daw_bridge.jack_transport import JackServer, OpenJack
from daw_bridge.midi.lane_port import OpenPort
from daw_bridge.midi.ports import RtMidiPort
from daw_bridge.phrasing import Studio
from daw_bridge.readers import READERS, read
from daw_bridge.render_options import RenderOptions
from daw_bridge.session.ledger import Ledger
from daw_bridge.take_folder import take_folder
from daw_bridge.take_name import safe_name
from daw_bridge.time_code import UNSAID
from daw_bridge.timeline import ProjectError, Region, Timeline
from daw_bridge.transport import TransportEvent
from daw_bridge.worker.child import LoadPerformer
from daw_bridge.worker.messages import Crashed, GaveUp, Loaded, NotLoaded, WorkerEvent
from gui import places, theme
from gui.background import Background
from gui.clock import Clock
from gui.daw_link import DawLink
from gui.daw_setup import DawSetup
from gui.daws import DawPlaces, daws_here
from gui.document import Document
from gui.engine import choices, load_engine, title
from gui.garbage import pass_over_projects
from gui.jack_link import JackLink
from gui.main_window import MainWindow
from gui.midi_link import MidiLink
from gui.mishap import Mishaps
from gui.performance.panel import PerformancePanel
from gui.session_file import SessionFile
from gui.settings import Settings, SettingsFile
from gui.settings_dialog import SettingsDialog
from gui.sound.heard import Heard
from gui.sound.sound import Sound
from gui.sound.sound_device import SoundDevice
from gui.studio import studio
from gui.synthesis import Synthesis
from gui.voice_shelf import VoiceShelf
from gui.weights_panel import WeightsPanel
from gui.welcome import Welcome
from model.manner import Manner

SETTINGS_NAME = "settings.json"
_SESSION_DIGITS = 8
_GAVE_UP = (
    "The voice engine stopped again and again, and the queue is paused; resume it to try once more."
)


class Companion:
    """Hold the parts of the running application.

    Args:
        data: where sessions and settings are kept.
        library: where the takes of projects without a file are kept, unless settings say otherwise.
        load: gives what loads an engine, to perform in the manner of a delivery, in the render
            process.
        daws: makes the DAWs that some settings listen to, by name.
        open_port: opens the MIDI port.
        open_jack: finds the JACK server whose transport is followed.
        device: on which takes are heard; that of this computer if None.
    """

    def __init__(
        self,
        application: QApplication,
        data: Path,
        library: Path,
        load: Callable[[str, str], LoadPerformer],
        daws: Callable[[Settings], Mapping[str, Daw]],
        open_port: OpenPort,
        open_jack: OpenJack,
        device: SoundDevice | None = None,
    ) -> None:
        self._application = application
        self._data = data
        self._library = library
        self._make_daws = daws
        self._settings_file = SettingsFile(data / SETTINGS_NAME)
        settings = self.settings
        look = self._dress()
        self.synthesis = Synthesis(
            lambda manner: load(manner.engine, manner.delivery),
            Manner(settings.engine, settings.delivery),
        )
        self.document = Document(_studio, self.synthesis, self._take_folder, self._ledger)
        self.daw_link = DawLink(daws(settings), self.document)
        self.midi_link = MidiLink(open_port, self.document)
        self.jack_link = JackLink(open_jack)
        self.sound = Sound(device or SoundDevice())
        self.sound.device.prefer(settings.sound_device, settings.sound_channels)
        self.document.opened.connect(self.sound.device.warm_up)
        pass_over_projects(self.document)
        self.document.progressed.connect(
            lambda event: self.sound.transport.progress(event, self.document.folder)
        )
        self._reading, self._sorting = Background(), Background()
        self._dialog: SettingsDialog | None = None
        self._demo = presets.folder("demo") / "harbour.rpp"
        self.voices = VoiceShelf(places.own_voices(data))
        self.performance = PerformancePanel(self.document, look, self.voices, self._hear_voice)
        self.performance.manner_chosen.connect(self._perform)
        self.performance.weights_asked.connect(self._show_weights)
        self.window = MainWindow(
            self.document,
            self.daw_link,
            self.sound,
            look,
            self.open,
            self._demo,
            self.performance,
            Welcome(self._daw_setup(only_found=True)),
        )
        self._set_usual()
        self._set_clock()
        self.document.rows_changed.connect(self._set_clock)
        self._connect()
        if problem := self._settings_file.problem:
            self.window.show_message(problem)
        self.daw_link.start()
        self.midi_link.start()
        self.jack_link.start()

    @property
    def settings(self) -> Settings:
        """Give what the user has set."""
        return self._settings_file.settings

    def change(self, settings: Settings) -> None:
        """Take settings, keep them, and let hold what is new."""
        before = self.settings
        try:
            self._settings_file.save(settings)
        except ProjectError as error:
            self.window.show_message(str(error))
        effects: Mapping[tuple[str, ...], Callable[[], object]] = {
            ("look", "scale"): self._change_look,
            ("times",): self._set_clock,
            ("takes", "sample_rate", "finish", "engine", "delivery"): self._set_usual,
            ("daws", "reaper_folder"): self._change_daws,
        }
        for names, effect in effects.items():
            if any(getattr(before, name) != getattr(settings, name) for name in names):
                effect()

    def show_settings(self) -> SettingsDialog:
        """Open the dialog of the settings."""
        if self._dialog is None:
            setup, weights = self._daw_setup(), WeightsPanel()
            self._dialog = SettingsDialog(
                lambda: self.settings,
                self.document,
                self._library,
                setup,
                weights,
                self.sound.device,
                self.midi_link.state,
                self.window,
            )
            self._dialog.changed.connect(self.change)
            weights.changed.connect(self._set_usual)
        self._dialog.show()
        self._dialog.raise_()
        return self._dialog

    def _show_weights(self) -> None:
        self.show_settings().show_page("Voice")

    def _connect(self) -> None:
        self.synthesis.loading.connect(self._say_loading)
        self.synthesis.told.connect(self._hear)
        self.midi_link.problem.connect(self.window.show_message)
        for link in (self.midi_link, self.jack_link):
            link.transport_moved.connect(self._follow_beside)
        self._connect_voices()
        self.window.settings_asked.connect(self.show_settings)
        self._connect_session_file()
        self.window.closed.connect(self._close)
        if hints := self._application.styleHints():
            hints.colorSchemeChanged.connect(self._change_look)
        self.sound.device.chosen.connect(
            lambda label, channels: self.change(
                replace(self.settings, sound_device=label, sound_channels=channels)
            )
        )

    def _connect_voices(self) -> None:
        self.voices.changed.connect(lambda: self.document.know_voices(self.voices.own))
        self.voices.done.connect(self.window.show_done)
        self.voices.problem.connect(self.window.show_message)
        self.window.files_dropped.connect(self.take_in)
        self.voices.load()

    def _connect_session_file(self) -> None:
        window = self.window
        self.session_file = SessionFile(
            self.document, self._ledger_path, self.open, self.voices, window
        )
        window.export_asked.connect(self.session_file.ask_export)
        window.import_asked.connect(self.session_file.ask_import)
        window.takes_missed.connect(self.session_file.ask_for_takes)
        self.session_file.done.connect(window.show_done)
        self.session_file.problem.connect(window.show_message)

    def _daw_setup(self, *, only_found: bool = False) -> DawSetup:
        chosen = self.settings.reaper_folder
        setup = DawSetup({"reaper": Path(chosen)} if chosen else {}, only_found=only_found)
        setup.set_up.connect(lambda _: self._change_daws())
        return setup

    def open(self, path: Path) -> None:
        """Read a project and show it."""
        # By this path its takes and its session are found again, from wherever it is opened.
        path = Path(os.path.abspath(path))
        self._reading.run(partial(read, path), self._show, self.window.show_message)

    def take_in(self, files: Sequence[Path]) -> None:
        """Open a project and make voices of recordings, whichever are among some files."""
        self._sorting.run(partial(sort_dropped, files), self._sorted, self.window.show_message)

    def _sorted(self, dropped: Dropped) -> None:
        if dropped.recordings:
            self.voices.add(dropped.recordings)
        for project in dropped.projects[:1]:
            self.open(project)

    def _hear_voice(self, region: Region, file: Path) -> None:
        """Play the sample of a voice as if it were a take of a region."""
        self.sound.transport.hear(Heard(region.id, region.start, (file,)))

    def _close(self) -> None:
        """Let go of everything; all of it is on the disk already."""
        # What is on its way to us from other threads comes too late.
        self.synthesis.told.disconnect(self._hear)
        self.synthesis.loading.disconnect(self._say_loading)
        if hints := self._application.styleHints():
            hints.colorSchemeChanged.disconnect(self._change_look)
        if self._dialog is not None:
            self._dialog.close_down()
        self.session_file.close_down()
        self.voices.close_down()
        self.jack_link.close()
        self.midi_link.close()
        self.daw_link.close()
        self.sound.close()
        self._reading.close()
        self._sorting.close()
        self.document.close()

    def _dress(self) -> theme.Theme:
        """Give the application the look that is set, and tell which it is."""
        look = theme.named(self.settings.look, self._application)
        theme.apply(self._application, look, self.settings.scale)
        return look

    def _change_look(self) -> None:
        self.window.set_theme(self._dress())

    def _set_clock(self) -> None:
        timeline = self.document.timeline
        base = timeline.time_base if timeline else UNSAID
        self.window.set_clock(Clock.of(self.settings.times, base))
        self.midi_link.count_by(base)

    def _set_usual(self) -> None:
        """Let hold what is set for lines and projects that say nothing else."""
        settings = self.settings
        rate = settings.sample_rate or None
        self.document.set_usual(
            RenderOptions(takes=settings.takes, sample_rate=rate, finish=settings.finish)
        )
        usual = Manner(settings.engine, settings.delivery)
        self.performance.set_usual(choices(), usual, settings.takes)
        self.voices.set_engine(self.document.manner.engine)

    def _perform(self, manner: Manner) -> None:
        """Let be performed in a manner what is asked for from now on."""
        self.document.perform(manner)
        self.voices.set_engine(manner.engine)

    def _change_daws(self) -> None:
        self.daw_link.change(self._make_daws(self.settings))

    def _take_folder(self, project: Path) -> Path:
        chosen = self.settings.library
        library = Path(chosen) if chosen else self._library
        # The demo lies inside the program, where nothing is to be written.
        place = Path(project.name) if project == self._demo else project
        return take_folder(place, library, tuple(READERS))

    def _show(self, timeline: Timeline) -> None:
        self.document.open(timeline)
        for warning in timeline.warnings[:1]:
            self.window.show_message(warning)

    def _ledger(self, project: Path) -> Ledger:
        """Keep the user's work in our own folder, so that opening a project leaves no trace."""
        path = self._ledger_path(project)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_problem(path.parent, error) from error
        return Ledger(path)

    def _ledger_path(self, project: Path) -> Path:
        sign = hashlib.sha256(str(project).encode()).hexdigest()[:_SESSION_DIGITS]
        name = f"{safe_name(project.stem) or 'Unsaved'}-{sign}.takelane"
        return self._data / "sessions" / name

    def _follow_beside(self, event: TransportEvent) -> None:
        """Go along with time code and with JACK, unless a DAW itself tells where it is."""
        if not self.daw_link.connected:
            self.window.follow(event)

    def _say_loading(self, manner: Manner) -> None:
        self.window.show_engine(f"{title(manner.engine)} is loading …")

    def _hear(self, event: WorkerEvent) -> None:
        match event:
            case Loaded(manner=manner):
                self.window.show_engine(f"{title(manner.engine)}, {manner.delivery}")
            case NotLoaded(reason):
                self.window.show_engine("no voice")
                self.window.show_message(reason)
            case Crashed():
                self.window.show_engine("The voice is loading again …")
            case GaveUp():
                self.window.show_engine("no voice")
                self.window.show_message(_GAVE_UP)
            case _:
                pass


def run(arguments: Sequence[str]) -> int:
    """Open the window, with a project if one is named, and stay until it is closed."""
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("Takelane")
    companion = Companion(
        application, places.data(), places.library(), _load, _daws, RtMidiPort, JackServer
    )
    mishaps = Mishaps()
    mishaps.told.connect(companion.window.show_message)
    mishaps.watch()
    companion.window.show()
    # By the time a first line is to be spoken, the voice is there.
    QTimer.singleShot(0, companion.synthesis.start)
    if arguments:
        companion.open(Path(arguments[0]))
    return application.exec()


def _load(engine: str, manner: str) -> LoadPerformer:
    return partial(load_engine, engine, manner)


def _daws(settings: Settings) -> Mapping[str, Daw]:
    places = DawPlaces(Path(settings.reaper_folder) if settings.reaper_folder else None)
    return daws_here(places, settings.daws)


def _studio(engine: str) -> Studio:
    return studio(engine=engine, light=True)
