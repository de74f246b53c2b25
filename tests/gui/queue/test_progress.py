"""The queue is counted, timed and put into order."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from daw_bridge.session.queue_item import JobState, QueueItem
from gui.queue.progress import Progress, listed, progress, state_text, time_left

WAITS = QueueItem(3, ("a", "b"), "two lines", takes=2)


def _row(duration):
    return SimpleNamespace(line=SimpleNamespace(region=SimpleNamespace(duration=duration)))


def _take(duration, seconds):
    return SimpleNamespace(samples=48_000 * duration, sample_rate=48_000, seconds=seconds)


def test_takes_of_jobs_that_have_not_ended_are_counted():
    ended = replace(WAITS, number=1, state=JobState.DONE, done=4, total=4)
    speaks = replace(WAITS, number=2, state=JobState.RENDERING, done=1, total=4)
    assert progress([ended, speaks, WAITS], lambda _: None, []) == Progress(1, 8, None)
    assert progress([ended], lambda _: None, []).text == ""


def test_the_time_left_is_what_the_newest_takes_have_taken():
    rows = {"a": _row(2), "b": _row(6)}
    half = replace(WAITS, state=JobState.RENDERING, done=2, total=4)
    takes = [_take(2, seconds=60.0)] + [_take(2, seconds=1.0)] * 50
    # One second of sound takes half a second; two takes of 2 s and 6 s are half done.
    assert progress([half], rows.get, takes).left == pytest.approx(4.0)


def test_times_are_told_in_steps():
    assert time_left(89.0) == "90 s left"
    assert time_left(0.0) == "5 s left"
    assert time_left(3600.0) == "60 min left"


def test_what_is_spoken_stands_first_and_what_has_ended_last():
    states = (JobState.DONE, JobState.FAILED, JobState.RENDERING, JobState.QUEUED, JobState.QUEUED)
    items = [replace(WAITS, number=n, state=state) for n, state in enumerate(states)]
    assert [item.number for item in listed(items)] == [2, 3, 4, 1, 0]


def test_every_state_has_words():
    said = {state_text(replace(WAITS, state=state, reason="no disk")) for state in JobState}
    assert "failed: no disk" in said
    assert "rendering, 0 of 4" in said
    assert len(said) == len(JobState)
