"""Hold one job of the queue: what is asked for, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from daw_bridge.phrasing import Line
from daw_bridge.render_options import RenderOptions
from daw_bridge.timeline import Timeline
from daw_bridge.worker.messages import RenderJob
from model.manner import Manner

_MOST_TRIES = 2
"""How often a job that brought the engine down is begun."""


class JobState(StrEnum):
    """Name where a job is."""

    QUEUED = "queued"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """Hold one job of the queue.

    Args:
        title: as the user sees it.
        takes: of every region.
        seed: of the first take.
        like: file of the take whose voice and mood are taken; empty for those of the line.
        nudge: one of `alternatives.NUDGES`, put to that mood.
        manner: in which it is performed, whatever is chosen later.
        done: takes that are finished, of `total`; 0 of 0 before it has begun.
        reason: why it failed, in the user's words.
        rank: jobs come in the order of their ranks; equal ones in that of their numbers.
    """

    number: int
    region_ids: tuple[str, ...]
    title: str
    takes: int = 1
    seed: int = 0
    force: bool = False
    like: str = ""
    nudge: str = ""
    manner: Manner = field(default_factory=Manner)
    state: JobState = JobState.QUEUED
    done: int = 0
    total: int = 0
    tries: int = 0
    reason: str = ""
    rank: int = 0

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.state in _ENDED

    def job(
        self, timeline: Timeline, lines: Sequence[Line], folder: Path, usual: RenderOptions
    ) -> RenderJob:
        """Ask the render process for its takes, of lines as they are now, into a folder."""
        alone = replace(timeline, regions=(), cues=(), lanes=(), warnings=())
        options = replace(usual, takes=self.takes, seed=self.seed, force=self.force)
        return RenderJob(self.number, alone, tuple(lines), folder, options)

    def after_crash(self) -> QueueItem:
        """Begin again, unless this was the job that brought the engine down before."""
        if self.tries < _MOST_TRIES:
            return replace(self, state=JobState.QUEUED)
        reason = "the voice engine stopped while it spoke this; its finished takes are kept"
        return replace(self, state=JobState.FAILED, reason=reason)

    @classmethod
    def restored(cls, data: Mapping[str, Any]) -> QueueItem:
        """Read what was kept of a job; one that was under way when Takelane ended waits again."""
        state = JobState(data["state"])
        waits = state in (JobState.QUEUED, JobState.RENDERING)
        return cls(
            **{
                **data,
                "region_ids": tuple(data["region_ids"]),
                "manner": Manner(**data.get("manner", {})),
                "state": JobState.QUEUED if waits else state,
                "tries": 0 if waits else data["tries"],
            }
        )
