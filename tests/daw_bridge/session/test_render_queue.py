"""Jobs go one after another, survive both crashes, and none is lost or done twice."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from daw_bridge.render_options import RenderOptions
from daw_bridge.session.ledger import Ledger
from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.session.render_queue import RenderQueue
from daw_bridge.timeline import ProjectError, Timeline
from daw_bridge.worker.messages import (
    Crashed,
    GaveUp,
    JobFailed,
    JobFinished,
    Loaded,
    NotLoaded,
    RenderJob,
)
from model.manner import Manner

DRAFT = Manner(delivery="draft")
LOADED = Loaded("fake-1", ("ada",), 22_050)


class Engine:
    """Remember what a queue asks of the render process."""

    def __init__(self, folder):
        self.folder = folder
        self.loaded: Manner | None = None
        self.loading: Manner | None = None
        self.submitted: list[int] = []
        self.cancelled: list[int] = []
        self.gone: set[str] = set()

    def job_of(self, item):
        if self.gone & set(item.region_ids):
            raise ProjectError("the region is gone")
        timeline = Timeline(self.folder / "x.rpp", 48_000, ())
        return RenderJob(item.number, timeline, (), self.folder, RenderOptions())

    def prepare(self, manner):
        if manner != self.loaded:
            self.loading = manner
        return manner == self.loaded

    def submit(self, job):
        self.submitted.append(job.number)

    def cancel(self, number):
        self.cancelled.append(number)

    def queue(self, ledger) -> RenderQueue:
        return RenderQueue(ledger, self, self.job_of)

    def load(self, queue):
        """Have what is asked for, or else what ships, and tell it."""
        self.loaded, self.loading = self.loading or Manner(), None
        queue.hear(replace(LOADED, manner=self.loaded))

    def crash(self, queue, number):
        self.loaded, self.loading = None, self.loaded
        queue.hear(Crashed(number, -6))


@pytest.fixture
def engine(tmp_path):
    return Engine(tmp_path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "scene.takelane"


@pytest.fixture
def ledger(path):
    return Ledger(path)


@pytest.fixture
def queue(engine, ledger):
    return engine.queue(ledger)


def _states(queue):
    return [item.state.value for item in queue.items]


def test_jobs_begin_when_the_engine_is_there_one_after_another(queue, engine):
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    assert engine.submitted == []
    engine.load(queue)
    assert engine.submitted == [1]
    queue.hear(JobFinished(1, (), cancelled=False))
    assert engine.submitted == [1, 2]
    queue.hear(JobFailed(2, "the disk is full"))
    assert _states(queue) == ["done", "failed"]
    assert queue.items[1].reason == "the disk is full"


def test_an_item_asks_for_its_takes_of_lines_as_they_are(make_timeline, plan, tmp_path):
    timeline = make_timeline(("Go.", 0.0, 1.0), ("Stop.", 1.0, 2.0))
    item = QueueItem(7, ("{2}",), "Stop.", takes=3, seed=5, force=True)
    lines = plan(timeline)[1:]
    job = item.job(timeline, lines, tmp_path, RenderOptions(sample_rate=44_100))
    assert (job.number, job.lines, job.folder) == (7, lines, tmp_path)
    assert job.options == RenderOptions(3, 5, 44_100, force=True)
    assert (job.timeline.source, job.timeline.regions) == (timeline.source, ())


def test_a_pause_lets_the_present_job_end(queue, engine):
    engine.load(queue)
    queue.add(["{1}"], "One")
    queue.pause()
    queue.add(["{2}"], "Two")
    queue.hear(JobFinished(1, (), cancelled=False))
    assert engine.submitted == [1]
    queue.resume()
    assert engine.submitted == [1, 2]


def test_waiting_and_working_jobs_are_cancelled_each_in_its_way(queue, engine):
    engine.load(queue)
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    queue.cancel(2)
    assert _states(queue) == ["rendering", "cancelled"]
    queue.cancel(1)
    assert engine.cancelled == [1]
    queue.hear(JobFinished(1, (), cancelled=True))
    assert _states(queue) == ["cancelled", "cancelled"]
    queue.retry(2)
    assert engine.submitted == [1, 3]
    assert [(item.number, item.title) for item in queue.items] == [(1, "One"), (3, "Two")]


def _titles(queue):
    return [item.title for item in queue.items]


def test_jobs_that_wait_are_moved_and_the_one_under_way_is_not(queue, engine):
    engine.load(queue)
    for title in ("One", "Two", "Three", "Four"):
        queue.add(["{1}"], title)
    queue.move(4, 0)
    assert _titles(queue) == ["One", "Four", "Two", "Three"]
    queue.move(2, 9)
    assert _titles(queue) == ["One", "Four", "Three", "Two"]
    queue.move(3, -1)
    queue.move(1, 2)
    assert _titles(queue) == ["One", "Three", "Four", "Two"]
    queue.add(["{1}"], "Five")
    queue.hear(JobFinished(1, (), cancelled=False))
    queue.hear(JobFinished(3, (), cancelled=False))
    assert engine.submitted == [1, 3, 4]
    assert _titles(queue)[-1] == "Five"


def test_the_order_outlives_the_program(queue, engine, ledger, path):
    for title in ("One", "Two", "Three"):
        queue.add(["{1}"], title)
    queue.move(3, 0)
    ledger.close()
    again = engine.queue(Ledger(path))
    assert _titles(again) == ["Three", "One", "Two"]


def test_a_queue_that_knew_no_order_is_in_that_of_its_numbers(engine, path):
    ledger = Ledger(path)
    for number in (2, 1, 3):
        item = asdict(QueueItem(number, ("{1}",), f"Job {number}"))
        del item["rank"]
        ledger.note({("job", str(number)): item})
    queue = engine.queue(ledger)
    assert _titles(queue) == ["Job 1", "Job 2", "Job 3"]
    queue.move(3, 1)
    assert _titles(queue) == ["Job 1", "Job 3", "Job 2"]


def test_a_crash_of_the_engine_begins_the_job_again_but_not_for_ever(queue, engine):
    engine.load(queue)
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    engine.crash(queue, 1)
    assert engine.submitted == [1]
    engine.load(queue)
    assert engine.submitted == [1, 1]
    engine.crash(queue, 1)
    engine.load(queue)
    assert _states(queue) == ["failed", "rendering"]
    assert "stopped" in queue.items[0].reason


def test_a_crash_of_takelane_loses_no_job(engine, path):
    first = Ledger(path)
    queue = engine.queue(first)
    engine.load(queue)
    for number in range(20):
        queue.add([f"{{{number}}}"], f"Line {number}", takes=3, seed=7)
    queue.hear(JobFinished(1, (), cancelled=False))
    first.close()
    engine.submitted.clear()
    again = engine.queue(Ledger(path))
    assert _states(again) == ["done"] + ["queued"] * 19
    assert again.paused, "it asks before it goes on"
    engine.load(again)
    assert engine.submitted == []
    again.resume()
    assert engine.submitted == [2]
    assert (again.items[5].takes, again.items[5].seed) == (3, 7)


def test_a_job_whose_region_is_gone_fails_and_the_next_begins(queue, engine):
    engine.gone = {"{1}"}
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    engine.load(queue)
    assert _states(queue) == ["failed", "rendering"]
    assert queue.items[0].reason == "the region is gone"


def test_every_job_is_performed_in_the_manner_it_was_asked_for(queue, engine, ledger, path):
    queue.add(["{1}"], "One")
    queue.manner = DRAFT
    queue.add(["{2}"], "Two")
    queue.manner = Manner()
    queue.add(["{3}"], "Three")
    engine.load(queue)
    assert (engine.submitted, engine.loading) == ([1], None)
    queue.hear(JobFinished(1, (), cancelled=False))
    assert (engine.submitted, engine.loading) == ([1], DRAFT)
    engine.load(queue)
    queue.hear(JobFinished(2, (), cancelled=False))
    assert (engine.submitted, engine.loading) == ([1, 2], Manner())
    ledger.close()
    restored = engine.queue(Ledger(path))
    assert [item.manner for item in restored.items] == [Manner(), DRAFT, Manner()]


def test_jobs_of_an_engine_that_cannot_be_had_fail_and_the_others_go_on(queue, engine):
    queue.manner = DRAFT
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    queue.manner = Manner()
    queue.add(["{3}"], "Three")
    assert engine.loading == DRAFT
    queue.hear(NotLoaded("no memory", DRAFT))
    assert _states(queue) == ["failed", "failed", "queued"]
    assert queue.items[0].reason == "no memory"
    engine.load(queue)
    assert engine.submitted == [3]
    queue.retry(1)
    assert queue.items[-1].manner == DRAFT


def test_an_engine_that_is_given_up_pauses_the_queue_until_it_is_resumed(queue, engine):
    engine.load(queue)
    queue.add(["{1}"], "One")
    engine.crash(queue, 1)
    queue.hear(GaveUp())
    assert queue.paused
    assert _states(queue) == ["queued"]
    engine.loading = None
    queue.resume()
    assert engine.loading == Manner()
    engine.load(queue)
    assert engine.submitted == [1, 1]


def test_a_queue_is_idle_when_nothing_is_under_way_or_waits_for_its_engine(queue, engine):
    assert queue.idle
    queue.add(["{1}"], "One")
    assert not queue.idle
    engine.load(queue)
    assert not queue.idle
    queue.hear(JobFinished(1, (), cancelled=False))
    assert queue.idle
    queue.pause()
    queue.add(["{2}"], "Two")
    assert queue.idle


def test_jobs_of_an_older_takelane_are_performed_by_the_engine_that_ships(engine, path):
    ledger = Ledger(path)
    engine.queue(ledger).add(["{1}"], "One")
    old = ledger.get("job", "1") | {}
    del old["manner"]
    ledger.note({("job", "1"): old})
    assert engine.queue(ledger).items[0].manner == Manner()


def test_a_disk_that_is_full_is_told_and_the_queue_goes_on(engine, ledger, monkeypatch):
    told = []
    queue = RenderQueue(ledger, engine, engine.job_of, on_problem=told.append)
    engine.load(queue)
    queue.add(["{1}"], "One")

    def fail(_):
        raise ProjectError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(ledger, "note", fail)
        queue.add(["{2}"], "Two")
        queue.hear(JobFinished(1, (), cancelled=False))
    assert (engine.submitted, _states(queue)) == ([1, 2], ["done", "rendering"])
    assert set(told) == {"the disk is full"}
    queue.hear(JobFinished(2, (), cancelled=False))
    assert ledger.get("job", "2")["state"] == "done"


def test_what_has_ended_is_cleared(queue, engine):
    engine.load(queue)
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    queue.hear(JobFinished(1, (), cancelled=False))
    queue.clear_ended()
    assert _states(queue) == ["rendering"]
    assert queue.current.state is JobState.RENDERING


def test_a_retry_is_like_the_same_take(queue, engine):
    engine.load(queue)
    queue.add(["{1}"], "One", takes=3, seed=4, like="a.wav", nudge="angrier")
    queue.hear(JobFailed(1, "no memory"))
    queue.retry(1)
    [item] = queue.items
    assert (item.number, item.takes, item.seed) == (2, 3, 4)
    assert (item.like, item.nudge, item.reason) == ("a.wav", "angrier", "")


def test_lines_are_called_after_the_first_of_them(queue, make_timeline, plan):
    lines = plan(make_timeline(("MARA: Run!", 0, 1), ("TOM: No.", 1, 2)))
    one, both = queue.add_lines(lines[:1]), queue.add_lines(lines, 3, 7, force=True)
    assert (one.title, one.region_ids, one.takes) == ("Run!", ("{1}",), 1)
    assert (both.title, both.region_ids) == ("2 lines, from “Run!”", ("{1}", "{2}"))
    assert (both.takes, both.seed, both.force) == (3, 7, True)
