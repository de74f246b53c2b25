"""Lay out the window and connect what the user asks for with the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.phrasing import Line
from daw_bridge.session.cue_row import TakeState
from daw_bridge.session.queue_item import QueueItem
from daw_bridge.transport import Located, TransportEvent
from gui.actions import COMMANDS, make_actions
from gui.clock import Clock
from gui.command_bar import CommandBar, lay_beside
from gui.cue_list import CueList
from gui.daw_link import DawLink
from gui.document import Document
from gui.dropped_files import dropped_files
from gui.keys import Keys
from gui.left_out import left_out_words
from gui.notice import DONE, Notice, Remedy
from gui.performance.panel import PerformancePanel
from gui.playhead import Playhead
from gui.queue.foot import QueueFoot
from gui.queue.notifier import Notifier
from gui.sound.level_bar import LevelBar
from gui.sound.programme import Programme
from gui.sound.sound import Sound
from gui.takes.panel import TakesPanel
from gui.theme import SPACE, Theme
from gui.timeline.view import TimelineView
from gui.welcome import Welcome

_OF_PROJECT = ("reload", "export", "find_takes", "find", "select_all", "render_new", "zoom_in",
               "zoom_out", "fit_all")  # fmt: skip
_OF_LINES = ("render", "alternatives", "restore", "play", "place", "fit_selection")
"""What can be done once a project is open, and once lines are chosen."""

_ALTERNATIVES = 3
_SIZE = QSize(1440, 900)
"""Where the screen has room for it."""


class MainWindow(QMainWindow):
    """Hold the views.

    Args:
        open_project: reads a file into the document, away from this thread.
        demo: the project that ships.
        performance: the panel of the chosen lines.
        welcome: the page while there are none.
    """

    closed = pyqtSignal()
    files_dropped = pyqtSignal(object)
    """The user has dropped these files, whatever they are."""
    settings_asked = pyqtSignal()
    export_asked = pyqtSignal()
    import_asked = pyqtSignal()
    takes_missed = pyqtSignal()

    def __init__(
        self,
        document: Document,
        daw_link: DawLink,
        sound: Sound,
        theme: Theme,
        open_project: Callable[[Path], None],
        demo: Path,
        performance: PerformancePanel,
        welcome: Welcome,
    ) -> None:
        super().__init__()
        self._document = document
        self._daw_link = daw_link
        self._sound = sound
        self._open_project = open_project
        self._clock = Clock()
        self._demo = demo
        self.actions_by_name: Mapping[str, QAction] = make_actions(self)
        self._welcome = welcome
        welcome.open_asked.connect(self._ask_for_project)
        welcome.demo_asked.connect(lambda: open_project(demo))
        self.notice = Notice()
        self.cue_list = CueList(document, theme, welcome)
        self.timeline = TimelineView(document, theme)
        self._playhead = Playhead(parent=self)
        self.performance = performance
        self.takes = TakesPanel(
            document, sound.transport, sound.reader, self.actions_by_name, theme
        )
        self._programme = Programme(document, sound.transport, self)
        self._commands = CommandBar(self.actions_by_name)
        self._level = LevelBar(sound.transport, sound.device, theme)
        self.queue = QueueFoot(document, self.actions_by_name, theme)
        self._notifier = Notifier(document, self)
        self._daw = QLabel("No DAW")
        self._daw.setProperty("muted", True)
        self._engine = QLabel("The voice is loading …")
        self._engine.setProperty("muted", True)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.setWindowTitle("Takelane")
        screen = self.screen()
        self.resize(_SIZE if screen is None else _SIZE.boundedTo(screen.availableSize()))
        self._refresh()

    def show_message(self, text: str) -> None:
        """Say a sentence over the views, until it is read."""
        self.notice.say(text)

    def show_done(self, text: str) -> None:
        """Say that something was done."""
        self.notice.say(text, DONE)

    def show_engine(self, text: str) -> None:
        """Say how the voice engine stands."""
        self._engine.setText(text)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        for part in (
            self.cue_list,
            self.timeline,
            self.performance,
            self.takes,
            self._level,
            self.queue,
        ):
            part.set_theme(theme)

    def set_clock(self, clock: Clock) -> None:
        """Write times in another way; where it is the same, nothing is told."""
        if clock == self._clock:
            return
        self._clock = clock
        for part in (self.cue_list, self.timeline, self._commands):
            part.set_clock(clock)

    def follow(self, event: TransportEvent) -> None:
        """Go where the transport of a DAW goes."""
        self._playhead.hear(event)
        self._sound.transport.follow(event)

    def event(self, event: QEvent | None) -> bool:
        """Let the bars share a row where there is room, whoever has grown or shrunk."""
        heard = super().event(event)
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            lay_beside(self, self._commands, self._level)
        return heard

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take files."""
        if event is not None and dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Hand on what was dropped."""
        if event is not None and (files := dropped_files(event)):
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Tell that it ends, once what is being typed counts."""
        if (field := self.focusWidget()) is not None:
            field.clearFocus()
        self.performance.close_down()
        self.closed.emit()
        self.timeline.close()
        self.takes.close_down()
        self._welcome.close_down()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        for bar in (self._commands, self._level):
            self.addToolBar(bar)
        self._fill_menus()
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self._panes(), 1)
        self.setCentralWidget(whole)
        if (foot := self.statusBar()) is not None:
            foot.setSizeGripEnabled(False)
            foot.setContentsMargins(SPACE, 0, SPACE, 0)
            for part in (self.queue, self._daw, self._engine):
                part.setContentsMargins(SPACE, 0, SPACE, 0)
                foot.addPermanentWidget(part)

    def _panes(self) -> QSplitter:
        """Put the lines above the timeline, and the panels of the chosen line beside both."""
        left, right = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.cue_list)
        left.addWidget(self.timeline)
        right.addWidget(self.performance)
        right.addWidget(self.takes)
        # Of the height, whatever it is.
        right.setSizes([604, 196])
        self._beside = right
        panes = QSplitter(Qt.Orientation.Horizontal)
        for pane in (left, right):
            pane.setChildrenCollapsible(False)
            panes.addWidget(pane)
        panes.setStretchFactor(0, 1)
        panes.setChildrenCollapsible(False)
        return panes

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        menus: dict[str, object] = {}
        for command in COMMANDS:
            if bar is not None:
                menu = menus.get(command.menu) or bar.addMenu(command.menu)
                menus[command.menu] = menu
                menu.addAction(self.actions_by_name[command.name])  # type: ignore[attr-defined]

    def _connect(self) -> None:
        document = self._document
        handlers: dict[str, Callable[[], object]] = {
            "open": self._ask_for_project,
            "demo": lambda: self._open_project(self._demo),
            "reload": self._reload,
            "export": self.export_asked.emit,
            "import": self.import_asked.emit,
            "find_takes": self.takes_missed.emit,
            "settings": self.settings_asked.emit,
            "quit": self.close,
            "undo": document.edits.undo,
            "redo": document.edits.redo,
            "find": self.cue_list.go_to_search,
            "select_all": self.cue_list.select_all,
            "restore": lambda: document.edits.restore(self._selected()),
            "render": lambda: document.render(self._selected(), self.performance.takes),
            "render_new": lambda: document.render(self._unrendered(), self.performance.takes),
            "alternatives": lambda: document.render_alternatives(self._selected(), _ALTERNATIVES),
            "pause": self._pause,
            "cancel": self._cancel,
            "queue": self.queue.show_queue,
            "keys": lambda: Keys(self).open(),
            "place": self._place,
            "zoom_in": self.timeline.zoom_in,
            "zoom_out": self.timeline.zoom_out,
            "fit_all": self.timeline.fit_all,
            "fit_selection": self.timeline.fit_selection,
        }
        for name, handler in handlers.items():
            self.actions_by_name[name].triggered.connect(lambda _=False, run=handler: run())
        for signal in (document.opened, document.rows_changed, document.queue_changed,
                       document.edits.changed, self.cue_list.selection_changed):  # fmt: skip
            signal.connect(self._refresh)
        document.rows_changed.connect(self._show_project)
        document.job_ended.connect(self._say_why)
        document.left_out.connect(self._say_left_out)
        self._connect_timeline()
        self._connect_takes()
        document.problem.connect(self.show_message)
        self.cue_list.selection_changed.connect(
            lambda: self.performance.show_lines(self._selected())
        )
        self._daw_link.problem.connect(self.show_message)
        self._daw_link.transport_moved.connect(self.follow)
        self._daw_link.connection_changed.connect(lambda daw: self._daw.setText(daw or "No DAW"))

    def _connect_timeline(self) -> None:
        timeline, cues = self.timeline, self.cue_list
        timeline.regions_chosen.connect(cues.select)
        timeline.region_activated.connect(cues.activated)
        timeline.located.connect(self._locate)
        cues.selection_changed.connect(lambda: timeline.select(self._selected()))
        self._playhead.moved.connect(timeline.set_playhead)
        self._sound.transport.moved.connect(self._show_heard)
        self._sound.transport.moved.connect(self._commands.show_place)

    def _connect_takes(self) -> None:
        takes, cues, transport = self.takes, self.cue_list, self._sound.transport
        for source in (self._sound.device, transport, takes):
            source.news.connect(self.show_message)
        cues.selection_changed.connect(self._show_line)
        cues.activated.connect(takes.hear)
        cues.drag_asked.connect(lambda: takes.drag_lines(cues.selected_rows()))
        self._daw_link.audition_asked.connect(takes.hear)

    def _refresh(self) -> None:
        """Let every action be possible exactly when it is, and say what it would do."""
        actions, document = self.actions_by_name, self._document
        opened, chosen = document.timeline is not None, bool(self.cue_list.selected_rows())
        for names, possible in ((_OF_PROJECT, opened), (_OF_LINES, chosen)):
            for name in names:
                actions[name].setEnabled(possible)
        ledger = document.session.ledger if document.session else None
        for name, step in (
            ("undo", ledger.undoable if ledger else None),
            ("redo", ledger.redoable if ledger else None),
        ):
            word = name.capitalize()
            actions[name].setEnabled(step is not None)
            actions[name].setText(f"{word} {step.title.lower()}" if step else word)
        self._refresh_queue()
        self._beside.setVisible(bool(document.rows))
        if document.timeline is not None:
            self.setWindowTitle(f"{document.timeline.source.name} — Takelane")

    def _show_project(self) -> None:
        """Say on the first page which project it is that has no lines."""
        if (timeline := self._document.timeline) and not self._document.rows:
            self._welcome.show_project(timeline.source.name)

    def _say_why(self, item: QueueItem) -> None:
        """Say why a job has failed, where it has."""
        if item.reason:
            self.show_message(item.reason)

    def _say_left_out(self, lines: Sequence[Line], asked: int) -> None:
        """Say what cannot be spoken, and let it be seen which lines that are."""
        show = Remedy("Show it" if len(lines) == 1 else "Show them", self.cue_list.show_unspeakable)
        self.notice.say(left_out_words(lines, asked), remedy=show)

    def _refresh_queue(self) -> None:
        queue = self._document.queue
        waiting = [item for item in queue.items if not item.has_ended] if queue else []
        current = queue.current if queue else None
        self.actions_by_name["cancel"].setEnabled(current is not None)
        self.actions_by_name["pause"].setEnabled(bool(waiting))
        paused = bool(queue and queue.paused and waiting)
        title = f"Resume {len(waiting)} waiting" if paused else "Pause the queue"
        self.actions_by_name["pause"].setText(title)
        self.actions_by_name["pause"].setIconText("Resume" if paused else "Pause")
        self.actions_by_name["queue"].setEnabled(bool(queue and queue.items))

    def _show_heard(self, time: float) -> None:
        """Let the playhead of what is heard be seen, unless the DAW has its own."""
        if not self._playhead.plays:
            self.timeline.set_playhead(time)

    def _show_line(self) -> None:
        rows = self.cue_list.selected_rows()
        self.takes.show_line(rows[0].region_id if rows else None, alone=len(rows) == 1)

    def _selected(self) -> list[str]:
        return [row.region_id for row in self.cue_list.selected_rows()]

    def _unrendered(self) -> list[str]:
        wanted = (TakeState.NEW, TakeState.STALE, TakeState.FAILED)
        return [row.region_id for row in self._document.rows if row.state in wanted]

    def _place(self) -> None:
        chosen = (row.chosen for row in self.cue_list.selected_rows())
        self._daw_link.place(take for take in chosen if take is not None)

    def _locate(self, time: float) -> None:
        """Show a place; a DAW that plays goes on from there."""
        if self._playhead.plays:
            self._daw_link.play(time)
        self._playhead.hear(Located(time))

    def _pause(self) -> None:
        if queue := self._document.queue:
            queue.resume() if queue.paused else queue.pause()

    def _cancel(self) -> None:
        queue = self._document.queue
        if queue and (current := queue.current):
            queue.cancel(current.number)

    def _reload(self) -> None:
        if self._document.timeline is not None:
            self._open_project(self._document.timeline.source)

    def _ask_for_project(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a project or cue list")
        if name:
            self._open_project(Path(name))
