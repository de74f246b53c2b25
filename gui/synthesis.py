"""Bring what the render process tells to the thread of the window."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.worker.child import LoadPerformer
from daw_bridge.worker.messages import RenderJob, WorkerEvent
from daw_bridge.worker.process import RenderProcess


class Synthesis(QObject):
    """Hold the render process; it is started when it is first asked for."""

    told = pyqtSignal(object)
    """A `WorkerEvent`."""

    def __init__(self, load: LoadPerformer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._process: RenderProcess | None = None

    def start(self) -> None:
        """Load the engine, in its process."""
        if self._process is None:
            self._process = RenderProcess(self._load, self._tell)

    def change_engine(self, load: LoadPerformer) -> None:
        """Load another engine; what is under way ends as a crash does, and is begun again."""
        self.close()
        self._load = load
        self.start()

    def submit(self, job: RenderJob) -> None:
        """Give the process a job."""
        self.start()
        assert self._process is not None
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

    def _tell(self, event: WorkerEvent) -> None:
        # From a thread of the process's holder; the signal takes it to ours.
        self.told.emit(event)
