"""Be the render process: load the engine, then serve one job after another."""

from __future__ import annotations

import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from daw_bridge.render import render
from daw_bridge.render_events import RenderEvent, RenderStopped
from daw_bridge.worker.messages import (
    JobFailed,
    JobFinished,
    JobProgress,
    Loaded,
    NotLoaded,
    RenderJob,
    WorkerEvent,
)
from model.phrase import Performer

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

LoadPerformer = Callable[[], Performer]
"""Loads the engine in the child; it is a function of a module, so that it can travel there."""


def serve(connection: Connection, cancelled: Synchronized[int], load: LoadPerformer) -> None:
    """Serve until the other end of the connection is closed or sends None.

    Jobs up to the number in `cancelled` are, those included that have not begun yet.
    """
    # Ctrl-C in a terminal reaches the whole group; whoever started us decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        performer = load()
    except Exception as error:
        connection.send(NotLoaded(str(error) or type(error).__name__))
        return
    connection.send(Loaded(performer.version, performer.voices, performer.sample_rate))
    while (job := _next(connection)) is not None:
        connection.send(_served(job, performer, connection, cancelled))


def _next(connection: Connection) -> RenderJob | None:
    try:
        job: RenderJob | None = connection.recv()
    except EOFError:
        return None
    return job


def _served(
    job: RenderJob, performer: Performer, connection: Connection, cancelled: Synchronized[int]
) -> WorkerEvent:
    def progress(event: RenderEvent) -> None:
        connection.send(JobProgress(job.number, event))
        if job.number <= cancelled.value:
            raise RenderStopped

    if job.number <= cancelled.value:
        return JobFinished(job.number, (), cancelled=True)
    try:
        result = render(job.timeline, job.lines, performer, job.folder, job.options, progress)
    except Exception as error:
        return JobFailed(job.number, str(error) or type(error).__name__)
    return JobFinished(job.number, result.takes, result.cancelled)
