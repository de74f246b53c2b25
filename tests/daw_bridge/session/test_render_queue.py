"""Jobs go one after another, survive both crashes, and none is lost or done twice."""

from __future__ import annotations

import pytest

from daw_bridge.render import RenderOptions
from daw_bridge.session.ledger import Ledger
from daw_bridge.session.render_queue import JobState, QueueItem, RenderQueue
from daw_bridge.timeline import ProjectError, Timeline
from daw_bridge.worker.messages import Crashed, JobFailed, JobFinished, Loaded, NotLoaded, RenderJob

LOADED = Loaded("fake-1", ("ada",), 22_050)


class Engine:
    """Remember what a queue asks of the render process."""

    def __init__(self, folder):
        self.folder = folder
        self.submitted: list[int] = []
        self.cancelled: list[int] = []
        self.gone: set[str] = set()

    def job_of(self, item):
        if self.gone & set(item.region_ids):
            raise ProjectError("the region is gone")
        timeline = Timeline(self.folder / "x.rpp", 48_000, ())
        return RenderJob(item.number, timeline, (), self.folder, RenderOptions())

    def queue(self, ledger) -> RenderQueue:
        submit = lambda job: self.submitted.append(job.number)  # noqa: E731
        return RenderQueue(ledger, submit, self.cancelled.append, self.job_of)


@pytest.fixture
def engine(tmp_path):
    return Engine(tmp_path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "scene.takelane"


@pytest.fixture
def queue(engine, path):
    return engine.queue(Ledger(path))


def _states(queue):
    return [item.state.value for item in queue.items]


def test_jobs_begin_when_the_engine_is_there_one_after_another(queue, engine):
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    assert engine.submitted == []
    queue.hear(LOADED)
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
    queue.hear(LOADED)
    queue.add(["{1}"], "One")
    queue.pause()
    queue.add(["{2}"], "Two")
    queue.hear(JobFinished(1, (), cancelled=False))
    assert engine.submitted == [1]
    queue.resume()
    assert engine.submitted == [1, 2]


def test_waiting_and_working_jobs_are_cancelled_each_in_its_way(queue, engine):
    queue.hear(LOADED)
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


def test_a_crash_of_the_engine_begins_the_job_again_but_not_for_ever(queue, engine):
    queue.hear(LOADED)
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    queue.hear(Crashed(1, -6))
    assert engine.submitted == [1]
    queue.hear(LOADED)
    assert engine.submitted == [1, 1]
    queue.hear(Crashed(1, -6))
    queue.hear(LOADED)
    assert _states(queue) == ["failed", "rendering"]
    assert "stopped" in queue.items[0].reason


def test_a_crash_of_takelane_loses_no_job(engine, path):
    first = Ledger(path)
    queue = engine.queue(first)
    queue.hear(LOADED)
    for number in range(20):
        queue.add([f"{{{number}}}"], f"Line {number}", takes=3, seed=7)
    queue.hear(JobFinished(1, (), cancelled=False))
    first.close()
    engine.submitted.clear()
    again = engine.queue(Ledger(path))
    assert _states(again) == ["done"] + ["queued"] * 19
    assert again.paused, "it asks before it goes on"
    again.hear(LOADED)
    assert engine.submitted == []
    again.resume()
    assert engine.submitted == [2]
    assert (again.items[5].takes, again.items[5].seed) == (3, 7)


def test_a_job_whose_region_is_gone_fails_and_the_next_begins(queue, engine):
    engine.gone = {"{1}"}
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    queue.hear(LOADED)
    assert _states(queue) == ["failed", "rendering"]
    assert queue.items[0].reason == "the region is gone"


def test_without_an_engine_jobs_wait(queue, engine):
    queue.add(["{1}"], "One")
    queue.hear(NotLoaded("no memory"))
    assert engine.submitted == []
    assert _states(queue) == ["queued"]


def test_what_has_ended_is_cleared(queue, path):
    queue.hear(LOADED)
    queue.add(["{1}"], "One")
    queue.add(["{2}"], "Two")
    queue.hear(JobFinished(1, (), cancelled=False))
    queue.clear_ended()
    assert _states(queue) == ["rendering"]
    assert queue.current.state is JobState.RENDERING


def test_a_retry_is_like_the_same_take(queue, engine):
    queue.hear(LOADED)
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
