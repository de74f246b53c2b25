"""Look after the session that Ardour has open: what is saved, asked, and to be placed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from daw_bridge.ardour.place_list import PlaceList
from daw_bridge.ardour.session import read_session
from daw_bridge.ardour.times import LATEST
from daw_bridge.daw import (
    DawEvent,
    DawProblem,
    NotPlaced,
    Placed,
    RenderRequested,
    TakeToPlace,
    TimelineChanged,
)
from daw_bridge.spool import Letter, Spool
from daw_bridge.take_folder import FOLDER
from daw_bridge.timeline import ProjectError, Timeline

SPOOL = "bridge"
"""Name of the folder of letters, in the folder of the takes."""

LIVE = "takelane-live"
"""Name of the snapshot by which our script in Ardour shows what is not saved yet."""

DEFAULT_RATE = 48_000
"""Hertz, while the session's own is not known."""

_SIGN_OF_LIFE_EVERY = 2.0
"""Seconds; our scripts believe in it for ten."""


class OpenSession:
    """Hold what goes between Ardour and us about one session file.

    Args:
        path: absolute.
        clock: the time of day.

    Raises:
        ProjectError: the folder of letters is a link.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self.folder = _spool_folder(path)
        self.list = PlaceList(self.folder)
        self._spool = Spool(self.folder)
        self._clock = clock
        self.is_open = False
        self._timeline: Timeline | None = None
        self._seen: Mapping[Path, int] = {}
        self._alive_at = 0.0

    @property
    def rate(self) -> int:
        """Give the sample rate in hertz, as far as it is known."""
        return (self._timeline and self._timeline.sample_rate) or DEFAULT_RATE

    def open(self) -> None:
        """Begin, or begin again.

        Raises:
            ProjectError: the folder of letters cannot be made.
        """
        try:
            self._spool.open()
        except OSError as error:
            raise ProjectError(
                f"{self.path.parent} cannot be written to, so Ardour and Takelane cannot talk "
                f"about {self.path.name}: {error.strerror}"
            ) from error
        self.list = PlaceList(self.folder)
        self._timeline, self._seen = None, {}
        self._alive_at = 0.0
        self.is_open = True
        self._forget_live()

    def look(self) -> Iterator[DawEvent]:
        """Yield what has happened since the last look, and give a sign of life."""
        if self._clock() - self._alive_at >= _SIGN_OF_LIFE_EVERY:
            self._alive_at = self._clock()
            # A full disk is told when something is to be kept on it.
            with suppress(ProjectError):
                self._spool.publish("takelane", {"at": int(self._alive_at)})
        yield from self._changes()
        for letter in self._spool.received():
            yield from self._answer(letter)

    def place(self, take: TakeToPlace) -> Iterator[DawEvent]:
        """Lay a take out, or yield why it cannot be placed."""
        try:
            self.list.add(take)
        except ProjectError as error:
            yield NotPlaced(take.id, str(error))

    def finish(self, request_id: str) -> None:
        """Take a request away."""
        self._spool.done(request_id)

    def close(self) -> None:
        """Take away what shows that we are here."""
        self.is_open = False
        with suppress(OSError):
            self._spool.withdraw("takelane")
        self._forget_live()

    def _forget_live(self) -> None:
        """Remove the snapshot of another time; the script makes a new one where it is needed."""
        for suffix in (".ardour", ".ardour.bak", ".history"):
            with suppress(OSError):
                self.path.with_name(LIVE + suffix).unlink(missing_ok=True)

    def _changes(self) -> Iterator[DawEvent]:
        """Yield the timeline when one of its files has changed."""
        live = self.path.with_name(f"{LIVE}.ardour")
        times = {path: _changed_at(path) for path in (self.path, live)}
        if times == self._seen:
            return
        self._seen = times
        try:
            newest = max(times, key=lambda path: times[path])
            timeline = replace(read_session(newest), source=self.path)
            if timeline == self._timeline:
                return
            self._timeline = timeline
            self.list.follow(timeline.regions, self.rate)
        except ProjectError as error:
            yield DawProblem(str(error))
            return
        yield TimelineChanged(timeline)

    def _answer(self, letter: Letter) -> Iterator[DawEvent]:
        match letter.kind, letter.data:
            case "render", {"session": str(name), **selection} if Path(name).name == name:
                yield from self._request(letter.id, name, selection)
                return
            case "placed", {"take": str(take), "samples": int(samples)} if _is_place(samples):
                yield from self._outcome(Placed(take, samples / self.rate))
            case "not_placed", {"take": str(take), "reason": str(reason)}:
                yield from self._outcome(NotPlaced(take, reason))
            case _:
                yield DawProblem("a script in Ardour is of another version; install it again")
        self._spool.done(letter.id)

    def _outcome(self, outcome: Placed | NotPlaced) -> Iterator[DawEvent]:
        """Yield what became of a take, once: the script may have read the list several times."""
        if outcome.take_id in self.list:
            yield outcome
            self.list.remove(outcome.take_id)

    def _request(
        self, request_id: str, name: str, selection: Mapping[str, object]
    ) -> Iterator[DawEvent]:
        """Yield a request about the session, or its snapshot, that the script has just saved."""
        try:
            timeline = read_session(self.path.with_name(f"{name}.ardour"))
        except ProjectError as error:
            self._spool.done(request_id)
            yield DawProblem(str(error))
            return
        ids = _selected(timeline, selection)
        if ids:
            yield RenderRequested(request_id, timeline, ids)
        else:
            self._spool.done(request_id)
            yield DawProblem(
                "there is no range to speak: draw one, or select time that touches one, and ask "
                "again"
            )


def _spool_folder(session: Path) -> Path:
    """Give the folder of letters about a session.

    Raises:
        ProjectError: it is a link, which could lead anywhere.
    """
    home = session.parent.resolve()
    folder = home / FOLDER / SPOOL
    if folder.resolve() != folder:
        raise ProjectError(f"{folder} is a link; put a folder in its place")
    return folder


def _changed_at(path: Path) -> int:
    """Give when a file was last written, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _is_place(samples: int) -> bool:
    return 0 <= samples < LATEST * DEFAULT_RATE


def _selected(timeline: Timeline, selection: Mapping[str, object]) -> tuple[str, ...]:
    """Give the regions that overlap the selected time; all of them where there is none."""
    match selection:
        case {"from": int(first), "to": int(last)} if _is_place(first) and _is_place(last):
            rate = timeline.sample_rate or DEFAULT_RATE
            start, end = first / rate, last / rate
        case _:
            start, end = 0.0, float("inf")
    return tuple(r.id for r in timeline.regions if r.start < end and r.end > start)
