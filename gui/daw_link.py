"""Serve the DAWs that run: their project is shown, their requests are rendered and placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from daw_bridge.bridge_job import region_ids, take_id, to_place
from daw_bridge.daw import (
    AuditionRequested,
    Connected,
    Daw,
    DawError,
    DawEvent,
    DawProblem,
    DawRequest,
    Disconnected,
    NotPlaced,
    Placed,
    PlaceRequested,
    RenderRequested,
    TimelineChanged,
)
from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.take_batch import TakeBatch
from daw_bridge.take_library import TakeRecord
from daw_bridge.timeline import ProjectError, Timeline
from daw_bridge.transport import Located, Playing, Stopped
from gui.document import Document


class DawLink(QObject):
    """Hold the connections.

    Args:
        daws: by the name that settings use.
        takes: of every line that a DAW asks for; None for what the document's options say.
    """

    connection_changed = pyqtSignal(str)
    """Name and version of the DAW that is there; empty when none is."""

    transport_moved = pyqtSignal(object)
    """A `TransportEvent` of the DAW whose project is shown."""

    audition_asked = pyqtSignal(str)
    """The user wants to hear the region with this id, which has a take."""

    problem = pyqtSignal(str)

    placed = pyqtSignal(str)
    """A take with this id lies in the DAW now."""

    _came = pyqtSignal(str, object)

    def __init__(
        self,
        daws: Mapping[str, Daw],
        document: Document,
        takes: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._daws = daws
        self._document = document
        self._takes = takes
        self._there: dict[str, str] = {}
        self._shown: str | None = None
        self._pending: list[tuple[str, DawRequest]] = []
        self._jobs: dict[int, tuple[str, DawRequest, TakeBatch]] = {}
        self._came.connect(self._hear)
        # Later, since what is asked for changes rows that every view has to have before.
        document.rows_changed.connect(lambda: QTimer.singleShot(0, self._serve))
        document.take_finished.connect(self._take)
        document.job_ended.connect(self._end)

    @property
    def connected(self) -> bool:
        """Tell whether the DAW whose project is shown is there."""
        return self._shown in self._there

    def start(self) -> None:
        """Begin to look for every DAW."""
        for name, daw in self._daws.items():
            try:
                daw.start(partial(self._came.emit, name))
            except DawError as error:
                self.problem.emit(str(error))

    def change(self, daws: Mapping[str, Daw]) -> None:
        """Let go of every DAW and look for these; what is not done is asked for again."""
        self._let_go()
        self._came.connect(self._hear)
        self._daws, self._there, self._shown = daws, {}, None
        self._pending.clear()
        self._jobs.clear()
        self.connection_changed.emit("")
        self.start()

    def place(self, records: Iterable[TakeRecord]) -> None:
        """Put takes at the start of their regions in the DAW."""
        if self._shown is None:
            self.problem.emit("no DAW is connected; drag the takes into it instead")
        else:
            self._put(self._shown, list(records))

    def play(self, position: float) -> None:
        """Let the DAW play."""
        if self._shown is not None:
            self._daws[self._shown].play(position)

    def stop(self) -> None:
        """Let the DAW stop."""
        if self._shown is not None:
            self._daws[self._shown].stop()

    def close(self) -> None:
        """Let go of every DAW; what is not done is asked for again."""
        self._let_go()

    def _let_go(self) -> None:
        # What is on its way to us from their threads comes too late.
        self._came.disconnect(self._hear)
        for daw in self._daws.values():
            daw.close()

    def _hear(self, name: str, event: DawEvent) -> None:
        match event:
            case Connected(daw):
                self._there[name] = daw
                self.connection_changed.emit(daw)
            case Disconnected():
                self._there.pop(name, None)
                self.connection_changed.emit(next(iter(self._there.values()), ""))
            case TimelineChanged(timeline):
                self._show(name, timeline)
            case RenderRequested() | PlaceRequested() | AuditionRequested():
                self._pending.append((name, event))
                self._show(name, event.timeline)
            case Placed(placed_id, start):
                self._document.edits.mark_placed(placed_id, start)
                self.placed.emit(placed_id)
            case NotPlaced(_, reason) | DawProblem(reason):
                self.problem.emit(reason)
            case Playing() | Stopped() | Located() if name == self._shown:
                self.transport_moved.emit(event)
            case _:
                pass

    def _show(self, name: str, timeline: Timeline) -> None:
        self._shown = name
        self._document.open(timeline)

    def _serve(self) -> None:
        """Take up requests whose lines are planned now."""
        pending, self._pending = self._pending, []
        for name, request in pending:
            known = self._document.timeline
            if known is None or known.source != request.timeline.source:
                self._pending.append((name, request))
            elif isinstance(request, PlaceRequested):
                self._put(name, [take for row in self._document.rows for take in row.takes])
                self._daws[name].finish(request.id)
            else:
                self._render(name, request)

    def _render(self, name: str, request: DawRequest) -> None:
        wanted = region_ids(request)
        for row in filter(None, map(self._document.row_of, wanted)):
            for problem in row.line.problems:
                self._daws[name].tell(problem)
        number = self._document.render(wanted, self._takes)
        if number is None:
            self._daws[name].finish(request.id)
        else:
            self._jobs[number] = (name, request, TakeBatch())

    def _take(self, number: int, record: TakeRecord) -> None:
        """Place the takes of a line when the next one is there."""
        if number in self._jobs:
            name, request, batch = self._jobs[number]
            before = batch.add(record)
            if isinstance(request, RenderRequested):
                self._put(name, before)

    def _end(self, item: QueueItem) -> None:
        if item.number not in self._jobs:
            return
        name, request, batch = self._jobs.pop(item.number)
        takes = batch.rest()
        if isinstance(request, RenderRequested):
            self._put(name, takes)
        elif isinstance(request, AuditionRequested) and takes:
            self.audition_asked.emit(request.region_id)
        if item.state is JobState.FAILED:
            self._daws[name].tell(item.reason)
        self._daws[name].finish(request.id)

    def _put(self, name: str, records: Sequence[TakeRecord]) -> None:
        folder = self._document.folder
        rows = ((record, self._document.row_of(record.region_id)) for record in records)
        places = [
            to_place(record, row.line.region, folder)
            for record, row in rows
            if row is not None and folder is not None
        ]
        if places:
            try:
                self._daws[name].place(places)
            except ProjectError as error:
                self.problem.emit(str(error))


def is_placed(document: Document, record: TakeRecord) -> bool:
    """Tell whether a take was put into the DAW."""
    session = document.session
    return session is not None and session.is_placed(take_id(record))
