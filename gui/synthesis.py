"""Bring what the render process tells to the thread of the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.worker.child import LoadPerformer
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
from daw_bridge.worker.process import RenderProcess
from model.manner import Manner

_OfJob = JobProgress | JobFinished | JobFailed


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Know a job by the number the process has for it, and by the one its queue has.

    Every project counts its jobs from 1; the process must never hear a number twice.
    """

    there: int
    here: int


class Synthesis(QObject):
    """Hold the render process; it is started when it is first asked for.

    Args:
        load: gives what loads an engine, to perform in a manner.
        manner: that is loaded first.
    """

    told = pyqtSignal(object)
    """A `WorkerEvent`."""

    loading = pyqtSignal(object)
    """An engine is being loaded, to perform in this `Manner`."""

    _heard = pyqtSignal(int, object)
    """The number of a process, and what it tells, from a thread of its holder."""

    def __init__(
        self, load: Callable[[Manner], LoadPerformer], manner: Manner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._load = load
        self._manner = manner
        self._process: RenderProcess | None = None
        self._number = 0
        self._last_job = 0
        self._job: _UnderWay | None = None
        self.loaded: Loaded | None = None
        """What the engine has said of itself; None while there is none."""
        self._heard.connect(self._tell)

    @property
    def manner(self) -> Manner:
        """Say in which manner is performed."""
        return self._manner

    def start(self) -> None:
        """Load the engine, in its process."""
        if self._process is None:
            tell = partial(self._heard.emit, self._number)
            self._process = RenderProcess(self._load(self._manner), tell)
            self.loading.emit(self._manner)

    def perform(self, manner: Manner) -> None:
        """Perform in another manner from now on; what is loaded is exchanged.

        No job may be under way.
        """
        if manner != self._manner:
            self._manner = manner
            if self._drop():
                self.start()

    def prepare(self, manner: Manner) -> bool:
        """Tell whether a job can be performed in a manner; if not, it is being loaded."""
        self.perform(manner)
        self.start()
        return self.loaded is not None

    def submit(self, job: RenderJob) -> None:
        """Give the process a job."""
        self.start()
        assert self._process is not None
        self._last_job += 1
        self._job = _UnderWay(self._last_job, job.number)
        self._process.submit(replace(job, number=self._last_job))

    def cancel(self, number: int) -> None:
        """Cancel the job under way, if it has this number."""
        if self._process is not None and self._job is not None and self._job.here == number:
            self._process.cancel(self._job.there)

    def let_go(self) -> None:
        """Cancel the job under way, if there is one, and tell nothing more of it."""
        if self._job is not None:
            self.cancel(self._job.here)
            self._job = None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _drop(self) -> bool:
        """Let go of the process, if there is one, without waiting for it."""
        before, self._process, self.loaded = self._process, None, None
        self._number += 1
        if before is not None:
            # One that is still loading takes seconds to end.
            threading.Thread(target=before.close).start()
        return before is not None

    def _tell(self, number: int, event: WorkerEvent) -> None:
        """Pass on what the present process tells; the one before has nothing more to say."""
        if number != self._number:
            return
        told = self._as_known_here(event)
        if isinstance(event, Loaded | Crashed):
            self.loaded = told if isinstance(told, Loaded) else None
        if isinstance(event, NotLoaded | GaveUp):
            self._drop()
        if isinstance(told, JobFinished | JobFailed | Crashed):
            self._job = None
        if told is not None:
            self.told.emit(told)

    def _as_known_here(self, event: WorkerEvent) -> WorkerEvent | None:
        """Give an event as it is known here: by its job's number, by the manner that is loaded.

        None stands for what was let go.
        """
        if isinstance(event, Loaded | NotLoaded):
            return replace(event, manner=self._manner)
        if not isinstance(event, _OfJob | Crashed):
            return event
        if self._job is not None and event.number == self._job.there:
            return replace(event, number=self._job.here)
        return Crashed(None, event.exit_code) if isinstance(event, Crashed) else None
