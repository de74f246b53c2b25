"""Keep what is waiting to be rendered, in order, through crashes of the engine and of Takelane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol

from daw_bridge.phrasing import Line
from daw_bridge.render_events import TakeFinished
from daw_bridge.session.ledger import Ledger
from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.take_library import TakeRecord
from daw_bridge.timeline import ProjectError
from daw_bridge.worker.messages import (
    Crashed,
    GaveUp,
    JobFailed,
    JobFinished,
    JobProgress,
    Loaded,
    NotLoaded,
    RenderJob,
    WorkerEvent,
)
from model.manner import Manner

JOB = "job"
"""Kind of the entries in the ledger."""


class Engine(Protocol):
    """Perform one job at a time, in a process of its own."""

    def prepare(self, manner: Manner) -> bool:
        """Tell whether a job can be performed in a manner.

        If it cannot, the engine is being loaded, and `Loaded` or `NotLoaded` will be told.
        """

    def submit(self, job: RenderJob) -> None:
        """Begin a job."""

    def cancel(self, number: int) -> None:
        """Cancel the job under way, if it has this number."""


class RenderQueue:
    """Feed the render process, one job at a time.

    It is used from one thread; events of the engine are brought there first.

    Args:
        ledger: keeps the queue.
        engine: performs.
        job_of: makes a job of an item, when its turn has come; an error fails it.
        on_change: is told the items that have changed.
        on_problem: is told why the queue cannot be kept; it goes on all the same.

    Attributes:
        manner: in which jobs are performed that are added from now on.
    """

    def __init__(
        self,
        ledger: Ledger,
        engine: Engine,
        job_of: Callable[[QueueItem], RenderJob],
        on_change: Callable[[Sequence[QueueItem]], None] = lambda _: None,
        on_problem: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._ledger = ledger
        self._engine = engine
        self._job_of = job_of
        self._on_change = on_change
        self._on_problem = on_problem
        self.manner = Manner()
        self._items = {
            item.number: item for item in map(QueueItem.restored, ledger.of_kind(JOB).values())
        }
        # The process cancels up to a number, so none is ever given twice.
        self._last = max(self._items, default=0)
        # What was waiting when Takelane ended is asked about before it begins to work.
        self._paused = any(not item.has_ended for item in self._items.values())

    @property
    def items(self) -> tuple[QueueItem, ...]:
        """List every job, in order."""
        return tuple(sorted(self._items.values(), key=lambda item: (item.rank, item.number)))

    @property
    def waiting(self) -> tuple[QueueItem, ...]:
        """List the jobs that wait, in order."""
        return tuple(item for item in self.items if item.state is JobState.QUEUED)

    @property
    def current(self) -> QueueItem | None:
        """Give the job under way."""
        return next((i for i in self.items if i.state is JobState.RENDERING), None)

    @property
    def paused(self) -> bool:
        """Tell whether no further job is begun."""
        return self._paused

    @property
    def idle(self) -> bool:
        """Tell whether no job is under way, and none waits for its engine."""
        return self.current is None and (self._paused or self._next() is None)

    def add(
        self,
        region_ids: Sequence[str],
        title: str,
        takes: int = 1,
        seed: int = 0,
        *,
        force: bool = False,
        like: str = "",
        nudge: str = "",
    ) -> QueueItem:
        """Put a job at the end."""
        item = QueueItem(0, tuple(region_ids), title, takes, seed, force, like, nudge, self.manner)
        return self._append(item)

    def add_lines(
        self, lines: Sequence[Line], takes: int = 1, seed: int = 0, *, force: bool = False
    ) -> QueueItem:
        """Put a job at the end that speaks lines; it is called after the first of them."""
        title = lines[0].text.line
        if len(lines) > 1:
            title = f"{len(lines)} lines, from “{title}”"
        return self.add([line.region.id for line in lines], title, takes, seed, force=force)

    def add_like(
        self, line: Line, take: TakeRecord, takes: int, seed: int, nudge: str = ""
    ) -> QueueItem:
        """Put a job at the end that speaks a line like a take, with a nudge to its mood."""
        title = f"{line.text.line} ({nudge or 'again'})"
        return self.add([line.region.id], title, takes, seed, like=take.file, nudge=nudge)

    def pause(self) -> None:
        """Begin no further job; the one under way goes on."""
        self._paused = True
        self._on_change(())

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        self._on_change(())
        self._advance()

    def cancel(self, number: int) -> None:
        """Cancel a job; its finished takes are kept."""
        item = self._items[number]
        if item.state is JobState.RENDERING:
            self._engine.cancel(number)
        elif item.state is JobState.QUEUED:
            self._set(replace(item, state=JobState.CANCELLED))

    def retry(self, number: int) -> None:
        """Put a job that has failed or was cancelled at the end again."""
        item = self._items[number]
        if item.has_ended:
            self._forget(number)
            fresh = replace(item, state=JobState.QUEUED, done=0, total=0, tries=0, reason="")
            self._append(fresh)

    def move(self, number: int, place: int) -> None:
        """Let a job that waits come at another place among those that do; 0 is the next one."""
        moved = [item for item in self.waiting if item.number == number]
        others = [item for item in self.waiting if item.number != number]
        if not moved:
            return
        place = max(place, 0)
        order = (*others[:place], *moved, *others[place:])
        # Behind all others, so that what waits counts as the latest that was asked of a region.
        first = 1 + max((item.rank for item in self.items if item not in order), default=0)
        self._set(*(replace(item, rank=first + n) for n, item in enumerate(order)))

    def clear_ended(self) -> None:
        """Forget the jobs that have ended; their takes stay."""
        for item in self.items:
            if item.has_ended:
                self._forget(item.number)
        self._on_change(())

    def hear(self, event: WorkerEvent) -> None:
        """Take what the process tells."""
        match event:
            case Loaded():
                pass
            case NotLoaded(reason, manner):
                self._fail(manner, reason)
            case GaveUp():
                self.pause()
            case JobProgress(number, TakeFinished() as finished) if number in self._items:
                item = replace(self._items[number], done=finished.index + 1, total=finished.total)
                self._set(item)
            case JobFinished(number, _, cancelled) if number in self._items:
                state = JobState.CANCELLED if cancelled else JobState.DONE
                self._set(replace(self._items[number], state=state))
            case JobFailed(number, reason) if number in self._items:
                self._set(replace(self._items[number], state=JobState.FAILED, reason=reason))
            case Crashed(number) if number in self._items:
                self._set(self._items[number].after_crash())
            case _:
                return
        self._advance()

    def _append(self, item: QueueItem) -> QueueItem:
        self._last = number = self._last + 1
        rank = 1 + max((other.rank for other in self._items.values()), default=0)
        self._set(replace(item, number=number, rank=rank))
        self._advance()
        return self._items[number]

    def _advance(self) -> None:
        """Begin the next job, if one may begin."""
        while not self._paused and self.current is None and (item := self._next()):
            if not self._engine.prepare(item.manner):
                return
            begun = replace(item, state=JobState.RENDERING, tries=item.tries + 1)
            try:
                job = self._job_of(begun)
            except ValueError as error:  # a region or an engine is gone
                self._set(replace(begun, state=JobState.FAILED, reason=str(error)))
                continue
            self._set(begun)
            self._engine.submit(job)

    def _next(self) -> QueueItem | None:
        return next(iter(self.waiting), None)

    def _fail(self, manner: Manner, reason: str) -> None:
        """Let the jobs fail that wait for an engine which cannot be had."""
        for item in self.waiting:
            if item.manner == manner:
                self._set(replace(item, state=JobState.FAILED, reason=reason))

    def _set(self, *items: QueueItem) -> None:
        self._items.update({item.number: item for item in items})
        self._keep({str(item.number): asdict(item) for item in items})
        self._on_change(items)

    def _forget(self, number: int) -> None:
        del self._items[number]
        self._keep({str(number): None})

    def _keep(self, jobs: Mapping[str, Any]) -> None:
        """Write jobs down; what the engine has done is so even where that cannot be written."""
        try:
            self._ledger.note({(JOB, number): job for number, job in jobs.items()})
        except ProjectError as error:
            self._on_problem(str(error))
