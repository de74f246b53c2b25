"""Gather what a cue list shows of a region: its line, its fit, its takes and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from daw_bridge.assembly import region_samples
from daw_bridge.content_hash import Performance
from daw_bridge.finish import Finish
from daw_bridge.fit import Fit
from daw_bridge.phrasing import Line, PlannedPhrase
from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.take_library import TakeRecord, chosen_take
from model.emotion import NEUTRAL, EmotionVector


class TakeState(StrEnum):
    """Name how a region and its takes stand."""

    NEW = "new"
    STALE = "stale"
    QUEUED = "queued"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CueRow:
    """Show one region.

    Args:
        fit: None where there is nothing to speak.
        takes: oldest first.
        edited: whether the user has changed here what the DAW says.
        chosen: the take that is heard and placed.
        unfinished: whether all that is to be done is to finish that take as it is wanted.

    Attributes:
        emotion: that is performed, averaged over the phrases, each by its length.
        lane_emotion: that the lanes say, averaged likewise.
    """

    line: Line
    fit: Fit | None
    takes: tuple[TakeRecord, ...]
    state: TakeState
    edited: bool = False
    chosen: TakeRecord | None = None
    unfinished: bool = False
    # Asked for again and again, of every line; rows are made where the window need not wait.
    emotion: EmotionVector = field(init=False, compare=False, repr=False)
    lane_emotion: EmotionVector = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        phrases = self.line.phrases
        derived = {
            "emotion": _average(phrases, [phrase.emotion for phrase in phrases]),
            "lane_emotion": _average(phrases, [phrase.lane_emotion for phrase in phrases]),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def region_id(self) -> str:
        """Give the id of the region."""
        return self.line.region.id


@dataclass(frozen=True, slots=True)
class Standing:
    """Know what is under way, to tell how regions stand.

    Args:
        jobs: state of the latest job of each region that has one; done where the job is past it.
        speaking: id of the region that is being spoken.
        version: of the engine; takes of another are stale.
        finish: that takes are to have; those with another are stale.
        choices: files of the takes that were chosen by hand, by region.
    """

    jobs: Mapping[str, JobState]
    speaking: str | None
    version: str
    finish: Finish
    choices: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_queue(
        cls,
        items: Iterable[QueueItem],
        speaking: str | None,
        version: str,
        finish: Finish,
        choices: Mapping[str, str],
    ) -> Self:
        """Read a queue, whose items are in order; of a region's jobs what is to come counts."""
        jobs: dict[str, JobState] = {}
        for item in sorted(items, key=lambda item: not item.has_ended):
            jobs |= dict.fromkeys(item.region_ids, item.state)
            if item.state is JobState.RENDERING and speaking in item.region_ids:
                spoken = item.region_ids[: item.region_ids.index(speaking)]
                jobs |= dict.fromkeys(spoken, JobState.DONE)
        return cls(jobs, speaking, version, finish, choices)

    @property
    def yardstick(self) -> tuple[str, Finish]:
        """Give what every take is held against."""
        return self.version, self.finish

    def differs(self, other: Standing, region_id: str) -> bool:
        """Tell whether another one knows something else about a region."""
        return (
            self.yardstick != other.yardstick
            or self.choices.get(region_id) != other.choices.get(region_id)
            or self.jobs.get(region_id) != other.jobs.get(region_id)
            or (self.speaking == region_id) != (other.speaking == region_id)
        )

    def row(
        self, line: Line, fit: Fit | None, takes: tuple[TakeRecord, ...], *, edited: bool
    ) -> CueRow:
        """Show a line."""
        state = self.of(line, takes)
        chosen = chosen_take(takes, self.choices.get(line.region.id), self.finish.of(line.level))
        unfinished = self._is_unfinished(line, takes, chosen)
        return CueRow(line, fit, takes, state, edited, chosen, unfinished)

    def of(self, line: Line, takes: Sequence[TakeRecord]) -> TakeState:
        """Name how a region stands."""
        job = self.jobs.get(line.region.id)
        if job in (JobState.QUEUED, JobState.RENDERING):
            spoken = line.region.id == self.speaking
            return TakeState.RENDERING if spoken else TakeState.QUEUED
        if job is JobState.FAILED:
            return TakeState.FAILED
        if not takes:
            return TakeState.NEW
        return TakeState.DONE if self._is_done(line, takes) else TakeState.STALE

    def _is_done(self, line: Line, takes: Sequence[TakeRecord]) -> bool:
        """Tell whether what is chosen is finished, and something sounds as it would now.

        What was chosen by hand may sound otherwise, since somebody wanted it.
        """
        finish, choice = self.finish.of(line.level), self.choices.get(line.region.id)
        chosen = chosen_take(takes, choice, finish)
        if chosen is None or chosen.finish != finish:
            return False
        by_hand = any(take.file == choice for take in takes)
        finished = [take for take in takes if take.finish == finish]
        return self._any_fresh(line, takes if by_hand else finished)

    def _is_unfinished(
        self, line: Line, takes: Sequence[TakeRecord], chosen: TakeRecord | None
    ) -> bool:
        otherwise = chosen is not None and chosen.finish != self.finish.of(line.level)
        return otherwise and self._any_fresh(line, takes)

    def _any_fresh(self, line: Line, takes: Sequence[TakeRecord]) -> bool:
        """Tell whether a take sounds as it would now."""
        performance, region = Performance.of(line), line.region
        return any(
            take.content_hash
            == performance.digest(
                take.seed,
                take.sample_rate,
                region_samples(region.start, region.end, take.sample_rate),
                self.version,
            )
            for take in reversed(takes)
        )


def _average(phrases: Sequence[PlannedPhrase], emotions: Sequence[EmotionVector]) -> EmotionVector:
    lengths = [phrase.end - phrase.start for phrase in phrases]
    if not (total := sum(lengths)):
        return NEUTRAL
    weighted = [
        [value * length / total for value in emotion.values]
        for emotion, length in zip(emotions, lengths, strict=True)
    ]
    return EmotionVector.from_values(map(sum, zip(*weighted, strict=True)))
