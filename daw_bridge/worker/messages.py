"""Say what is asked of the render process and what it tells; all of it travels through a pipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from daw_bridge.phrasing import Line
from daw_bridge.render_events import RenderEvent
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_library import TakeRecord
from daw_bridge.timeline import Timeline
from model.manner import Manner


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Ask for takes of some lines.

    Args:
        number: grows from job to job.
        timeline: of which the sample rate counts.
        folder: of the takes.
    """

    number: int
    timeline: Timeline
    lines: tuple[Line, ...]
    folder: Path
    options: RenderOptions


@dataclass(frozen=True, slots=True)
class Loaded:
    """Say that the engine is there, to perform in a manner that whoever holds the process knows."""

    version: str
    voices: tuple[str, ...]
    sample_rate: int
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """Say in the user's words why the engine cannot be loaded, to perform in a manner."""

    reason: str
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Hand on how far a job is."""

    number: int
    event: RenderEvent


@dataclass(frozen=True, slots=True)
class JobFinished:
    """Give the takes of a job; those made before it was cancelled, if it was."""

    number: int
    takes: tuple[TakeRecord, ...]
    cancelled: bool


@dataclass(frozen=True, slots=True)
class JobFailed:
    """Say in the user's words why nothing more came of a job; its finished takes are kept."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Crashed:
    """Say that the process has died and is started anew.

    Args:
        number: of the job that was under way; None if there was none.
    """

    number: int | None
    exit_code: int | None


@dataclass(frozen=True, slots=True)
class GaveUp:
    """Say that the process has died so often that it is not started anew by itself."""


WorkerEvent = Loaded | NotLoaded | JobProgress | JobFinished | JobFailed | Crashed | GaveUp
