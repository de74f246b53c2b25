"""Hold the render process: start it, feed it, hear it, and start it again when it dies."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from daw_bridge.worker.child import LoadPerformer, serve
from daw_bridge.worker.messages import (
    Crashed,
    GaveUp,
    JobFailed,
    JobFinished,
    NotLoaded,
    RenderJob,
    WorkerEvent,
)

PATIENCE = 3.0
"""Seconds that a cancelled job may take to end by itself before its process is killed."""

_MOST_CRASHES = 3
"""In a row, without a job or the loading done in between; then it is not started again."""


class RenderProcess:
    """Render in a child process, one job at a time.

    Whoever holds it keeps the queue: after `Crashed`, the job that was under way may be sent again.

    Args:
        load: loads the engine, in the child.
        on_event: hears everything, on a thread of ours.
        patience: as `PATIENCE`.
    """

    def __init__(
        self,
        load: LoadPerformer,
        on_event: Callable[[WorkerEvent], None],
        patience: float = PATIENCE,
    ) -> None:
        self._load = load
        self._on_event = on_event
        self._patience = patience
        # Forking a process that has threads and a window is not safe anywhere.
        self._context = multiprocessing.get_context("spawn")
        self._cancelled = self._context.Value("q", 0)
        self._lock = threading.Lock()
        self._current: int | None = None
        self._crashes = 0
        self._closing = False
        self._process: Any = None
        self._connection: Connection | None = None
        self._start()

    def submit(self, job: RenderJob) -> None:
        """Give the process a job; the one before must have ended."""
        with self._lock:
            self._current = job.number
            # A dead process is noticed by the thread that listens to it.
            if self._connection is not None:
                with suppress(OSError):
                    self._connection.send(job)

    def cancel(self, number: int) -> None:
        """Cancel the jobs up to a number, whether they have begun or not."""
        self._cancelled.value = max(self._cancelled.value, number)
        killer = threading.Timer(self._patience, self._kill, (number,))
        killer.daemon = True
        killer.start()

    def close(self) -> None:
        """End the process; no event comes after this.

        A job under way has a moment to end by itself; a process without one has nothing to lose.
        """
        with self._lock:
            self._closing = True
            self._cancelled.value = 2**62
            busy = self._current is not None
            if self._connection is not None:
                with suppress(OSError):
                    self._connection.send(None)
        self._process.join(self._patience if busy else 0.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        self._connection = ours
        self._process = self._context.Process(
            target=serve, args=(theirs, self._cancelled, self._load), daemon=True
        )
        self._process.start()
        theirs.close()
        listener = threading.Thread(target=self._listen, args=(ours, self._process), daemon=True)
        listener.start()

    def _listen(self, connection: Connection, process: Any) -> None:
        loaded = True
        while True:
            try:
                event = connection.recv()
            except (EOFError, OSError):
                break
            loaded = not isinstance(event, NotLoaded)
            self._note(event)
            if not self._closing:
                self._on_event(event)
        process.join()
        if loaded:
            self._restart(process.exitcode)

    def _note(self, event: WorkerEvent) -> None:
        if isinstance(event, JobFinished | JobFailed):
            with self._lock:
                self._current, self._crashes = None, 0

    def _restart(self, exit_code: int | None) -> None:
        with self._lock:
            if self._closing:
                return
            lost, self._current = self._current, None
            self._crashes += 1
            again = self._crashes <= _MOST_CRASHES
            if again:
                self._start()
        stopped_by_us = lost is not None and lost <= self._cancelled.value
        self._on_event(
            JobFinished(lost, (), cancelled=True)
            if lost is not None and stopped_by_us
            else Crashed(lost, exit_code)
        )
        if not again:
            self._on_event(GaveUp())

    def _kill(self, number: int) -> None:
        """Kill a process that still works on a job that was cancelled."""
        with self._lock:
            if self._current is not None and self._current <= number and not self._closing:
                self._crashes = 0  # this one is ours
                self._process.kill()
