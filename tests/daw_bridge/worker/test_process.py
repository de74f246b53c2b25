"""The render process loads, renders, is cancelled, crashes and comes back; nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from queue import Queue

import pytest

from daw_bridge.phrasing import perform_plan
from daw_bridge.render_events import ChunkSpoken, TakeFinished, TakeStarted
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_library import TakeLibrary
from daw_bridge.worker.messages import (
    Crashed,
    GaveUp,
    JobFailed,
    JobFinished,
    JobProgress,
    Loaded,
    NotLoaded,
    RenderJob,
    WorkerEvent,
)
from daw_bridge.worker.process import RenderProcess
from model.fake import FakePerformer
from tests.patience import PATIENCE, wait_until


class Listener:
    """Hold a process and wait for what it tells."""

    def __init__(self, load: Callable[[], FakePerformer], patience: float) -> None:
        self.told: Queue[WorkerEvent] = Queue()
        self.process = RenderProcess(load, self.told.put, patience)

    def until(self, *kinds: type) -> list[WorkerEvent]:
        events: list[WorkerEvent] = []
        while not events or not isinstance(events[-1], kinds):
            events.append(self.told.get(timeout=PATIENCE))
        return events


@pytest.fixture
def start() -> Iterator[Callable[..., Listener]]:
    open_ones: list[Listener] = []

    def begin(load: Callable[[], FakePerformer] = FakePerformer, patience=PATIENCE) -> Listener:
        open_ones.append(Listener(load, patience))
        return open_ones[-1]

    yield begin
    for listener in open_ones:
        listener.process.close()


@pytest.fixture
def job(make_timeline, studio, tmp_path) -> Callable[..., RenderJob]:
    def make(number: int, *texts: str) -> RenderJob:
        timeline = make_timeline(*((text, at + 0.1, at + 0.9) for at, text in enumerate(texts)))
        lines = perform_plan(timeline, studio)
        return RenderJob(number, timeline, lines, tmp_path / "takes", RenderOptions())

    return make


def test_it_loads_and_renders_and_tells_every_step(start, job):
    listener = start()
    assert listener.until(Loaded)[-1] == Loaded("fake-1", ("ada", "ben", "cy"), 22_050)
    listener.process.submit(job(1, "Run!", "Hide!"))
    *steps, finished = listener.until(JobFinished)
    kinds = [type(step.event) for step in steps if isinstance(step, JobProgress)]
    assert kinds.count(TakeStarted) == kinds.count(TakeFinished) == 2
    assert kinds.count(ChunkSpoken) == 4
    assert [take.region_name for take in finished.takes] == ["Run!", "Hide!"]
    assert not finished.cancelled


def test_bad_input_fails_one_job_and_no_other(start, job):
    listener = start()
    listener.process.submit(job(1, "…"))
    assert "no words" in listener.until(JobFailed)[-1].reason
    listener.process.submit(job(2, "Run!"))
    assert len(listener.until(JobFinished)[-1].takes) == 1


def test_a_job_is_cancelled_before_it_begins(start, job):
    listener = start()
    listener.process.cancel(4)
    listener.process.submit(job(4, "Run!"))
    assert listener.until(JobFinished)[-1] == JobFinished(4, (), cancelled=True)
    listener.process.submit(job(5, "Run!"))
    assert not listener.until(JobFinished)[-1].cancelled


def test_a_job_is_cancelled_on_its_way_and_keeps_what_is_finished(start, job, tmp_path):
    listener = start(partial(FakePerformer, waits_at="Wait.", gate=tmp_path))
    listener.process.submit(job(1, "Run!", "Wait.", "Hide!"))
    wait_until((tmp_path / "waiting").exists)
    listener.process.cancel(1)
    (tmp_path / "go").touch()
    finished = listener.until(JobFinished)[-1]
    assert finished.cancelled
    assert [take.region_name for take in finished.takes] == ["Run!"]


def test_a_job_that_does_not_listen_is_stopped_all_the_same(start, job, tmp_path):
    listener = start(partial(FakePerformer, waits_at="Wait.", gate=tmp_path), patience=0.2)
    listener.process.submit(job(1, "Run!", "Wait."))
    wait_until((tmp_path / "waiting").exists)
    listener.process.cancel(1)
    assert listener.until(JobFinished)[-1].cancelled
    assert [take.region_name for take in TakeLibrary.load(tmp_path / "takes").takes] == ["Run!"]
    listener.until(Loaded)
    listener.process.submit(job(2, "Run!"))
    assert len(listener.until(JobFinished)[-1].takes) == 1


def test_a_crash_is_told_and_the_process_comes_back(start, job, tmp_path):
    listener = start(partial(FakePerformer, dies_at="Die."))
    listener.process.submit(job(1, "Run!", "Die."))
    crashed = listener.until(Crashed)[-1]
    assert crashed.number == 1
    assert crashed.exit_code != 0
    assert [take.region_name for take in TakeLibrary.load(tmp_path / "takes").takes] == ["Run!"]
    listener.until(Loaded)
    listener.process.submit(job(2, "Run!"))
    assert len(listener.until(JobFinished)[-1].takes) == 1


def test_an_engine_that_always_crashes_is_given_up(start, job):
    listener = start(partial(FakePerformer, dies_at="Die."))
    told: list[WorkerEvent] = []
    while not told or isinstance(told[-1], Loaded):
        listener.process.submit(job(1, "Die."))
        told += listener.until(Crashed)
        told += listener.until(Loaded, GaveUp)
    assert isinstance(told[-1], GaveUp)
    assert sum(isinstance(event, Loaded) for event in told) == 1 + 3


def test_an_engine_that_cannot_be_loaded_says_why(start):
    listener = start(partial(int, "no engine"))
    assert "no engine" in listener.until(NotLoaded)[-1].reason
