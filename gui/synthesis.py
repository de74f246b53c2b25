"""Bring what the render process tells to the thread of the window."""

from __future__ import annotations

import threading
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.worker.child import LoadPerformer
from daw_bridge.worker.messages import (
    Crashed,
    JobFailed,
    JobFinished,
    RenderJob,
    WorkerEvent,
)
from daw_bridge.worker.process import RenderProcess


class Synthesis(QObject):
    """Hold the render process; it is started when it is first asked for."""

    told = pyqtSignal(object)
    """A `WorkerEvent`."""

    _heard = pyqtSignal(int, object)
    """The number of a process, and what it tells, from a thread of its holder."""

    def __init__(self, load: LoadPerformer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._process: RenderProcess | None = None
        self._number = 0
        self._job: int | None = None
        self._heard.connect(self._tell)

    def start(self) -> None:
        """Load the engine, in its process."""
        if self._process is None:
            self._process = RenderProcess(self._load, partial(self._heard.emit, self._number))

    def change_engine(self, load: LoadPerformer) -> None:
        """Load another engine; what is under way ends as a crash does, and is begun again."""
        self._load = load
        before, self._process = self._process, None
        self._number += 1
        if before is not None:
            # One that is still loading takes seconds to end.
            threading.Thread(target=before.close).start()
            lost, self._job = self._job, None
            self.told.emit(Crashed(lost, None))
            self.start()

    def submit(self, job: RenderJob) -> None:
        """Give the process a job."""
        self.start()
        assert self._process is not None
        self._job = job.number
        self._process.submit(job)

    def cancel(self, number: int) -> None:
        """Cancel the jobs up to a number."""
        if self._process is not None:
            self._process.cancel(number)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _tell(self, number: int, event: WorkerEvent) -> None:
        """Pass on what the present process tells; the one before has nothing more to say."""
        if number == self._number:
            if isinstance(event, JobFinished | JobFailed | Crashed):
                self._job = None
            self.told.emit(event)
