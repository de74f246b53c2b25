"""Tell what happens while lines are rendered, take by take."""

from __future__ import annotations

from dataclasses import dataclass

from daw_bridge.phrasing import Line, PlannedPhrase
from daw_bridge.take_library import TakeRecord
from model.phrase import AudioChunk


class RenderStopped(Exception):
    """End a render early when it is raised where progress is told, as Ctrl-C does anywhere."""


@dataclass(frozen=True, slots=True)
class TakeStarted:
    """Tell that a take, the `index`-th of `total` from 0, is being performed."""

    line: Line
    index: int
    total: int


@dataclass(frozen=True, slots=True)
class ChunkSpoken:
    """Hand on sound of the current take as it is made, before fades and rests are put to it.

    Args:
        start: of the phrase that the chunk belongs to, in seconds on the timeline.
    """

    line: Line
    start: float
    chunk: AudioChunk


@dataclass(frozen=True, slots=True)
class PhrasePerformed:
    """Tell that the `index`-th of `total` phrases of the current take can be heard."""

    line: Line
    phrase: PlannedPhrase
    index: int
    total: int


@dataclass(frozen=True, slots=True)
class TakeFinished:
    """Tell that a take is safe on the disk; `kept` means that it was there already."""

    record: TakeRecord
    index: int
    total: int
    kept: bool


RenderEvent = TakeStarted | ChunkSpoken | PhrasePerformed | TakeFinished
