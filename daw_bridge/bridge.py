"""Serve DAWs without a window: take their requests, render, place, one request after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, Queue
from threading import Event, Lock

from daw_bridge.bridge_events import BridgeEvent, DawHeard, RequestAccepted, RequestFailed
from daw_bridge.bridge_job import Backstage, Job, region_ids
from daw_bridge.daw import (
    Daw,
    DawError,
    DawEvent,
    DawProblem,
    DawRequest,
    NotPlaced,
    Placed,
    TakeToPlace,
)
from daw_bridge.phrasing import Studio
from model.phrase import Performer

_LOOK_EVERY = 0.1
"""Seconds between two looks at whether somebody has asked to stop."""

_PLACING_PATIENCE = 10.0
"""Seconds that a DAW may take to place the last take, before `run` ends without its word."""


class Bridge:
    """Stand between DAWs and the model.

    A request is accepted at once, on the thread of the DAW that makes it, and worked on in `run`.

    Args:
        on_event: is called from `run` and from threads of the DAWs.
    """

    def __init__(
        self, daws: Sequence[Daw], backstage: Backstage, on_event: Callable[[BridgeEvent], None]
    ) -> None:
        self._daws = daws
        self._backstage = backstage
        self._on_event = on_event
        self._waiting: Queue[tuple[Daw, DawRequest]] = Queue()
        self._accepted: set[str] = set()
        self._placing: set[str] = set()
        self._lock = Lock()
        self._stopped = Event()

    def run(self, *, once: bool = False) -> None:
        """Serve until `stop`; with `once`, until one request is served and its takes are placed.

        Raises:
            DawError: not one DAW can be listened to.
            ProjectError: the engine cannot be loaded.
        """
        try:
            self._start()
            studio, performer = self._backstage.studio(), self._backstage.performer()
            while not self._stopped.is_set():
                try:
                    daw, request = self._waiting.get(timeout=_LOOK_EVERY)
                except Empty:
                    continue
                self._serve(daw, request, studio, performer)
                if once:
                    self._await_placing()
                    return
        finally:
            for daw in self._daws:
                daw.close()

    def stop(self) -> None:
        """End `run` soon; finished takes are kept, and what is left is asked for again."""
        self._stopped.set()

    def _start(self) -> None:
        """Listen to every DAW that can be listened to."""
        problems = []
        for daw in self._daws:
            try:
                daw.start(partial(self._hear, daw))
            except DawError as error:
                problems.append(error)
                self._on_event(DawHeard(DawProblem(str(error))))
        if len(problems) == len(self._daws):
            raise problems[0] if problems else DawError("there is no DAW to listen to")

    def _hear(self, daw: Daw, event: DawEvent) -> None:
        if isinstance(event, Placed | NotPlaced):
            self._placing.discard(event.take_id)
        self._on_event(DawHeard(event))
        if isinstance(event, DawRequest) and self._accept(event.id):
            self._on_event(RequestAccepted(event.id, len(region_ids(event))))
            self._waiting.put((daw, event))

    def _accept(self, request_id: str) -> bool:
        """Tell whether a request is new; a DAW that comes back makes its requests again."""
        with self._lock:
            new = request_id not in self._accepted
            self._accepted.add(request_id)
            return new

    def _serve(self, daw: Daw, request: DawRequest, studio: Studio, performer: Performer) -> None:
        place = partial(self._place, daw)
        try:
            job = Job(request, self._backstage, place, self._stopped.is_set, self._on_event)
            finished = job.run(studio, performer)
        except (ValueError, OSError, RuntimeError) as error:
            # Whatever the engine or the disk says: it is told, and the next request is served.
            self._on_event(RequestFailed(request.id, str(error)))
            daw.tell(str(error))
        else:
            if self._stopped.is_set():
                return
            self._on_event(finished)
            for problem in finished.problems:
                daw.tell(problem)
        daw.finish(request.id)

    def _place(self, daw: Daw, takes: Sequence[TakeToPlace]) -> None:
        self._placing.update(take.id for take in takes)
        daw.place(takes)

    def _await_placing(self) -> None:
        patience = time.monotonic() + _PLACING_PATIENCE
        while self._placing and time.monotonic() < patience and not self._stopped.is_set():
            time.sleep(_LOOK_EVERY / 10)
