"""Serve one request of a DAW: plan its lines, render them, put the takes on the timeline."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from daw_bridge.bridge_events import BridgeEvent, RequestFinished, RequestProgress
from daw_bridge.daw import (
    AuditionRequested,
    DawRequest,
    PlaceRequested,
    RenderRequested,
    TakeToPlace,
)
from daw_bridge.phrasing import Studio, perform_plan
from daw_bridge.render import render
from daw_bridge.render_events import RenderEvent, RenderStopped, TakeFinished
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_batch import TakeBatch
from daw_bridge.take_library import TakeLibrary, TakeRecord
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.timeline import EmotionLane, ProjectError, Region
from model.phrase import Performer


@dataclass(frozen=True, slots=True)
class Backstage:
    """Gather what a bridge works with.

    Args:
        studio: for planning; asked once.
        performer: for speaking; asked once, since loading it takes seconds.
        folder: where the takes of a project go.
        audition: plays a take file; None where there is no sound.
        lanes: recorded beside the DAW; where there are some, they speak before those of the DAW's
            tracks that are named like nobody.
        options: how to render.
    """

    studio: Callable[[], Studio]
    performer: Callable[[], Performer]
    folder: Callable[[Path], Path]
    audition: Callable[[Path], None] | None = None
    lanes: Callable[[], Sequence[EmotionLane]] = tuple
    options: RenderOptions = field(default_factory=RenderOptions)


class Job:
    """Serve one request.

    Args:
        place: puts takes on the timeline that the request came from.
        stopped: tells whether to end early.
    """

    def __init__(
        self,
        request: DawRequest,
        backstage: Backstage,
        place: Callable[[Sequence[TakeToPlace]], None],
        stopped: Callable[[], bool],
        on_event: Callable[[BridgeEvent], None],
    ) -> None:
        self._request = request
        self._backstage = backstage
        self._place = place
        self._stopped = stopped
        self._on_event = on_event
        self._folder = backstage.folder(request.timeline.source)
        self._regions = {region.id: region for region in request.timeline.regions}
        self._batch = TakeBatch()

    def run(self, studio: Studio, performer: Performer) -> RequestFinished:
        """Do what the request says.

        Raises:
            ProjectError: it cannot be done.
        """
        if isinstance(self._request, PlaceRequested):
            return self._put_all()
        if isinstance(self._request, AuditionRequested):
            return self._audition(studio, performer)
        return self._render(studio, performer)

    def _render(self, studio: Studio, performer: Performer) -> RequestFinished:
        timeline = self._request.timeline
        timeline = replace(timeline, lanes=(*self._backstage.lanes(), *timeline.lanes))
        lines = perform_plan(timeline, studio, region_ids(self._request))
        problems = tuple(problem for line in lines for problem in line.problems)
        well = tuple(line for line in lines if not line.problems)
        if not well and problems:
            raise ProjectError(" ".join(problems))
        options = self._backstage.options
        result = render(timeline, well, performer, self._folder, options, self._progress)
        self._put_spoken(self._batch.rest())
        return RequestFinished(self._request.id, result.takes, problems)

    def _progress(self, event: RenderEvent) -> None:
        """Put the takes of a line on the timeline as soon as the next one is spoken."""
        if isinstance(event, TakeFinished):
            self._put_spoken(self._batch.add(event.record))
        self._on_event(RequestProgress(self._request.id, event))
        if self._stopped():
            raise RenderStopped

    def _put_spoken(self, takes: Sequence[TakeRecord]) -> None:
        """Place what was spoken, unless it is only to be heard."""
        if takes and isinstance(self._request, RenderRequested):
            self._put(takes)

    def _put_all(self) -> RequestFinished:
        shelf = TakeShelf(self._folder, TakeLibrary.load(self._folder))
        records = [take for region_id in self._regions for take in shelf.takes_of(region_id)]
        if not records:
            raise ProjectError("there are no takes of this project yet; render its regions first")
        self._put(records)
        return RequestFinished(self._request.id, tuple(records))

    def _put(self, records: Sequence[TakeRecord]) -> None:
        places = [
            to_place(record, self._regions[record.region_id], self._folder)
            for record in records
            if record.region_id in self._regions
        ]
        self._place(places)

    def _audition(self, studio: Studio, performer: Performer) -> RequestFinished:
        """Let the take be heard that belongs to the region as it is now; nothing is placed."""
        if self._backstage.audition is None:
            raise ProjectError("there is no sound here to audition with; see takelane doctor")
        finished = self._render(studio, performer)
        if finished.takes:
            self._backstage.audition(self._folder / finished.takes[0].file)
        return finished


def take_id(record: TakeRecord) -> str:
    """Give the id under which a DAW knows a take: the same file with the same sound."""
    content = f"{record.file}\n{record.content_hash}"
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def to_place(record: TakeRecord, region: Region, folder: Path) -> TakeToPlace:
    """Ask for a take of a folder at the start of its region."""
    file = (folder / record.file).absolute()
    return TakeToPlace(
        take_id(record),
        region,
        record.character,
        file.stem,
        file,
        record.samples,
        record.sample_rate,
    )


def region_ids(request: DawRequest) -> tuple[str, ...]:
    """Give the regions that a request is about."""
    match request:
        case RenderRequested():
            return request.region_ids
        case AuditionRequested():
            return (request.region_id,)
        case PlaceRequested():
            return tuple(region.id for region in request.timeline.regions)
