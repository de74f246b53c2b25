"""Tell how far the render queue is, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from daw_bridge.session.cue_row import CueRow
from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.take_library import TakeRecord

_SECONDS_COUNT = 90.0
"""Below this, seconds are told; above, minutes."""

_RECENT = 50
"""Takes by which it is told; older ones may be of another engine, or of a busier computer."""

_STEP = 5
"""Seconds are told in steps, so that the number does not flicker."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Count takes.

    Args:
        done: of the jobs that have not ended.
        total: of the same.
        left: seconds, as far as they can be told.
    """

    done: int
    total: int
    left: float | None

    @property
    def text(self) -> str:
        """Say it; nothing where nothing waits.

        >>> Progress(3, 14, 62.0).text
        '3 of 14 takes, 60 s left'
        """
        if not self.total:
            return ""
        left = "" if self.left is None else f", {time_left(self.left)}"
        return f"{self.done} of {self.total} takes{left}"


def progress(
    items: Sequence[QueueItem],
    row_of: Callable[[str], CueRow | None],
    takes: Sequence[TakeRecord],
) -> Progress:
    """Count the takes of a queue.

    Args:
        items: the queue.
        row_of: gives the row of a region.
        takes: of the project, oldest first; the newest tell how quick the engine is.
    """
    open_items = [item for item in items if not item.has_ended]
    done, total = sum(i.done for i in open_items), sum(map(n_takes, open_items))
    pace = _pace(takes[-_RECENT:])
    if pace is None:
        return Progress(done, total, None)
    return Progress(done, total, pace * sum(_seconds(item, row_of) for item in open_items))


def n_takes(item: QueueItem) -> int:
    """Count the takes that a job makes."""
    return item.total or len(item.region_ids) * item.takes


def time_left(seconds: float) -> str:
    """Say how long something will still take.

    >>> time_left(38.0), time_left(100.0), time_left(2.0)
    ('40 s left', '2 min left', '5 s left')
    """
    if seconds < _SECONDS_COUNT:
        return f"{max(_STEP, _STEP * round(seconds / _STEP))} s left"
    return f"{round(seconds / 60)} min left"


def listed(items: Iterable[QueueItem]) -> list[QueueItem]:
    """Put a queue into the order in which it is read: what is spoken, what waits, what was last."""
    items = list(items)
    now = [item for item in items if item.state is JobState.RENDERING]
    waiting = [item for item in items if item.state is JobState.QUEUED]
    ended = [item for item in items if item.has_ended]
    return [*now, *waiting, *reversed(ended)]


def state_text(item: QueueItem) -> str:
    """Say how a job stands."""
    match item.state:
        case JobState.FAILED:
            return f"failed: {item.reason}"
        case JobState.RENDERING:
            return f"rendering, {item.done} of {n_takes(item)}"
        case JobState.DONE:
            return f"done, {n_takes(item)} {'take' if n_takes(item) == 1 else 'takes'}"
        case _:
            return item.state.value


def _pace(takes: Sequence[TakeRecord]) -> float | None:
    """Give how many seconds the engine works for one second of sound."""
    sound = sum(take.samples / take.sample_rate for take in takes)
    return sum(take.seconds for take in takes) / sound if sound else None


def _seconds(item: QueueItem, row_of: Callable[[str], CueRow | None]) -> float:
    """Give how much sound has yet to be made."""
    rows = [row for i in item.region_ids if (row := row_of(i)) is not None]
    whole = item.takes * sum(row.line.region.duration for row in rows)
    return whole * (1 - item.done / max(n_takes(item), 1))
