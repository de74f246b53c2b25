"""A request of a DAW becomes takes on its timeline, once, whatever breaks in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from daw_bridge.bridge import Bridge
from daw_bridge.bridge_events import (
    BridgeEvent,
    DawHeard,
    RequestAccepted,
    RequestFailed,
    RequestFinished,
    RequestProgress,
)
from daw_bridge.bridge_job import Backstage, take_id
from daw_bridge.daw import (
    AuditionRequested,
    Connected,
    Daw,
    DawError,
    DawProblem,
    NotPlaced,
    PlaceRequested,
    RenderRequested,
)
from daw_bridge.envelope import Envelope
from daw_bridge.fake_daw import FakeDaw
from daw_bridge.phrasing import Studio
from daw_bridge.render_events import TakeFinished
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_folder import take_folder
from daw_bridge.timeline import EmotionLane, Timeline
from tests.patience import PATIENCE


class Stage:
    """Run a bridge on a thread of its own, and wait for what it tells."""

    def __init__(self, backstage: Backstage, daw: Daw) -> None:
        self.told: Queue[BridgeEvent] = Queue()
        self.bridge = Bridge([daw], backstage, self.told.put)
        self._thread = Thread(target=self.bridge.run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def until(self, *kinds: type) -> list[BridgeEvent]:
        events: list[BridgeEvent] = []
        while not events or not isinstance(events[-1], kinds):
            events.append(self.told.get(timeout=PATIENCE))
        return events

    def end(self) -> None:
        self.bridge.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@pytest.fixture
def heard() -> list[Path]:
    return []


@pytest.fixture
def backstage(tmp_path, studio: Studio, performer, heard) -> Backstage:
    folder = partial(take_folder, library=tmp_path / "library", kinds=(".rpp",))
    return Backstage(lambda: studio, lambda: performer, folder, heard.append)


@pytest.fixture
def daw() -> FakeDaw:
    return FakeDaw()


@pytest.fixture
def open_stage(backstage, daw) -> Iterator[Callable[..., Stage]]:
    stages: list[Stage] = []

    def begin(**changes) -> Stage:
        fields = {name: getattr(backstage, name) for name in Backstage.__slots__}
        stage = Stage(Backstage(**{**fields, **changes}), daw)
        stages.append(stage)
        stage.start()
        # The bridge has begun to listen when this comes back.
        while not stage.told.qsize():
            daw.push(Connected("Fake 1"))
        return stage

    yield begin
    for stage in stages:
        stage.end()


@pytest.fixture
def timeline(make_timeline) -> Timeline:
    return make_timeline(("MARA: They are here.", 1.0, 2.5), ("TOM: No.", 3.0, 3.5), ("…", 4, 5))


def test_takes_are_rendered_and_placed_where_their_regions_are(open_stage, daw, timeline):
    stage = open_stage()
    daw.push(RenderRequested("r1", timeline, ("{1}", "{2}")))
    events = stage.until(RequestFinished)
    takes = events[-1].takes
    assert [take.character for take in takes] == ["MARA", "TOM"]
    assert [(take.region.start, take.character) for take in daw.takes.values()] == [
        (1.0, "MARA"),
        (3.0, "TOM"),
    ]
    for placed, take in zip(daw.takes.values(), takes, strict=True):
        assert placed.file == timeline.source.parent / "Takelane" / take.file
        assert placed.file.is_file()
        assert placed.samples == take.samples
    assert daw.finished == ["r1"]


def test_a_request_is_accepted_before_anything_else(open_stage, daw, timeline, studio, backstage):
    gate = Event()

    def slow_studio() -> Studio:
        gate.wait(PATIENCE)
        return studio

    stage = open_stage(studio=slow_studio)
    daw.push(RenderRequested("r1", timeline, ("{1}",)))
    assert stage.until(RequestAccepted)[-1] == RequestAccepted("r1", 1)
    gate.set()
    stage.until(RequestFinished)


def test_the_best_of_several_takes_is_placed_last(open_stage, daw, timeline):
    stage = open_stage(options=RenderOptions(takes=3))
    daw.push(RenderRequested("r1", timeline, ("{1}",)))
    finished = stage.until(RequestFinished)[-1]
    assert list(daw.takes) == [take_id(take) for take in reversed(finished.takes)]
    assert finished.takes[0].fit == max(take.fit for take in finished.takes)


def test_what_cannot_be_spoken_is_told_and_the_rest_is_spoken(open_stage, daw, timeline):
    stage = open_stage()
    daw.push(RenderRequested("r1", timeline, ("{1}", "{3}")))
    finished = stage.until(RequestFinished)[-1]
    assert [take.region_id for take in finished.takes] == ["{1}"]
    assert len(finished.problems) == 1
    assert "no words" in finished.problems[0]
    daw.push(RenderRequested("r2", timeline, ("{3}",)))
    assert "no words" in stage.until(RequestFailed)[-1].reason
    assert daw.finished == ["r1", "r2"]
    assert [sentence.count("no words") for sentence in daw.told] == [1, 1]


def test_a_request_that_comes_twice_is_served_once(open_stage, daw, timeline):
    stage = open_stage()
    for _ in range(3):
        daw.push(RenderRequested("r1", timeline, ("{1}",)))
    daw.push(RenderRequested("r2", timeline, ("{2}",)))
    stage.until(RequestFinished)
    stage.until(RequestFinished)
    assert daw.finished == ["r1", "r2"]


def test_a_bridge_that_was_stopped_goes_on_where_it_was(open_stage, daw, timeline, performer):
    stage = open_stage()
    daw.push(RenderRequested("r1", timeline, ("{1}", "{2}")))
    while not isinstance(stage.until(RequestProgress)[-1].event, TakeFinished):
        pass
    stage.end()
    assert daw.finished == []
    spoken = len(performer.phrases)
    again = open_stage()
    daw.push(RenderRequested("r1", timeline, ("{1}", "{2}")))
    again.until(RequestFinished)
    assert len(daw.takes) == 2
    assert len(performer.phrases) <= spoken + 2
    assert len(list((timeline.source.parent / "Takelane").glob("*.wav"))) == 2
    assert daw.finished == ["r1"]


def test_takes_made_before_are_placed_when_asked_for(open_stage, daw, timeline):
    stage = open_stage()
    daw.push(PlaceRequested("p0", timeline))
    assert "render" in stage.until(RequestFailed)[-1].reason
    daw.push(RenderRequested("r1", timeline, ("{1}",)))
    stage.until(RequestFinished)
    daw.takes.clear()
    daw.push(PlaceRequested("p1", timeline))
    stage.until(RequestFinished)
    assert [take.region.id for take in daw.takes.values()] == ["{1}"]


def test_an_audition_is_heard_and_touches_no_project(open_stage, daw, timeline, heard):
    stage = open_stage()
    daw.push(AuditionRequested("a1", timeline, "{2}"))
    finished = stage.until(RequestFinished)[-1]
    assert [path.name for path in heard] == [finished.takes[0].file]
    assert daw.takes == {}
    daw.push(AuditionRequested("a2", timeline, "{2}"))
    stage.until(RequestFinished)
    assert len(set(heard)) == 1, "what is there is not spoken again"


def test_without_sound_an_audition_says_so(open_stage, daw, timeline):
    stage = open_stage(audition=None)
    daw.push(AuditionRequested("a1", timeline, "{2}"))
    assert "doctor" in stage.until(RequestFailed)[-1].reason


def test_an_engine_that_fails_ends_the_request_alone(open_stage, daw, timeline, performer):
    def broken(phrases, seeds):
        raise RuntimeError("out of memory")

    performer.candidates = broken
    stage = open_stage()
    daw.push(RenderRequested("r1", timeline, ("{1}",)))
    assert "out of memory" in stage.until(RequestFailed)[-1].reason
    del performer.candidates
    daw.push(RenderRequested("r2", timeline, ("{1}",)))
    stage.until(RequestFinished)


def test_once_ends_after_one_request_is_placed(backstage, timeline):
    daw = FakeDaw(places=False)
    told: Queue[BridgeEvent] = Queue()
    bridge = Bridge([daw], backstage, told.put)
    thread = Thread(target=partial(bridge.run, once=True), daemon=True)
    thread.start()
    while not told.qsize():
        daw.push(RenderRequested("r1", timeline, ("{1}",)))
    event = told.get(timeout=PATIENCE)
    while not isinstance(event, RequestFinished):
        event = told.get(timeout=PATIENCE)
    assert thread.is_alive(), "it waits for the DAW's word"
    daw.push(NotPlaced(take_id(event.takes[0]), "the region is gone"))
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert DawHeard(NotPlaced(take_id(event.takes[0]), "the region is gone")) in list(told.queue)


class TakenPort(FakeDaw):
    """Be a DAW whose port another program has."""

    def start(self, on_event):
        raise DawError("port 11001 is taken")


def test_one_daw_that_cannot_be_heard_leaves_the_others(backstage, timeline):
    daw, told = FakeDaw(), Queue[BridgeEvent]()
    bridge = Bridge([TakenPort(), daw], backstage, told.put)
    thread = Thread(target=partial(bridge.run, once=True), daemon=True)
    thread.start()
    assert told.get(timeout=PATIENCE) == DawHeard(DawProblem("port 11001 is taken"))
    while not told.qsize():
        daw.push(RenderRequested("r1", timeline, ("{1}",)))
    thread.join(PATIENCE)
    assert daw.finished == ["r1"]


def test_without_any_daw_the_reason_is_told(backstage):
    with pytest.raises(DawError, match="11001"):
        Bridge([TakenPort()], backstage, lambda _: None).run()


def test_lanes_recorded_beside_the_daw_are_performed(open_stage, daw, timeline):
    lane = EmotionLane("angry", "", Envelope((), 0.9))
    stage = open_stage(lanes=lambda: (lane,))
    daw.push(RenderRequested("r1", timeline, ("{1}",)))
    [take] = stage.until(RequestFinished)[-1].takes
    assert take.emotions[0].angry == pytest.approx(0.9)
