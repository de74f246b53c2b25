"""Hold the project that is open: what the DAW says, what the user made of it, and its takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.alternatives import alike
from daw_bridge.phrasing import Line, Studio
from daw_bridge.render_events import TakeFinished, TakeStarted
from daw_bridge.render_options import RenderOptions
from daw_bridge.session.cue_row import CueRow, Standing
from daw_bridge.session.cue_rows import CueRows, PlannedRows
from daw_bridge.session.ledger import Key, Ledger
from daw_bridge.session.queue_item import QueueItem
from daw_bridge.session.render_queue import RenderQueue
from daw_bridge.session.session import Session
from daw_bridge.take_library import TakeLibrary, TakeRecord
from daw_bridge.timeline import ProjectError, Region, Timeline
from daw_bridge.worker.messages import (
    Crashed,
    JobFailed,
    JobFinished,
    JobProgress,
    Loaded,
    RenderJob,
    WorkerEvent,
)
from gui.edits import Edits
from gui.opening import Opening
from gui.planner import Planner
from gui.synthesis import Synthesis
from model.manner import Manner
from model.voices import Voice


class Document(QObject):
    """Hold one project; views read it and ask it, and hear by its signals what has changed.

    Args:
        studio: makes that of an engine, by name, away from the window's thread.
        synthesis: speaks.
        folder: where the takes of a project go.
        ledger: gives the file that keeps the user's work on a project.
    """

    opened = pyqtSignal()
    """Another project is here, and everything is new."""

    rows_changed = pyqtSignal()
    """Lines were planned anew; there may be more or fewer of them."""

    rows_touched = pyqtSignal(object)
    """Takes or states of the rows at these places have changed, or which take is chosen."""

    marked = pyqtSignal()
    """Takes are starred, or lie in the DAW, that did not before."""

    queue_changed = pyqtSignal()

    left_out = pyqtSignal(object, int)
    """These `Line`s cannot be spoken and are not rendered, of as many as were asked for."""

    take_finished = pyqtSignal(int, object)
    """A `TakeRecord` of the job with this number is safe on the disk."""

    job_ended = pyqtSignal(object)
    """Nothing more will come of this `QueueItem`."""

    progressed = pyqtSignal(object)
    """A `RenderEvent` of the job under way; None when it has ended."""

    problem = pyqtSignal(str)
    """Something went wrong; a sentence for the user."""

    def __init__(
        self,
        studio: Callable[[str], Studio],
        synthesis: Synthesis,
        folder: Callable[[Path], Path],
        ledger: Callable[[Path], Ledger],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.manner = synthesis.manner
        """In which is performed what is asked for from now on."""
        self._planner = Planner(studio, self.manner.engine, self)
        self._planner.planned.connect(self._show)
        self._planner.problem.connect(self.problem)
        self._synthesis = synthesis
        self._opening = Opening(folder, self)
        self._opening.read.connect(self._take_project)
        self._opening.problem.connect(self.problem)
        self._ledger_of = ledger
        self._folder: Path | None = None
        self._base: Timeline | None = None
        self._timeline: Timeline | None = None
        self.library = TakeLibrary()
        self._speaking: str | None = None
        self._originals: dict[str, Region] = {}
        self.rows = CueRows()
        """The lines, in order of time."""
        self.edits = Edits(self.region, self._edited_region, self)
        self.edits.problem.connect(self.problem)
        """What the user makes of the project."""
        self.queue: RenderQueue | None = None
        self._wanted: Standing | None = None
        self._usual = RenderOptions()
        synthesis.told.connect(self._hear)

    @property
    def options(self) -> RenderOptions:
        """Give how lines of this project are rendered where nothing else is said."""
        wished = self.session.finish if self.session else None
        return replace(self._usual, finish=wished) if wished else self._usual

    @property
    def timeline(self) -> Timeline | None:
        """Give the project with the user's edits."""
        return self._timeline

    @property
    def folder(self) -> Path | None:
        """Give where the takes are."""
        return self._folder

    @property
    def studio(self) -> Studio | None:
        """Give what plans; None until the first plan is made."""
        return self._planner.studio

    @property
    def session(self) -> Session | None:
        """Give what the user has made of the project."""
        return self.edits.session

    def open(self, timeline: Timeline) -> None:
        """Take a project in, the same one anew at once, another as soon as its takes are read."""
        if self._base is not None and self._base.source == timeline.source:
            self._opening.give_up()
            self._take_timeline(timeline)
            self._plan()
        else:
            self._opening.begin(timeline)

    def row_of(self, region_id: str) -> CueRow | None:
        """Give the row of a region, if it is there."""
        return self.rows.of(region_id)

    def region(self, region_id: str) -> Region | None:
        """Give a region as the DAW has it."""
        return self._originals.get(region_id)

    def path_of(self, take: TakeRecord) -> Path:
        """Give the file of a take of this project."""
        return (self.folder or Path()) / take.file

    def set_usual(self, options: RenderOptions) -> None:
        """Let lines be rendered so where neither they nor the project wish anything else."""
        self._usual = options
        self._stand()

    def more_like(self, take: TakeRecord, takes: int, nudge: str = "") -> None:
        """Queue takes with the voice and the mood of one there is, under seeds not used yet.

        A nudge, one of `alternatives.NUDGES`, is put to that mood; the line stays as it is.
        """
        row = self.row_of(take.region_id)
        if row is None or self.queue is None:
            return
        if row.line.problems:
            self.problem.emit(" ".join(row.line.problems))
            return
        self.queue.add_like(row.line, take, takes, self._free_seed([row]), nudge)

    def render_alternatives(self, region_ids: Sequence[str], takes: int) -> None:
        """Queue takes of regions under seeds not used yet."""
        rows = [row for i in region_ids if (row := self.row_of(i)) is not None]
        self.render(region_ids, takes, self._free_seed(rows))

    def render(
        self,
        region_ids: Sequence[str],
        takes: int | None = None,
        seed: int = 0,
        *,
        force: bool = False,
    ) -> int | None:
        """Queue takes of regions, and give the job's number, if there is something to speak.

        Lines that cannot be spoken are told and left out. Unless `takes` is given, there are as
        many takes as the options say.
        """
        lines = [row.line for i in region_ids if (row := self.row_of(i)) is not None]
        well = [line for line in lines if not line.problems]
        if len(well) < len(lines):
            self.left_out.emit([line for line in lines if line.problems], len(lines))
        if self.queue is None or not well:
            return None
        takes = takes or self.options.takes
        return self.queue.add_lines(well, takes, seed, force=force).number

    def perform(self, manner: Manner) -> None:
        """Let what is asked for from now on be performed so; what is queued keeps its manner."""
        before, self.manner = self.manner, manner
        if self.queue is not None:
            self.queue.manner = manner
        self._look_ahead()
        if manner.engine == before.engine:
            self._stand()
        else:
            self._planner.change_engine(manner.engine)
            self._plan()

    def know_voices(self, own: Sequence[Voice]) -> None:
        """Let these voices of the user's own speak where lines name them."""
        self._planner.know_voices(own)
        self._plan()

    def close(self) -> None:
        """End everything; the session is on the disk already."""
        # What is on its way to us from other threads comes too late.
        self._synthesis.told.disconnect(self._hear)
        self._opening.close()
        self._planner.close()
        self._synthesis.close()
        if self.session is not None:
            self.session.ledger.close()

    def _take_project(self, timeline: Timeline, folder: Path, library: TakeLibrary) -> None:
        """Show another project, whose takes are read."""
        try:
            ledger = self._ledger_of(timeline.source)
        except ProjectError as error:
            self.problem.emit(str(error))
            return
        if self.session is not None:
            self.session.ledger.close()
        # What is under way waits in the session it belongs to.
        self._synthesis.let_go()
        self._folder, self.library, self._speaking = folder, library, None
        self.progressed.emit(None)
        ledger.on_change = self._take_change
        self.edits.session = Session(ledger)
        self.queue = RenderQueue(
            ledger, self._synthesis, self._job, self._queue_changed, self.problem.emit
        )
        self.queue.manner = self.manner
        self._synthesis.start()
        if loaded := self._synthesis.loaded:
            self._hear(loaded)
        self.rows.clear()
        self._take_timeline(timeline)
        self.opened.emit()
        self.edits.changed.emit()
        self.queue_changed.emit()
        self._plan()

    def _take_timeline(self, timeline: Timeline) -> None:
        self._base = timeline
        self._originals = {region.id: region for region in timeline.regions}

    def _look_ahead(self) -> None:
        """Have that engine loaded which will probably be asked for next."""
        if self.queue is None or self.queue.idle:
            self._synthesis.perform(self.manner)

    def _take_change(self, keys: Sequence[Key]) -> None:
        """Plan again where a change is one of words, times or lanes; a choice touches a row."""
        kinds = {kind for kind, _ in keys}
        if kinds & {"text", "cut", "lane"}:
            self._plan()
        if kinds & {"star", "placed"}:
            self.marked.emit()
        if kinds & {"choice", "finish"}:
            self._stand()

    def _plan(self) -> None:
        if self._base is None or self.session is None:
            return
        self._wanted = self._standing()
        made_of = self.rows.planner(self._originals, self.library, self._wanted)
        self._planner.plan(self.session.edited(self._base), made_of)

    def _show(self, planned: PlannedRows) -> None:
        self._timeline = planned.timeline
        self.rows.take(planned, self.library, self._standing())
        self.rows_changed.emit()

    def _edited_region(self, region_id: str) -> Region | None:
        row = self.row_of(region_id)
        return None if row is None else row.line.region

    def _standing(self) -> Standing:
        items = self.queue.items if self.queue else ()
        session = self.session
        version, choices = (session.version(self.manner), session.choices) if session else ("", {})
        return Standing.of_queue(items, self._speaking, version, self.options.finish, choices)

    def _stand(self) -> None:
        """Judge takes again; where all of them have to be, that is done with the next plan."""
        standing = self._standing()
        if self._wanted is not None and self._wanted.yardstick != standing.yardstick:
            self._plan()
        elif self.rows.held_against(standing):
            self._touch(self.rows.stand(self.library, standing))

    def _touch(self, places: Iterable[int]) -> None:
        if touched := list(places):
            self.rows_touched.emit(touched)

    def _queue_changed(self, items: Sequence[QueueItem]) -> None:
        self._stand()
        self.queue_changed.emit()
        for item in items:
            if item.has_ended:
                self.job_ended.emit(item)

    def _job(self, item: QueueItem) -> RenderJob:
        """Make the job of an item from the lines as they are now."""
        rows = [row for i in item.region_ids if (row := self.row_of(i)) is not None]
        if not rows or self._timeline is None or self.folder is None:
            raise ProjectError("its regions are gone from the project")
        lines: Sequence[Line] = [row.line for row in rows]
        if item.manner.engine != self.manner.engine:
            lines = self._planner.lines(self._timeline, item.region_ids, item.manner.engine)
        if item.seed:  # what was asked for goes before what the lines say
            lines = [replace(line, seed=None) for line in lines]
        if (pattern := self.library.find(item.like)) and (studio := self.studio):
            lines = [alike(line, pattern, studio.voices, item.nudge) for line in lines]
        return item.job(self._timeline, lines, self.folder, self._options_of(item, rows))

    def _free_seed(self, rows: Sequence[CueRow]) -> int:
        """Give the first seed from which on no take of lines is there or in the queue."""
        said = max((row.line.seed or 0 for row in rows), default=0)
        ids = {row.region_id for row in rows}
        waiting = [item for item in (self.queue.items if self.queue else ()) if not item.has_ended]
        used = [take.seed + 1 for row in rows for take in row.takes]
        coming = [
            (item.seed or said) + item.takes for item in waiting if ids & set(item.region_ids)
        ]
        return max((*used, *coming), default=0)

    def _options_of(self, item: QueueItem, rows: Sequence[CueRow]) -> RenderOptions:
        """Let a render of lines whose chosen takes only want another finish do just that."""
        if item.like or item.force or item.seed:
            return self.options
        files = {row.region_id: row.chosen.file for row in rows if row.unfinished and row.chosen}
        return replace(self.options, unfinished=files)

    def _hear(self, event: WorkerEvent) -> None:
        if isinstance(event, JobProgress):
            self.progressed.emit(event.event)
        elif isinstance(event, JobFinished | JobFailed | Crashed):
            self.progressed.emit(None)
            self._speaking = None
        match event:
            case Loaded(version, manner=manner) if self.session is not None:
                self.edits.attempt(partial(self.session.note_version, manner, version))
            case JobProgress(_, TakeStarted(line)):
                self._speaking = line.region.id
                self._stand()
            case JobProgress(number, TakeFinished(record)):
                self.library = self.library.with_take(record)
                self.take_finished.emit(number, record)
            case _:
                pass
        if self.queue is not None:
            self.queue.hear(event)
        if isinstance(event, Loaded):
            self._stand()
        elif isinstance(event, JobFinished | JobFailed):
            self._look_ahead()
